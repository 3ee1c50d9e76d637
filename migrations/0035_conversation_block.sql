ALTER TABLE "conversation_reach" ADD COLUMN "blocked_at" timestamp with time zone;--> statement-breakpoint
INSERT INTO "conversation_reach" ("guild_id", "person_id", "blocked_at", "updated_at")
SELECT "guild_id", "person_id", "blocked_at", now() FROM "leads" WHERE "blocked_at" IS NOT NULL
ON CONFLICT ("guild_id", "person_id") DO UPDATE SET "blocked_at" = excluded."blocked_at";
