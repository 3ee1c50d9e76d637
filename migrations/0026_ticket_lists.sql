DROP INDEX "tickets_category";--> statement-breakpoint
DROP INDEX "tickets_assignee";--> statement-breakpoint
DROP INDEX "tickets_person";--> statement-breakpoint
CREATE INDEX "tickets_active" ON "tickets" USING btree ("guild_id","last_message_at","id") WHERE status <> 'closed';--> statement-breakpoint
CREATE INDEX "tickets_category_active" ON "tickets" USING btree ("guild_id","category_id","last_message_at","id") WHERE status <> 'closed';--> statement-breakpoint
CREATE INDEX "tickets_assignee_active" ON "tickets" USING btree ("guild_id","assignee_id","last_message_at","id") WHERE status <> 'closed';--> statement-breakpoint
CREATE INDEX "tickets_category" ON "tickets" USING btree ("guild_id","category_id","last_message_at","id");--> statement-breakpoint
CREATE INDEX "tickets_assignee" ON "tickets" USING btree ("guild_id","assignee_id","last_message_at","id");--> statement-breakpoint
CREATE INDEX "tickets_person" ON "tickets" USING btree ("guild_id","person_id","last_message_at","id");