CREATE TABLE "ticket_blocks" (
	"guild_id" text NOT NULL,
	"person_id" text NOT NULL,
	"person_name" text NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"until" timestamp with time zone,
	"blocked_by" text NOT NULL,
	"blocked_by_name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "ticket_blocks_guild_id_person_id_pk" PRIMARY KEY("guild_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "ticket_calendars" (
	"guild_id" text NOT NULL,
	"category_key" text DEFAULT '' NOT NULL,
	"time_zone" text NOT NULL,
	"is_always" boolean DEFAULT false NOT NULL,
	"week" jsonb NOT NULL,
	"holidays" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "ticket_calendars_guild_id_category_key_pk" PRIMARY KEY("guild_id","category_key")
);
--> statement-breakpoint
CREATE TABLE "ticket_categories" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"name" text NOT NULL,
	"emoji" text,
	"description" text DEFAULT '' NOT NULL,
	"channel_id" text,
	"staff_role_ids" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"ping_role_ids" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"form" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"is_private" boolean DEFAULT true NOT NULL,
	"position" integer NOT NULL,
	"archived_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_by" text NOT NULL,
	"created_by_name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ticket_panels" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"channel_id" text NOT NULL,
	"message_id" text,
	"title" text NOT NULL,
	"text" text DEFAULT '' NOT NULL,
	"colour" integer NOT NULL,
	"style" text NOT NULL,
	"category_ids" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"posted_version" integer DEFAULT 0 NOT NULL,
	"error" text,
	"created_by" text NOT NULL,
	"created_by_name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "ticket_panels_message" UNIQUE("message_id")
);
--> statement-breakpoint
CREATE TABLE "ticket_ratings" (
	"ticket_id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"person_id" text NOT NULL,
	"agent_id" text,
	"agent_name" text,
	"score" integer NOT NULL,
	"comment" text DEFAULT '' NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ticket_targets" (
	"guild_id" text NOT NULL,
	"category_key" text DEFAULT '' NOT NULL,
	"priority_key" text DEFAULT '' NOT NULL,
	"first_response_minutes" integer,
	"resolution_minutes" integer,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "ticket_targets_guild_id_category_key_priority_key_pk" PRIMARY KEY("guild_id","category_key","priority_key")
);
--> statement-breakpoint
CREATE TABLE "ticket_transcripts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"ticket_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"person_id" text NOT NULL,
	"person_name" text NOT NULL,
	"subject" text NOT NULL,
	"audience" text NOT NULL,
	"storage_key" text NOT NULL,
	"messages" integer NOT NULL,
	"root_hash" text NOT NULL,
	"signature" text NOT NULL,
	"edition" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "ticket_transcripts_edition" UNIQUE("ticket_id","audience","edition")
);
--> statement-breakpoint
CREATE TABLE "tickets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"status" text NOT NULL,
	"assignee_id" text,
	"priority" text DEFAULT 'normal' NOT NULL,
	"last_message_at" timestamp with time zone NOT NULL,
	"source" text NOT NULL,
	"category_id" uuid,
	"person_id" text NOT NULL,
	"opened_by" text NOT NULL,
	"opened_by_name" text NOT NULL,
	"answers" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"channel_id" text,
	"is_private" boolean NOT NULL,
	"thread_id" text,
	"starter_message_id" text,
	"starter_channel_id" text,
	"setup_state" text NOT NULL,
	"setup_error" jsonb,
	"setup_attempts" integer DEFAULT 0 NOT NULL,
	"setup_token" uuid,
	"setup_until" timestamp with time zone,
	"setup_at" timestamp with time zone,
	"shown_version" text DEFAULT '' NOT NULL,
	"thread_gone_at" timestamp with time zone,
	"poll_cursor" text,
	"polled_at" timestamp with time zone,
	"poll_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"closed_by" text,
	"closed_by_name" text,
	"close_reason" text DEFAULT '' NOT NULL,
	"close_requested_at" timestamp with time zone,
	"close_requested_by" text,
	"close_requested_by_name" text,
	"stale_warned_at" timestamp with time zone,
	"stale_at" timestamp with time zone,
	"first_response_at" timestamp with time zone,
	"clock_since" timestamp with time zone,
	"clock_used_ms" bigint DEFAULT 0 NOT NULL,
	"first_response_due_at" timestamp with time zone,
	"resolution_due_at" timestamp with time zone,
	"clock_at" timestamp with time zone,
	"breach_warned_at" timestamp with time zone,
	"breached_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "has_cards" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "ticket_categories_order" ON "ticket_categories" USING btree ("guild_id","position");--> statement-breakpoint
CREATE UNIQUE INDEX "ticket_categories_name" ON "ticket_categories" USING btree ("guild_id",lower("name")) WHERE archived_at is null;--> statement-breakpoint
CREATE INDEX "ticket_panels_guild" ON "ticket_panels" USING btree ("guild_id","created_at");--> statement-breakpoint
CREATE INDEX "ticket_ratings_guild" ON "ticket_ratings" USING btree ("guild_id","created_at");--> statement-breakpoint
CREATE INDEX "ticket_transcripts_guild" ON "ticket_transcripts" USING btree ("guild_id","created_at","id");--> statement-breakpoint
CREATE INDEX "ticket_transcripts_person" ON "ticket_transcripts" USING btree ("guild_id","person_id","created_at");--> statement-breakpoint
CREATE INDEX "tickets_recent" ON "tickets" USING btree ("guild_id","last_message_at","id");--> statement-breakpoint
CREATE INDEX "tickets_status" ON "tickets" USING btree ("guild_id","status","last_message_at","id");--> statement-breakpoint
CREATE INDEX "tickets_category" ON "tickets" USING btree ("guild_id","category_id","status","last_message_at","id");--> statement-breakpoint
CREATE INDEX "tickets_assignee" ON "tickets" USING btree ("guild_id","assignee_id","status","last_message_at","id");--> statement-breakpoint
CREATE INDEX "tickets_person" ON "tickets" USING btree ("guild_id","person_id","status","created_at");--> statement-breakpoint
CREATE INDEX "tickets_created" ON "tickets" USING btree ("guild_id","created_at");--> statement-breakpoint
CREATE INDEX "tickets_closed" ON "tickets" USING btree ("guild_id","closed_at") WHERE closed_at is not null;--> statement-breakpoint
CREATE INDEX "tickets_thread" ON "tickets" USING btree ("thread_id") WHERE thread_id is not null;--> statement-breakpoint
CREATE INDEX "tickets_starter" ON "tickets" USING btree ("starter_message_id") WHERE starter_message_id is not null;--> statement-breakpoint
CREATE INDEX "tickets_channel" ON "tickets" USING btree ("channel_id") WHERE status <> 'closed';--> statement-breakpoint
CREATE INDEX "tickets_setup" ON "tickets" USING btree ("setup_at") WHERE setup_at is not null;--> statement-breakpoint
CREATE INDEX "tickets_poll" ON "tickets" USING btree ("poll_at") WHERE poll_at is not null;--> statement-breakpoint
CREATE INDEX "tickets_clock" ON "tickets" USING btree ("clock_at") WHERE clock_at is not null;--> statement-breakpoint
CREATE INDEX "tickets_stale" ON "tickets" USING btree ("stale_at") WHERE stale_at is not null;--> statement-breakpoint
-- A ticket's row follows its conversation in the same transaction, whoever changes that: lists of tickets are filtered
-- and ordered by what is copied here.
CREATE FUNCTION conversation_to_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE tickets SET
    status = CASE
      WHEN NEW.state = OLD.state THEN status
      WHEN NEW.state = 'closed' THEN 'closed'
      WHEN NEW.state IN ('waiting', 'snoozed') THEN 'waiting'
      -- What somebody has taken up or answered goes on; what was closed begins anew.
      WHEN OLD.state <> 'closed' AND (NEW.assignee_id IS NOT NULL OR NEW.last_outbound_at IS NOT NULL) THEN 'in_progress'
      ELSE 'open' END,
    assignee_id = NEW.assignee_id,
    priority = NEW.priority,
    last_message_at = NEW.last_message_at,
    updated_at = NEW.updated_at
  WHERE id = NEW.id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER conversations_to_tickets AFTER UPDATE OF state, assignee_id, priority, last_message_at ON conversations
  FOR EACH ROW WHEN (NEW.feature = 'tickets' AND (NEW.state, NEW.assignee_id, NEW.priority, NEW.last_message_at)
    IS DISTINCT FROM (OLD.state, OLD.assignee_id, OLD.priority, OLD.last_message_at))
  EXECUTE FUNCTION conversation_to_ticket();
