CREATE TABLE "ai_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"feature" text NOT NULL,
	"subject" text NOT NULL,
	"model" text NOT NULL,
	"input_tokens" integer NOT NULL,
	"output_tokens" integer NOT NULL,
	"cache_read_tokens" integer NOT NULL,
	"cache_write_tokens" integer NOT NULL,
	"cost_micros" integer NOT NULL,
	"outcome" text NOT NULL,
	"refused" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"name" text NOT NULL,
	"hash" text NOT NULL,
	"last_four" text NOT NULL,
	"scopes" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_keys_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"action" text NOT NULL,
	"target" text NOT NULL,
	"actor" text NOT NULL,
	"source" text NOT NULL,
	"request_id" text NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "counters" (
	"guild_id" text NOT NULL,
	"name" text NOT NULL,
	"value" integer NOT NULL,
	CONSTRAINT "counters_guild_id_name_pk" PRIMARY KEY("guild_id","name")
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"signal_id" uuid NOT NULL,
	"notice" text NOT NULL,
	"body" jsonb NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"run_at" timestamp with time zone NOT NULL,
	"leased_until" timestamp with time zone,
	"message_id" text,
	"error" text,
	"created_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "guild_settings" (
	"guild_id" text NOT NULL,
	"feature" text NOT NULL,
	"values" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "guild_settings_guild_id_feature_pk" PRIMARY KEY("guild_id","feature")
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"id" text PRIMARY KEY NOT NULL,
	"guild_id" text,
	"name" text NOT NULL,
	"payload" jsonb NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"run_at" timestamp with time zone NOT NULL,
	"leased_until" timestamp with time zone,
	"result" jsonb,
	"error" text,
	"reference" text,
	"created_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "kept_results" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"user_id" text NOT NULL,
	"message" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "signals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"sequence" bigserial NOT NULL,
	"guild_id" text NOT NULL,
	"type" text NOT NULL,
	"subject" text NOT NULL,
	"data" jsonb NOT NULL,
	"actor" text NOT NULL,
	"source" text NOT NULL,
	"request_id" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"dispatched_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "analyses" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"channel_id" text NOT NULL,
	"message_id" text NOT NULL,
	"state" text NOT NULL,
	"mode" text,
	"notes" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"dropped_suggestions" integer DEFAULT 0 NOT NULL,
	"conversation" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"requested_by" text NOT NULL,
	"requested_by_name" text NOT NULL,
	"interaction_id" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "machines" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"name" text NOT NULL,
	"aliases" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"location" text,
	"archived_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "maintainers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"name" text NOT NULL,
	"username" text,
	"discord_user_id" text,
	"proposed_user_id" text,
	"refused_user_ids" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "maintainers_discord_user" UNIQUE("guild_id","discord_user_id")
);
--> statement-breakpoint
CREATE TABLE "record_attachments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"record_id" uuid NOT NULL,
	"channel_id" text NOT NULL,
	"message_id" text NOT NULL,
	"attachment_id" text NOT NULL,
	"filename" text NOT NULL,
	"content_type" text,
	"size" integer NOT NULL,
	"state" text NOT NULL,
	"sha256" text,
	"storage_key" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "record_attachments_source" UNIQUE("record_id","attachment_id")
);
--> statement-breakpoint
CREATE TABLE "record_comments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"record_id" uuid NOT NULL,
	"body" text NOT NULL,
	"author" text NOT NULL,
	"author_name" text NOT NULL,
	"origin_key" text,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "record_sources" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"record_id" uuid NOT NULL,
	"channel_id" text NOT NULL,
	"message_id" text NOT NULL,
	"author_id" text NOT NULL,
	"author_name" text NOT NULL,
	"excerpt" text NOT NULL,
	"content_hash" text NOT NULL,
	"posted_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "records" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"number" integer NOT NULL,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"fields" jsonb NOT NULL,
	"status" text NOT NULL,
	"machine_id" uuid,
	"parent_id" uuid,
	"assignee_id" text,
	"origin" text NOT NULL,
	"origin_key" text,
	"analysis_id" uuid,
	"channel_id" text,
	"message_id" text,
	"created_by" text NOT NULL,
	"created_by_name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "records_number" UNIQUE("guild_id","number")
);
--> statement-breakpoint
CREATE TABLE "suggestions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"analysis_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"parent_position" integer,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"fields" jsonb NOT NULL,
	"machine_id" uuid,
	"evidence" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"warnings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"state" text NOT NULL,
	"record_id" uuid,
	"decided_by" text,
	"decided_by_name" text,
	"decided_at" timestamp with time zone,
	CONSTRAINT "suggestions_position" UNIQUE("analysis_id","position")
);
--> statement-breakpoint
CREATE INDEX "ai_runs_guild" ON "ai_runs" USING btree ("guild_id","created_at");--> statement-breakpoint
CREATE INDEX "api_keys_guild" ON "api_keys" USING btree ("guild_id");--> statement-breakpoint
CREATE INDEX "audit_log_guild" ON "audit_log" USING btree ("guild_id","created_at");--> statement-breakpoint
CREATE INDEX "audit_log_target" ON "audit_log" USING btree ("guild_id","target");--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("run_at") WHERE state in ('queued', 'sending');--> statement-breakpoint
CREATE INDEX "deliveries_guild" ON "deliveries" USING btree ("guild_id","created_at");--> statement-breakpoint
CREATE INDEX "deliveries_signal" ON "deliveries" USING btree ("signal_id");--> statement-breakpoint
CREATE INDEX "jobs_due" ON "jobs" USING btree ("run_at") WHERE state in ('queued', 'running');--> statement-breakpoint
CREATE INDEX "jobs_guild" ON "jobs" USING btree ("guild_id","created_at");--> statement-breakpoint
CREATE INDEX "signals_guild_sequence" ON "signals" USING btree ("guild_id","sequence");--> statement-breakpoint
CREATE INDEX "signals_undispatched" ON "signals" USING btree ("created_at") WHERE dispatched_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "analyses_live" ON "analyses" USING btree ("guild_id","message_id") WHERE state in ('running', 'reviewing', 'finished');--> statement-breakpoint
CREATE INDEX "analyses_guild" ON "analyses" USING btree ("guild_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "machines_name" ON "machines" USING btree ("guild_id",lower("name"));--> statement-breakpoint
CREATE UNIQUE INDEX "maintainers_username" ON "maintainers" USING btree ("guild_id","username");--> statement-breakpoint
CREATE INDEX "record_comments_record" ON "record_comments" USING btree ("record_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "record_comments_origin_key" ON "record_comments" USING btree ("guild_id","origin_key");--> statement-breakpoint
CREATE INDEX "record_sources_record" ON "record_sources" USING btree ("record_id");--> statement-breakpoint
CREATE UNIQUE INDEX "records_origin_key" ON "records" USING btree ("guild_id","origin_key");--> statement-breakpoint
CREATE INDEX "records_list" ON "records" USING btree ("guild_id","status","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "records_machine" ON "records" USING btree ("guild_id","machine_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "records_analysis" ON "records" USING btree ("analysis_id");--> statement-breakpoint
CREATE INDEX "records_message" ON "records" USING btree ("guild_id","message_id");--> statement-breakpoint
CREATE INDEX "records_parent" ON "records" USING btree ("parent_id");