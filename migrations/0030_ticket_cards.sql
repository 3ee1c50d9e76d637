CREATE TABLE "ticket_cards" (
	"message_id" uuid PRIMARY KEY NOT NULL,
	"guild_id" text NOT NULL,
	"ticket_id" uuid NOT NULL,
	"channel_id" text NOT NULL,
	"card_id" text NOT NULL,
	"is_ours" boolean NOT NULL,
	"revision" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "ticket_cards_ticket" ON "ticket_cards" USING btree ("guild_id","ticket_id");--> statement-breakpoint
CREATE INDEX "ticket_cards_card" ON "ticket_cards" USING btree ("card_id");