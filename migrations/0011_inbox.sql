CREATE TABLE "auto_answers" (
	"guild_id" text NOT NULL,
	"person_id" text NOT NULL,
	"kind" text NOT NULL,
	"channel_id" text NOT NULL,
	"sent_at" timestamp with time zone NOT NULL,
	CONSTRAINT "auto_answers_guild_id_person_id_kind_pk" PRIMARY KEY("guild_id","person_id","kind")
);
--> statement-breakpoint
CREATE TABLE "canned_replies" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"name" text NOT NULL,
	"body" text NOT NULL,
	"created_by" text NOT NULL,
	"created_by_name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inbound_messages" (
	"message_id" text PRIMARY KEY NOT NULL,
	"guild_id" text,
	"channel_id" text NOT NULL,
	"author_id" text NOT NULL,
	"source" text NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"payload" jsonb,
	"conversation_id" uuid,
	"attempts" integer DEFAULT 0 NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "inbox_agents" (
	"guild_id" text NOT NULL,
	"user_id" text NOT NULL,
	"name" text NOT NULL,
	"is_on" boolean NOT NULL,
	"capacity" integer,
	"last_assigned_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "inbox_agents_guild_id_user_id_pk" PRIMARY KEY("guild_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "inbox_cards" (
	"conversation_id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"channel_id" text NOT NULL,
	"message_id" text,
	"pinged_at" timestamp with time zone,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inbox_facts" (
	"guild_id" text NOT NULL,
	"name" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"data" jsonb NOT NULL,
	CONSTRAINT "inbox_facts_guild_id_name_pk" PRIMARY KEY("guild_id","name")
);
--> statement-breakpoint
CREATE TABLE "inbox_rules" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"position" integer NOT NULL,
	"name" text NOT NULL,
	"match" jsonb NOT NULL,
	"agent_id" text,
	"agent_name" text,
	"tags" jsonb NOT NULL,
	"priority" text,
	"is_on" boolean NOT NULL,
	"created_by" text NOT NULL,
	"created_by_name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inbox_views" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"name" text NOT NULL,
	"filter" jsonb NOT NULL,
	"owned_by" text,
	"created_by" text NOT NULL,
	"created_by_name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lead_notes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"lead_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"body" text NOT NULL,
	"created_by" text NOT NULL,
	"created_by_name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "leads" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"person_id" text NOT NULL,
	"name" text NOT NULL,
	"username" text NOT NULL,
	"avatar" text,
	"source" text DEFAULT 'discord' NOT NULL,
	"status" text NOT NULL,
	"owner_id" text,
	"owner_name" text,
	"tags" jsonb NOT NULL,
	"last_contact_at" timestamp with time zone,
	"blocked_at" timestamp with time zone,
	"blocked_by" text,
	"blocked_by_name" text,
	"block_reason" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "leads_person" UNIQUE("guild_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "person_guilds" (
	"guild_id" text NOT NULL,
	"person_id" text NOT NULL,
	"is_member" boolean NOT NULL,
	"role_ids" jsonb NOT NULL,
	"checked_at" timestamp with time zone NOT NULL,
	CONSTRAINT "person_guilds_guild_id_person_id_pk" PRIMARY KEY("guild_id","person_id")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "canned_replies_name" ON "canned_replies" USING btree ("guild_id",lower("name"));--> statement-breakpoint
CREATE INDEX "inbound_messages_waiting" ON "inbound_messages" USING btree ("received_at") WHERE state in ('received', 'asked', 'held', 'unrouted');--> statement-breakpoint
CREATE INDEX "inbound_messages_author" ON "inbound_messages" USING btree ("author_id","state");--> statement-breakpoint
CREATE INDEX "inbound_messages_guild" ON "inbound_messages" USING btree ("guild_id","state","received_at");--> statement-breakpoint
CREATE INDEX "inbound_messages_over" ON "inbound_messages" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "inbox_rules_order" ON "inbox_rules" USING btree ("guild_id","position");--> statement-breakpoint
CREATE INDEX "inbox_views_guild" ON "inbox_views" USING btree ("guild_id","created_at");--> statement-breakpoint
CREATE INDEX "lead_notes_lead" ON "lead_notes" USING btree ("lead_id","created_at");--> statement-breakpoint
CREATE INDEX "leads_by_person" ON "leads" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "leads_list" ON "leads" USING btree ("guild_id","last_contact_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "person_guilds_person" ON "person_guilds" USING btree ("person_id");