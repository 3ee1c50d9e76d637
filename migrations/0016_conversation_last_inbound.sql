ALTER TABLE "conversations" ADD COLUMN "last_inbound_sequence" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "conversations_tags" ON "conversations" USING gin ("tags" jsonb_path_ops);--> statement-breakpoint
UPDATE "conversations" SET "last_inbound_sequence" = "m"."last" FROM (SELECT "conversation_id", max("sequence") AS "last" FROM "conversation_messages" WHERE "direction" = 'in' GROUP BY "conversation_id") "m" WHERE "m"."conversation_id" = "conversations"."id";
