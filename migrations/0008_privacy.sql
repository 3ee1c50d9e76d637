CREATE TABLE "erasures" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"person_id" text,
	"pseudonym" text NOT NULL,
	"extent" text NOT NULL,
	"state" text NOT NULL,
	"counts" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "pseudonym_salts" (
	"guild_id" text PRIMARY KEY NOT NULL,
	"sealed" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "erasures_guild" ON "erasures" USING btree ("guild_id","created_at");