CREATE TABLE "conversation_agents" (
	"guild_id" text NOT NULL,
	"user_id" text NOT NULL,
	"name" text NOT NULL,
	"title" text DEFAULT '' NOT NULL,
	"avatar_url" text,
	"refreshed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "conversation_agents_guild_id_user_id_pk" PRIMARY KEY("guild_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "conversation_attachments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"message_id" uuid,
	"position" integer DEFAULT 0 NOT NULL,
	"filename" text NOT NULL,
	"content_type" text,
	"size" integer NOT NULL,
	"discord_attachment_id" text,
	"url" text,
	"storage_key" text,
	"state" text NOT NULL,
	"lost_reason" text,
	"created_by" text,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conversation_broadcasts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"content" text NOT NULL,
	"recipients" integer NOT NULL,
	"created_by" text NOT NULL,
	"created_by_name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conversation_early_changes" (
	"guild_id" text NOT NULL,
	"discord_message_id" text NOT NULL,
	"content" text,
	"edited_at" timestamp with time zone,
	"deleted_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "conversation_early_changes_guild_id_discord_message_id_pk" PRIMARY KEY("guild_id","discord_message_id")
);
--> statement-breakpoint
CREATE TABLE "conversation_lanes" (
	"guild_id" text NOT NULL,
	"name" text NOT NULL,
	"capacity" integer NOT NULL,
	"opened" integer DEFAULT 0 NOT NULL,
	"window_started_at" timestamp with time zone NOT NULL,
	"paused_until" timestamp with time zone,
	"refusals" integer DEFAULT 0 NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "conversation_lanes_guild_id_name_pk" PRIMARY KEY("guild_id","name")
);
--> statement-breakpoint
CREATE TABLE "conversation_messages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"sequence" bigserial NOT NULL,
	"guild_id" text NOT NULL,
	"conversation_id" uuid NOT NULL,
	"person_id" text NOT NULL,
	"direction" text NOT NULL,
	"purpose" text DEFAULT 'reply' NOT NULL,
	"author_id" text,
	"author_name" text NOT NULL,
	"author_avatar" text,
	"author_kind" text NOT NULL,
	"content" text NOT NULL,
	"extras" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"reply_to_id" uuid,
	"via" text,
	"discord_channel_id" text,
	"discord_message_id" text,
	"discord_webhook_id" text,
	"nonce" text,
	"state" text NOT NULL,
	"error" jsonb,
	"attempts" integer DEFAULT 0 NOT NULL,
	"send_at" timestamp with time zone,
	"sending_at" timestamp with time zone,
	"sent_at" timestamp with time zone,
	"seen_at" timestamp with time zone,
	"edited_at" timestamp with time zone,
	"deleted_at" timestamp with time zone,
	"history" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"posted_revision" integer DEFAULT 0 NOT NULL,
	"broadcast_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "conversation_messages_discord" UNIQUE("guild_id","discord_message_id")
);
--> statement-breakpoint
CREATE TABLE "conversation_reach" (
	"guild_id" text NOT NULL,
	"person_id" text NOT NULL,
	"dm_channel_id" text,
	"dm_state" text DEFAULT 'unknown' NOT NULL,
	"last_code" integer,
	"last_success_at" timestamp with time zone,
	"last_failure_at" timestamp with time zone,
	"in_guild" text,
	"thread_id" text,
	"noticed_at" timestamp with time zone,
	"consent" text DEFAULT 'none' NOT NULL,
	"consent_history" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"poll_cursor" text,
	"polled_at" timestamp with time zone,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "conversation_reach_guild_id_person_id_pk" PRIMARY KEY("guild_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "conversation_reads" (
	"guild_id" text NOT NULL,
	"conversation_id" uuid NOT NULL,
	"user_id" text NOT NULL,
	"up_to" bigint NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "conversation_reads_guild_id_conversation_id_user_id_pk" PRIMARY KEY("guild_id","conversation_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "conversation_webhooks" (
	"guild_id" text NOT NULL,
	"channel_id" text NOT NULL,
	"webhook_id" text NOT NULL,
	"token" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "conversation_webhooks_guild_id_channel_id_pk" PRIMARY KEY("guild_id","channel_id")
);
--> statement-breakpoint
CREATE TABLE "conversations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"number" integer NOT NULL,
	"feature" text NOT NULL,
	"open_key" text,
	"person_id" text NOT NULL,
	"person_name" text NOT NULL,
	"subject" text DEFAULT '' NOT NULL,
	"state" text NOT NULL,
	"assignee_id" text,
	"assignee_name" text,
	"route_reason" jsonb,
	"transport" text NOT NULL,
	"channel_id" text,
	"tags" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"priority" text DEFAULT 'normal' NOT NULL,
	"snoozed_until" timestamp with time zone,
	"preview" text DEFAULT '' NOT NULL,
	"last_message_at" timestamp with time zone NOT NULL,
	"last_inbound_at" timestamp with time zone,
	"last_outbound_at" timestamp with time zone,
	"merged_into_id" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"outbox_version" integer DEFAULT 0 NOT NULL,
	"sender_token" uuid,
	"sender_until" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "conversations_number" UNIQUE("guild_id","number")
);
--> statement-breakpoint
CREATE INDEX "conversation_attachments_message" ON "conversation_attachments" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "conversation_attachments_unused" ON "conversation_attachments" USING btree ("created_at") WHERE message_id is null;--> statement-breakpoint
CREATE INDEX "conversation_broadcasts_guild" ON "conversation_broadcasts" USING btree ("guild_id","created_at");--> statement-breakpoint
CREATE INDEX "conversation_early_changes_old" ON "conversation_early_changes" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "conversation_messages_timeline" ON "conversation_messages" USING btree ("conversation_id","sequence");--> statement-breakpoint
CREATE INDEX "conversation_messages_person" ON "conversation_messages" USING btree ("guild_id","person_id","sequence");--> statement-breakpoint
CREATE INDEX "conversation_messages_outbox" ON "conversation_messages" USING btree ("conversation_id","sequence") WHERE state in ('scheduled', 'queued', 'sending');--> statement-breakpoint
CREATE INDEX "conversation_messages_waiting" ON "conversation_messages" USING btree ("guild_id","person_id") WHERE state = 'unreachable';--> statement-breakpoint
CREATE INDEX "conversation_messages_broadcast" ON "conversation_messages" USING btree ("broadcast_id") WHERE broadcast_id is not null;--> statement-breakpoint
CREATE INDEX "conversation_messages_words" ON "conversation_messages" USING gin (to_tsvector('simple', "guild_id" || ' ' || "content"));--> statement-breakpoint
CREATE INDEX "conversation_reach_channel" ON "conversation_reach" USING btree ("dm_channel_id") WHERE dm_channel_id is not null;--> statement-breakpoint
CREATE INDEX "conversation_reach_polled" ON "conversation_reach" USING btree ("polled_at") WHERE dm_channel_id is not null;--> statement-breakpoint
CREATE INDEX "conversation_reads_user" ON "conversation_reads" USING btree ("guild_id","user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "conversations_open_key" ON "conversations" USING btree ("guild_id","feature","open_key");--> statement-breakpoint
CREATE INDEX "conversations_recent" ON "conversations" USING btree ("guild_id","last_message_at","id");--> statement-breakpoint
CREATE INDEX "conversations_state" ON "conversations" USING btree ("guild_id","state","last_message_at","id");--> statement-breakpoint
CREATE INDEX "conversations_assignee" ON "conversations" USING btree ("guild_id","assignee_id","state","last_message_at");--> statement-breakpoint
CREATE INDEX "conversations_person" ON "conversations" USING btree ("guild_id","person_id","last_message_at");--> statement-breakpoint
CREATE INDEX "conversations_channel" ON "conversations" USING btree ("channel_id") WHERE channel_id is not null;--> statement-breakpoint
CREATE INDEX "conversations_snoozed" ON "conversations" USING btree ("snoozed_until") WHERE state = 'snoozed';--> statement-breakpoint
CREATE INDEX "conversations_words" ON "conversations" USING gin (to_tsvector('simple', "guild_id" || ' ' || "person_name" || ' ' || "subject" || ' ' || "preview" || ' ' || "tags"::text));