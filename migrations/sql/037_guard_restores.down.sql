DROP TRIGGER drifts_keep_detection ON drifts;
CREATE TRIGGER drifts_keep_detection AFTER UPDATE ON drifts
  FOR EACH ROW WHEN (ROW(NEW.id, NEW.resource_id, NEW.resource_type, NEW.region, NEW.account_id, NEW.expected_state, NEW.actual_state, NEW.difference,
      NEW.detected_at, NEW.detected_by, NEW.created_at)::record
    *<> ROW(OLD.id, OLD.resource_id, OLD.resource_type, OLD.region, OLD.account_id, OLD.expected_state, OLD.actual_state, OLD.difference,
      OLD.detected_at, OLD.detected_by, OLD.created_at)::record)
  EXECUTE FUNCTION keep_drift_detection();

COMMENT ON TRIGGER drifts_keep_detection ON drifts IS 'Refuses a change of the id and of the detection columns, with SQLSTATE GD001.';
