DROP TRIGGER drifts_keep_decision ON drifts;
DROP FUNCTION keep_drift_decision();

CREATE OR REPLACE FUNCTION keep_approval_term() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF ROW(NEW.drift_id, NEW.ends_at, NEW.ticket, NEW.created_at)::record *<>
     ROW(OLD.drift_id, OLD.ends_at, OLD.ticket, OLD.created_at)::record
  THEN
    RAISE EXCEPTION 'approval of drift %: its end and its ticket never change', OLD.drift_id
      USING ERRCODE = 'GD001', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END
$$;

DROP TRIGGER approval_terms_keep ON approval_terms;
CREATE TRIGGER approval_terms_keep AFTER UPDATE ON approval_terms
  FOR EACH ROW EXECUTE FUNCTION keep_approval_term();

COMMENT ON TRIGGER approval_terms_keep ON approval_terms IS 'Refuses a change of all but closed_at, with SQLSTATE GD001.';
