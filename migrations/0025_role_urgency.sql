DROP INDEX "role_changes_next";--> statement-breakpoint
ALTER TABLE "role_changes" ADD COLUMN "urgent" boolean NOT NULL;--> statement-breakpoint
ALTER TABLE "role_queue" ADD COLUMN "version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "role_changes_next" ON "role_changes" USING btree ("guild_id","urgent" DESC NULLS LAST,"id") WHERE state = 'planned';