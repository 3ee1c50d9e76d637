CREATE TABLE "notice_drafts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"draft" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notice_updates" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"notice_id" uuid NOT NULL,
	"state" text NOT NULL,
	"message" text NOT NULL,
	"in_thread" boolean NOT NULL,
	"created_by" text NOT NULL,
	"created_by_name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"number" integer NOT NULL,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"state" text NOT NULL,
	"message" text NOT NULL,
	"details" jsonb NOT NULL,
	"customer_id" text,
	"dedupe_key" text,
	"count" integer DEFAULT 1 NOT NULL,
	"escalations" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone,
	"acknowledged_by" text,
	"acknowledged_by_name" text,
	"ended_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_by" text NOT NULL,
	"created_by_name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "notices_number" UNIQUE("guild_id","number")
);
--> statement-breakpoint
CREATE INDEX "notice_drafts_over" ON "notice_drafts" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "notice_updates_of" ON "notice_updates" USING btree ("notice_id","created_at");--> statement-breakpoint
CREATE INDEX "notices_due" ON "notices" USING btree ("due_at") WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX "notices_list" ON "notices" USING btree ("guild_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "notices_key" ON "notices" USING btree ("guild_id","dedupe_key","created_at") WHERE dedupe_key is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "notices_open_key" ON "notices" USING btree ("guild_id","dedupe_key") WHERE ended_at is null;