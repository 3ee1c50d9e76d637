DROP INDEX "server_notices_last";--> statement-breakpoint
CREATE INDEX "server_notices_last" ON "server_notices" USING btree ("guild_id","server_id","id");