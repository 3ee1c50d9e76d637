CREATE EXTENSION IF NOT EXISTS pg_trgm;
--> statement-breakpoint
-- Fails the transaction with SQLSTATE GH001 unless the condition holds; the message is the reason.
CREATE FUNCTION require_that(holds boolean, reason text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF holds IS NOT TRUE THEN
    RAISE EXCEPTION USING ERRCODE = 'GH001', MESSAGE = reason;
  END IF;
END $$;
--> statement-breakpoint
-- The next number of a series in a guild. The counter's row lock makes writers of the same guild wait for each other.
CREATE FUNCTION next_number(guild text, series text) RETURNS integer LANGUAGE sql VOLATILE AS $$
  INSERT INTO counters (guild_id, name, value) VALUES (guild, series, 1)
  ON CONFLICT (guild_id, name) DO UPDATE SET value = counters.value + 1
  RETURNING value
$$;
--> statement-breakpoint
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'GH002', MESSAGE = TG_TABLE_NAME || ' is append-only';
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
