-- Who decided, when and why is written with the step that decides, and stays. So does that an approval is over, which is noted once,
-- when its drift is resolved: noted before, an approval that has ended would count as one that runs. What a new row says is
-- the word of whoever writes it, as the user is that a step names.
CREATE FUNCTION keep_drift_decision() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (NEW.approved_at, NEW.approved_by, NEW.approval_reason) IS DISTINCT FROM (OLD.approved_at, OLD.approved_by, OLD.approval_reason)
       AND (OLD.status = 'approved' OR NEW.status <> 'approved')
     OR (NEW.rejected_at, NEW.rejected_by, NEW.rejection_reason) IS DISTINCT FROM (OLD.rejected_at, OLD.rejected_by, OLD.rejection_reason)
       AND (OLD.status = 'rejected' OR NEW.status <> 'rejected')
     OR (NEW.resolved_at, NEW.resolved_how) IS DISTINCT FROM (OLD.resolved_at, OLD.resolved_how)
       AND (OLD.status = 'resolved' OR NEW.status <> 'resolved')
  THEN
    RAISE EXCEPTION 'drift %: what was decided never changes', OLD.id
      USING ERRCODE = 'GD001', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER drifts_keep_decision AFTER UPDATE ON drifts
  FOR EACH ROW WHEN (NEW.approved_at IS DISTINCT FROM OLD.approved_at OR NEW.approved_by IS DISTINCT FROM OLD.approved_by
    OR NEW.approval_reason IS DISTINCT FROM OLD.approval_reason OR NEW.rejected_at IS DISTINCT FROM OLD.rejected_at
    OR NEW.rejected_by IS DISTINCT FROM OLD.rejected_by OR NEW.rejection_reason IS DISTINCT FROM OLD.rejection_reason
    OR NEW.resolved_at IS DISTINCT FROM OLD.resolved_at OR NEW.resolved_how IS DISTINCT FROM OLD.resolved_how)
  EXECUTE FUNCTION keep_drift_decision();

UPDATE approval_terms SET closed_at = NULL FROM drifts WHERE id = drift_id AND status <> 'resolved' AND closed_at IS NOT NULL;

CREATE OR REPLACE FUNCTION keep_approval_term() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  resolved BOOLEAN;
BEGIN
  IF TG_OP = 'UPDATE' AND ROW(NEW.drift_id, NEW.ends_at, NEW.ticket, NEW.created_at)::record *<>
     ROW(OLD.drift_id, OLD.ends_at, OLD.ticket, OLD.created_at)::record
  THEN
    RAISE EXCEPTION 'approval of drift %: its end and its ticket never change', OLD.drift_id
      USING ERRCODE = 'GD001', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME;
  END IF;
  IF NEW.closed_at IS DISTINCT FROM OLD.closed_at THEN -- a new row has no OLD, of which all is NULL
    EXECUTE format('SELECT EXISTS (SELECT FROM %I.drifts WHERE id = $1 AND status = ''resolved'')', TG_TABLE_SCHEMA)
      INTO resolved USING NEW.drift_id;
    IF OLD.closed_at IS NOT NULL OR NOT resolved THEN
      RAISE EXCEPTION 'approval of drift %: it is closed once, when the drift is resolved', NEW.drift_id
        USING ERRCODE = 'GD001', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME;
    END IF;
  END IF;
  RETURN NEW;
END
$$;

DROP TRIGGER approval_terms_keep ON approval_terms;
CREATE TRIGGER approval_terms_keep AFTER INSERT OR UPDATE ON approval_terms
  FOR EACH ROW EXECUTE FUNCTION keep_approval_term();

COMMENT ON FUNCTION keep_drift_decision() IS 'Keeps who decided, when and why.';
COMMENT ON TRIGGER drifts_keep_decision ON drifts IS 'Refuses a change of who decided, when and why but by the step itself, with SQLSTATE GD001.';
COMMENT ON TRIGGER approval_terms_keep ON approval_terms IS 'Refuses a change of all but closed_at, which is set once, of a drift that is resolved, with SQLSTATE GD001.';
