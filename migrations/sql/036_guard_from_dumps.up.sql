-- PostgreSQL writes the condition of a trigger into a dump without its casts, and reads no comparison of two ROWs by *<>
-- without them: no dump could be restored. The function compares the same by itself.
DROP TRIGGER drifts_keep_detection ON drifts;
CREATE TRIGGER drifts_keep_detection AFTER UPDATE ON drifts
  FOR EACH ROW EXECUTE FUNCTION keep_drift_detection();
COMMENT ON TRIGGER drifts_keep_detection ON drifts IS 'Refuses a change of the id and of the detection columns, with SQLSTATE GD001.';
