ALTER TABLE "tickets" ADD COLUMN "mirrored_sequence" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
-- What was said before is not brought into threads again.
UPDATE "tickets" SET "mirrored_sequence" = coalesce((
  SELECT max("sequence") FROM "conversation_messages" WHERE "conversation_id" = "tickets"."id"
), 0);
