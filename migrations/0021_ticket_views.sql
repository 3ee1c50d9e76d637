CREATE TABLE "ticket_views" (
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
CREATE INDEX "ticket_views_guild" ON "ticket_views" USING btree ("guild_id","created_at");