CREATE TABLE "account_links" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"account_id" text NOT NULL,
	"account_name" text NOT NULL,
	"user_id" text NOT NULL,
	"user_name" text NOT NULL,
	"method" text NOT NULL,
	"reason" text,
	"linked_by" text NOT NULL,
	"linked_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"ended_by" text,
	"end_reason" text
);
--> statement-breakpoint
CREATE TABLE "account_tokens" (
	"link_id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"user_id" text NOT NULL,
	"tokens" text NOT NULL,
	"scopes" text NOT NULL,
	"state" text NOT NULL,
	"refreshing_until" timestamp with time zone,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "known_accounts" (
	"guild_id" text NOT NULL,
	"account_id" text NOT NULL,
	"account_name" text NOT NULL,
	"discord_name" text,
	"updated_at" timestamp with time zone NOT NULL,
	"matched_at" timestamp with time zone,
	CONSTRAINT "known_accounts_guild_id_account_id_pk" PRIMARY KEY("guild_id","account_id")
);
--> statement-breakpoint
CREATE TABLE "link_attempts" (
	"guild_id" text NOT NULL,
	"user_id" text NOT NULL,
	"failed" integer NOT NULL,
	"window_from" timestamp with time zone NOT NULL,
	CONSTRAINT "link_attempts_guild_id_user_id_pk" PRIMARY KEY("guild_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "link_codes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"code_hash" text NOT NULL,
	"account_id" text NOT NULL,
	"account_name" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"used_by" text
);
--> statement-breakpoint
CREATE TABLE "link_conflicts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"account_id" text NOT NULL,
	"account_name" text NOT NULL,
	"user_id" text NOT NULL,
	"user_name" text NOT NULL,
	"method" text NOT NULL,
	"taken" text NOT NULL,
	"account_link_id" uuid,
	"holder_id" text,
	"holder_name" text,
	"user_link_id" uuid,
	"other_account_id" text,
	"other_account_name" text,
	"state" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"resolved_at" timestamp with time zone,
	"resolved_by" text,
	"resolve_reason" text
);
--> statement-breakpoint
CREATE TABLE "link_nonces" (
	"guild_id" text NOT NULL,
	"nonce_hash" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "link_nonces_guild_id_nonce_hash_pk" PRIMARY KEY("guild_id","nonce_hash")
);
--> statement-breakpoint
CREATE TABLE "link_proposals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"account_id" text NOT NULL,
	"account_name" text NOT NULL,
	"user_id" text NOT NULL,
	"user_name" text NOT NULL,
	"confidence" text NOT NULL,
	"state" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"decided_at" timestamp with time zone,
	"decided_by" text
);
--> statement-breakpoint
ALTER TABLE "sign_ins" ADD COLUMN "flow" text;--> statement-breakpoint
ALTER TABLE "sign_ins" ADD COLUMN "data" jsonb;--> statement-breakpoint
CREATE UNIQUE INDEX "account_links_live_user" ON "account_links" USING btree ("guild_id","user_id") WHERE ended_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "account_links_live_account" ON "account_links" USING btree ("guild_id","account_id") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "account_links_list" ON "account_links" USING btree ("guild_id","linked_at" DESC NULLS LAST,"id");--> statement-breakpoint
CREATE INDEX "account_links_of_user" ON "account_links" USING btree ("user_id","guild_id");--> statement-breakpoint
CREATE INDEX "account_links_of_account" ON "account_links" USING btree ("guild_id","account_id","linked_at");--> statement-breakpoint
CREATE INDEX "account_tokens_user" ON "account_tokens" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "account_tokens_due" ON "account_tokens" USING btree ("expires_at") WHERE state = 'good';--> statement-breakpoint
CREATE INDEX "known_accounts_name" ON "known_accounts" USING btree ("guild_id","account_name");--> statement-breakpoint
CREATE INDEX "known_accounts_unmatched" ON "known_accounts" USING btree ("guild_id","updated_at") WHERE matched_at is null and discord_name is not null;--> statement-breakpoint
CREATE INDEX "link_attempts_over" ON "link_attempts" USING btree ("window_from");--> statement-breakpoint
CREATE UNIQUE INDEX "link_codes_hash" ON "link_codes" USING btree ("guild_id","code_hash");--> statement-breakpoint
CREATE INDEX "link_codes_account" ON "link_codes" USING btree ("guild_id","account_id");--> statement-breakpoint
CREATE INDEX "link_codes_over" ON "link_codes" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "link_conflicts_open" ON "link_conflicts" USING btree ("guild_id","account_id","user_id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "link_conflicts_list" ON "link_conflicts" USING btree ("guild_id","state","created_at");--> statement-breakpoint
CREATE INDEX "link_nonces_over" ON "link_nonces" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "link_proposals_pair" ON "link_proposals" USING btree ("guild_id","account_id","user_id");--> statement-breakpoint
CREATE INDEX "link_proposals_list" ON "link_proposals" USING btree ("guild_id","state","created_at");