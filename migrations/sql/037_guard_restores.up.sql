-- A dump writes two rows that a trigger's condition compares without saying that they are compared as they are written, and
-- such a trigger cannot be restored. So the function alone compares them.
DROP TRIGGER drifts_keep_detection ON drifts;
CREATE TRIGGER drifts_keep_detection AFTER UPDATE ON drifts
  FOR EACH ROW EXECUTE FUNCTION keep_drift_detection();

COMMENT ON TRIGGER drifts_keep_detection ON drifts IS 'Refuses a change of the id and of the detection columns, with SQLSTATE GD001.';
