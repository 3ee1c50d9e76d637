CREATE INDEX "records_status" ON "records" USING btree ("guild_id","status","number");--> statement-breakpoint
CREATE INDEX "records_assignee" ON "records" USING btree ("guild_id","assignee_id","status","number");--> statement-breakpoint
CREATE INDEX "records_changed" ON "records" USING btree ("guild_id","updated_at","number");--> statement-breakpoint
CREATE INDEX "records_title" ON "records" USING btree ("guild_id",lower("title"),"number");