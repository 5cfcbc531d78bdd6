ALTER TABLE drift_occurrences
  DROP COLUMN due_at,
  DROP COLUMN owner;
ALTER TABLE drift_summaries
  DROP COLUMN due_at,
  DROP COLUMN owner;
DROP TABLE rule_matches;

CREATE OR REPLACE FUNCTION keep_scan_identity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF ROW(NEW.id, NEW.scope, NEW.source, NEW.report_sha256, NEW.scanned_at, NEW.created_at)::record
     *<> ROW(OLD.id, OLD.scope, OLD.source, OLD.report_sha256, OLD.scanned_at, OLD.created_at)::record
  THEN
    RAISE EXCEPTION 'scan %: what was scanned never changes', OLD.id
      USING ERRCODE = 'GD001', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END
$$;
COMMENT ON TRIGGER scans_keep_identity ON scans IS 'Refuses a change of id, scope, source, report_sha256, scanned_at and created_at, with SQLSTATE GD001.';
ALTER TABLE scans DROP COLUMN rule_set_id;
DROP TABLE rule_sets;
DROP FUNCTION keep_rule_set();
