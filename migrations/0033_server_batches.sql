ALTER TABLE "server_actions" ADD COLUMN "batch_id" uuid;--> statement-breakpoint
CREATE INDEX "server_actions_batch" ON "server_actions" USING btree ("guild_id","batch_id") WHERE batch_id is not null;