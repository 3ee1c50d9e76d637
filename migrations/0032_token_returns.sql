CREATE TABLE "token_returns" (
	"id" uuid PRIMARY KEY NOT NULL,
	"sealed" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "token_returns_over" ON "token_returns" USING btree ("created_at");
--> statement-breakpoint
DELETE FROM "account_tokens" WHERE "state" = 'giving-back';
