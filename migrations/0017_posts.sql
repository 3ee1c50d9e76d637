CREATE TABLE "posts" (
	"guild_id" text NOT NULL,
	"key" text NOT NULL,
	"channel_id" text,
	"message_id" text,
	"shown" text,
	"posting_since" timestamp with time zone,
	"generation" integer DEFAULT 0 NOT NULL,
	"problem" text,
	"problem_since" timestamp with time zone,
	"again" jsonb NOT NULL,
	"leased_until" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "posts_guild_id_key_pk" PRIMARY KEY("guild_id","key")
);
--> statement-breakpoint
CREATE INDEX "posts_problem" ON "posts" USING btree ("problem_since") WHERE problem is not null;