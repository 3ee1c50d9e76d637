CREATE TABLE "ticket_imports" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"format" text NOT NULL,
	"storage_key" text NOT NULL,
	"state" text NOT NULL,
	"total" integer DEFAULT 0 NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"added" integer DEFAULT 0 NOT NULL,
	"skipped" integer DEFAULT 0 NOT NULL,
	"faults" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_by_name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "ticket_phases" (
	"sequence" bigserial PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"ticket_id" uuid NOT NULL,
	"status" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "ticket_transcripts" ADD COLUMN "words" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "first_response_by" text;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "first_response_by_name" text;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "first_response_ms" bigint;--> statement-breakpoint
ALTER TABLE "tickets" ADD COLUMN "clock_told" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
CREATE INDEX "ticket_imports_guild" ON "ticket_imports" USING btree ("guild_id","created_at");--> statement-breakpoint
CREATE INDEX "ticket_phases_ticket" ON "ticket_phases" USING btree ("ticket_id","sequence");--> statement-breakpoint
CREATE INDEX "ticket_transcripts_words" ON "ticket_transcripts" USING gin (to_tsvector('simple', "guild_id" || ' ' || "words"));--> statement-breakpoint
-- Whatever changes a ticket's status, the change and its time are written down with it: the clock counts them later, in
-- order, and none is lost between two that follow each other quickly.
CREATE FUNCTION ticket_phase() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ticket_phases (guild_id, ticket_id, status, at)
  VALUES (NEW.guild_id, NEW.id, NEW.status, CASE TG_OP WHEN 'INSERT' THEN NEW.created_at ELSE NEW.updated_at END);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER tickets_phases_begin AFTER INSERT ON tickets FOR EACH ROW EXECUTE FUNCTION ticket_phase();
--> statement-breakpoint
CREATE TRIGGER tickets_phases AFTER UPDATE OF status ON tickets FOR EACH ROW
  WHEN (NEW.status IS DISTINCT FROM OLD.status) EXECUTE FUNCTION ticket_phase();
