-- The one exception to "append-only": a transaction that says it erases a person may change who it was and the words,
-- never what was done, to what kind of thing, where or when. See docs/decisions/0008-erasing-from-the-audit-log.md.
CREATE FUNCTION refuse_change_but_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('guildhall.erasure', true) = 'on'
    AND (NEW.id, NEW.guild_id, NEW.action, NEW.source, NEW.request_id, NEW.created_at)
      IS NOT DISTINCT FROM (OLD.id, OLD.guild_id, OLD.action, OLD.source, OLD.request_id, OLD.created_at)
    AND split_part(NEW.target, ':', 1) = split_part(OLD.target, ':', 1)
    AND (OLD.before IS NULL) = (NEW.before IS NULL)
    AND (OLD.after IS NULL) = (NEW.after IS NULL)
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION USING ERRCODE = 'GH002', MESSAGE = TG_TABLE_NAME || ' is append-only';
END $$;
--> statement-breakpoint
DROP TRIGGER audit_log_append_only ON audit_log;
--> statement-breakpoint
CREATE TRIGGER audit_log_append_only BEFORE DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_log_only_erased BEFORE UPDATE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION refuse_change_but_erasure();
