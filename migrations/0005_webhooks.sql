CREATE TABLE "delivery_attempts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"delivery_id" uuid NOT NULL,
	"endpoint_id" uuid,
	"at" timestamp with time zone NOT NULL,
	"duration_ms" integer NOT NULL,
	"ok" boolean NOT NULL,
	"counts" boolean DEFAULT true NOT NULL,
	"target" text NOT NULL,
	"request_headers" jsonb NOT NULL,
	"status" integer,
	"response_headers" jsonb,
	"response_body" text,
	"error" text,
	"next_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "webhook_endpoints" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"url" text NOT NULL,
	"url_shown" text NOT NULL,
	"lane" text NOT NULL,
	"events" jsonb NOT NULL,
	"conditions" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"secrets" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"mode" text DEFAULT 'post' NOT NULL,
	"digest" jsonb,
	"state" text NOT NULL,
	"state_reason" text,
	"state_text" text,
	"state_at" timestamp with time zone NOT NULL,
	"failing_since" timestamp with time zone,
	"warned_at" timestamp with time zone,
	"next_probe_at" timestamp with time zone,
	"last_success_at" timestamp with time zone,
	"last_failure_at" timestamp with time zone,
	"recover_from" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "deliveries_over";--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "endpoint_id" uuid;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "lane" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "sequence" bigint;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "event_type" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "subject" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "occurred_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "purpose" text DEFAULT 'event' NOT NULL;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "digest_key" text;--> statement-breakpoint
CREATE INDEX "delivery_attempts_delivery" ON "delivery_attempts" USING btree ("delivery_id","at");--> statement-breakpoint
CREATE INDEX "delivery_attempts_endpoint" ON "delivery_attempts" USING btree ("endpoint_id","at");--> statement-breakpoint
CREATE INDEX "delivery_attempts_at" ON "delivery_attempts" USING btree ("at");--> statement-breakpoint
CREATE INDEX "webhook_endpoints_guild" ON "webhook_endpoints" USING btree ("guild_id");--> statement-breakpoint
CREATE INDEX "webhook_endpoints_probe" ON "webhook_endpoints" USING btree ("next_probe_at");--> statement-breakpoint
CREATE INDEX "deliveries_lane" ON "deliveries" USING btree ("lane","run_at") WHERE state = 'queued';--> statement-breakpoint
CREATE INDEX "deliveries_endpoint" ON "deliveries" USING btree ("endpoint_id","created_at");--> statement-breakpoint
CREATE INDEX "deliveries_subject" ON "deliveries" USING btree ("endpoint_id","subject") WHERE message_id is not null;--> statement-breakpoint
CREATE INDEX "deliveries_over" ON "deliveries" USING btree ("created_at") WHERE state in ('sent', 'failed', 'held');--> statement-breakpoint
-- What waits already gets a lane, or nobody would ever wake it.
UPDATE "deliveries" SET "lane" = 'notice:' || "guild_id" || ':' || "notice" WHERE "lane" = '';--> statement-breakpoint
-- A delivery is no longer marked while it is sent; one that was is sent again, with the key that it had.
UPDATE "deliveries" SET "state" = 'queued', "leased_until" = NULL WHERE "state" = 'sending';
