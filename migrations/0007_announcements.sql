CREATE TABLE "announcement_drafts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"announcement_id" uuid,
	"version" integer,
	"name" text NOT NULL,
	"message" jsonb NOT NULL,
	"target" jsonb NOT NULL,
	"timing" jsonb NOT NULL,
	"time_zone" text NOT NULL,
	"created_by" text NOT NULL,
	"created_by_name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "announcement_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"announcement_id" uuid NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"trigger" text NOT NULL,
	"missed" integer DEFAULT 0 NOT NULL,
	"state" text NOT NULL,
	"channel_id" text,
	"message_id" text,
	"error" text,
	"created_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "announcement_runs_due" UNIQUE("announcement_id","due_at","trigger")
);
--> statement-breakpoint
CREATE TABLE "announcements" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"number" integer NOT NULL,
	"name" text NOT NULL,
	"message" jsonb NOT NULL,
	"target" jsonb NOT NULL,
	"timing" jsonb NOT NULL,
	"time_zone" text NOT NULL,
	"state" text NOT NULL,
	"next_run_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_by" text NOT NULL,
	"created_by_name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "announcements_number" UNIQUE("guild_id","number")
);
--> statement-breakpoint
CREATE INDEX "announcement_drafts_over" ON "announcement_drafts" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "announcement_runs_history" ON "announcement_runs" USING btree ("announcement_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "announcements_due" ON "announcements" USING btree ("next_run_at") WHERE state = 'active';