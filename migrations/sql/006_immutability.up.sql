-- Guards, not logic: they hold the truths of the record even against a mistake in the program.
-- SQLSTATE GD001: a record that never changes. GD002: a step that the lifecycle does not have.
--
-- The operators *= and *<> compare rows byte by byte, NULL equal to NULL: for JSONB, = would take
-- 1.0 and 1.00 for the same. Two bare ROW(…) would be compared column by column, which these
-- operators cannot do; ::record keeps them whole. The comparisons stand in the functions, since a
-- column that CREATE TRIGGER names cannot change its type.

CREATE FUNCTION keep_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  unlinked RECORD;
  gone BOOLEAN;
BEGIN
  -- The one change let through is that of ON DELETE SET NULL: drift_id alone, of a drift that is gone.
  IF TG_OP = 'UPDATE' THEN
    unlinked := OLD;
    unlinked.drift_id := NULL;
    IF OLD.drift_id IS NOT NULL AND NEW *= unlinked THEN
      EXECUTE format('SELECT NOT EXISTS (SELECT FROM %I.drifts WHERE id = $1)', TG_TABLE_SCHEMA)
        INTO gone USING OLD.drift_id;
      IF gone THEN
        RETURN NEW;
      END IF;
    END IF;
  END IF;
  RAISE EXCEPTION 'audit log % never changes: % refused', OLD.id, TG_OP
    USING ERRCODE = 'GD001', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME;
END
$$;

CREATE TRIGGER audit_logs_keep BEFORE UPDATE OR DELETE ON audit_logs
  FOR EACH ROW EXECUTE FUNCTION keep_audit_log();

CREATE FUNCTION keep_drift_detection() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF ROW(NEW.id, NEW.resource_id, NEW.resource_type, NEW.region, NEW.account_id,
         NEW.expected_state, NEW.actual_state, NEW.difference,
         NEW.detected_at, NEW.detected_by, NEW.created_at)::record
     *<>
     ROW(OLD.id, OLD.resource_id, OLD.resource_type, OLD.region, OLD.account_id,
         OLD.expected_state, OLD.actual_state, OLD.difference,
         OLD.detected_at, OLD.detected_by, OLD.created_at)::record
  THEN
    RAISE EXCEPTION 'drift %: what was detected never changes', OLD.id
      USING ERRCODE = 'GD001', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER drifts_keep_detection BEFORE UPDATE ON drifts
  FOR EACH ROW EXECUTE FUNCTION keep_drift_detection();

CREATE FUNCTION check_drift_lifecycle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status = OLD.status
     OR OLD.status = 'detected'
     OR (OLD.status = 'triaged' AND NEW.status <> 'detected')
     OR (OLD.status IN ('approved', 'rejected') AND NEW.status = 'resolved')
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'drift %: % does not become %', OLD.id, OLD.status, NEW.status
    USING ERRCODE = 'GD002', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, COLUMN = 'status';
END
$$;

CREATE TRIGGER drifts_check_lifecycle BEFORE UPDATE ON drifts
  FOR EACH ROW EXECUTE FUNCTION check_drift_lifecycle();

-- An import inserts its scan first and fills in the counts at the end of the same transaction.
CREATE FUNCTION keep_scan_identity() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER scans_keep_identity BEFORE UPDATE ON scans
  FOR EACH ROW EXECUTE FUNCTION keep_scan_identity();

CREATE FUNCTION keep_drift_occurrence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'occurrence of drift % in scan % never changes', OLD.drift_id, OLD.scan_id
    USING ERRCODE = 'GD001', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME;
END
$$;

CREATE TRIGGER drift_occurrences_keep BEFORE UPDATE ON drift_occurrences
  FOR EACH ROW EXECUTE FUNCTION keep_drift_occurrence();
