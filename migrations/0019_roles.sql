CREATE TABLE "permission_rules" (
	"guild_id" text NOT NULL,
	"role_id" text NOT NULL,
	"permission" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "permission_rules_guild_id_role_id_permission_pk" PRIMARY KEY("guild_id","role_id","permission")
);
--> statement-breakpoint
CREATE TABLE "role_changes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"run_id" uuid NOT NULL,
	"rule_id" uuid NOT NULL,
	"user_id" text NOT NULL,
	"role_id" text NOT NULL,
	"cause" text NOT NULL,
	"state" text NOT NULL,
	"problem" text,
	"since" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "role_grants" (
	"guild_id" text NOT NULL,
	"user_id" text NOT NULL,
	"role_id" text NOT NULL,
	"rule_id" uuid NOT NULL,
	"state" text NOT NULL,
	"adopted" boolean NOT NULL,
	"since" timestamp with time zone NOT NULL,
	CONSTRAINT "role_grants_guild_id_user_id_role_id_pk" PRIMARY KEY("guild_id","user_id","role_id")
);
--> statement-breakpoint
CREATE TABLE "role_queue" (
	"guild_id" text NOT NULL,
	"user_id" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	CONSTRAINT "role_queue_guild_id_user_id_pk" PRIMARY KEY("guild_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "role_rules" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"standing" text NOT NULL,
	"role_id" text NOT NULL,
	"role_name" text NOT NULL,
	"state" text NOT NULL,
	"remove_on_loss" boolean NOT NULL,
	"adopt" boolean NOT NULL,
	"repair" boolean NOT NULL,
	"reason" text NOT NULL,
	"problem" text,
	"problem_since" timestamp with time zone,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "role_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"started_by" text NOT NULL,
	"adding" integer NOT NULL,
	"removing" integer NOT NULL,
	"adopted" integer NOT NULL,
	"taken" integer NOT NULL,
	"given" integer NOT NULL,
	"blocked" jsonb NOT NULL,
	"undoes" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "role_watch" (
	"guild_id" text PRIMARY KEY NOT NULL,
	"leased_until" timestamp with time zone,
	"checked_at" timestamp with time zone,
	"lag_told_at" timestamp with time zone
);
--> statement-breakpoint
CREATE UNIQUE INDEX "role_changes_planned" ON "role_changes" USING btree ("guild_id","user_id","role_id") WHERE state = 'planned';--> statement-breakpoint
CREATE INDEX "role_changes_next" ON "role_changes" USING btree ("guild_id","id") WHERE state = 'planned';--> statement-breakpoint
CREATE INDEX "role_changes_run" ON "role_changes" USING btree ("guild_id","run_id","state","id");--> statement-breakpoint
CREATE INDEX "role_changes_person" ON "role_changes" USING btree ("guild_id","user_id","id");--> statement-breakpoint
CREATE INDEX "role_changes_old" ON "role_changes" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "role_grants_list" ON "role_grants" USING btree ("guild_id","state","since" DESC NULLS LAST,"user_id");--> statement-breakpoint
CREATE INDEX "role_grants_rule" ON "role_grants" USING btree ("guild_id","rule_id");--> statement-breakpoint
CREATE INDEX "role_queue_oldest" ON "role_queue" USING btree ("since");--> statement-breakpoint
CREATE UNIQUE INDEX "role_rules_pair" ON "role_rules" USING btree ("guild_id","standing","role_id");--> statement-breakpoint
CREATE INDEX "role_runs_list" ON "role_runs" USING btree ("guild_id","created_at" DESC NULLS LAST,"id");--> statement-breakpoint
CREATE INDEX "role_runs_open" ON "role_runs" USING btree ("guild_id") WHERE state = 'running';