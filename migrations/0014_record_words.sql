CREATE TABLE "notification_contacts" (
	"guild_id" text NOT NULL,
	"user_id" text NOT NULL,
	"dms_closed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "notification_contacts_guild_id_user_id_pk" PRIMARY KEY("guild_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "notification_preferences" (
	"guild_id" text NOT NULL,
	"user_id" text NOT NULL,
	"kind" text NOT NULL,
	"channel" text NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "notification_preferences_guild_id_user_id_kind_pk" PRIMARY KEY("guild_id","user_id","kind")
);
--> statement-breakpoint
CREATE TABLE "notifications" (
	"id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"user_id" text,
	"kind" text NOT NULL,
	"text" text NOT NULL,
	"path" text NOT NULL,
	"subject" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "notification_preferences_kind" ON "notification_preferences" USING btree ("guild_id","kind");--> statement-breakpoint
CREATE INDEX "notifications_guild" ON "notifications" USING btree ("guild_id","created_at");--> statement-breakpoint
CREATE INDEX "notifications_over" ON "notifications" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "records_words" ON "records" USING gin ((array_to_tsvector(array["guild_id", '#' || "number"::text, coalesce("machine_id"::text, '-')]) || to_tsvector('simple', regexp_replace("title" || ' ' || regexp_replace(jsonb_path_query_array("fields", '$.*')::text, '\\.', ' ', 'g'), '[!-/:-@[-`{-~]+', ' ', 'g')))) WITH (fastupdate=false);