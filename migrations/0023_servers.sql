CREATE TABLE "server_actions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"server_id" text NOT NULL,
	"server_name" text NOT NULL,
	"account_id" text,
	"action" text NOT NULL,
	"state" text NOT NULL,
	"state_before" text NOT NULL,
	"impact" jsonb NOT NULL,
	"requested_by" text NOT NULL,
	"requested_by_name" text NOT NULL,
	"source" text NOT NULL,
	"confirm_until" timestamp with time zone,
	"approvals_needed" integer NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"error" text,
	"created_at" timestamp with time zone NOT NULL,
	"requested_at" timestamp with time zone,
	"due_at" timestamp with time zone,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "server_approvals" (
	"guild_id" text NOT NULL,
	"action_id" uuid NOT NULL,
	"approved_by" text NOT NULL,
	"approved_by_name" text NOT NULL,
	"decision" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "server_approvals_guild_id_action_id_approved_by_pk" PRIMARY KEY("guild_id","action_id","approved_by")
);
--> statement-breakpoint
CREATE TABLE "server_events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"server_id" text NOT NULL,
	"event_id" text NOT NULL,
	"state" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	CONSTRAINT "server_events_once" UNIQUE("guild_id","event_id")
);
--> statement-breakpoint
CREATE TABLE "server_notices" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"server_id" text NOT NULL,
	"server_name" text NOT NULL,
	"action_id" uuid,
	"action" text,
	"phase" text NOT NULL,
	"state" text NOT NULL,
	"opened_by" text NOT NULL,
	"opened_by_name" text NOT NULL,
	"error" text,
	"opened_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"changes" jsonb NOT NULL,
	"calm_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "servers" (
	"guild_id" text NOT NULL,
	"server_id" text NOT NULL,
	"name" text NOT NULL,
	"account_id" text,
	"state" text,
	"state_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "servers_guild_id_server_id_pk" PRIMARY KEY("guild_id","server_id")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "server_actions_open" ON "server_actions" USING btree ("guild_id","server_id") WHERE state in ('awaiting-approval', 'requested', 'accepted');--> statement-breakpoint
CREATE INDEX "server_actions_history" ON "server_actions" USING btree ("guild_id","server_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "server_actions_asked" ON "server_actions" USING btree ("guild_id","requested_by","created_at");--> statement-breakpoint
CREATE INDEX "server_actions_due" ON "server_actions" USING btree ("due_at") WHERE state in ('awaiting-approval', 'requested', 'accepted');--> statement-breakpoint
CREATE INDEX "server_events_history" ON "server_events" USING btree ("guild_id","server_id","at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "server_events_over" ON "server_events" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "server_notices_last" ON "server_notices" USING btree ("guild_id","server_id","opened_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "server_notices_action" ON "server_notices" USING btree ("guild_id","action_id");--> statement-breakpoint
CREATE INDEX "server_notices_calm" ON "server_notices" USING btree ("calm_at") WHERE calm_at is not null;--> statement-breakpoint
CREATE INDEX "servers_account" ON "servers" USING btree ("guild_id","account_id","name");--> statement-breakpoint
CREATE INDEX "servers_list" ON "servers" USING btree ("guild_id","name");