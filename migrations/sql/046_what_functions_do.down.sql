COMMENT ON FUNCTION set_updated_at() IS NULL;
COMMENT ON FUNCTION keep_audit_log() IS NULL;
COMMENT ON FUNCTION keep_drift_detection() IS NULL;
COMMENT ON FUNCTION check_drift_lifecycle() IS NULL;
COMMENT ON FUNCTION keep_scan_identity() IS NULL;
COMMENT ON FUNCTION keep_drift_occurrence() IS NULL;
COMMENT ON FUNCTION keep_rule_set() IS NULL;
COMMENT ON FUNCTION keep_words_of_summary() IS NULL;

COMMENT ON TRIGGER users_set_updated_at ON users IS 'Sets updated_at to the time of the transaction.';
COMMENT ON TRIGGER drifts_set_updated_at ON drifts IS 'Sets updated_at to the time of the transaction.';
COMMENT ON TRIGGER alerts_set_updated_at ON alerts IS 'Sets updated_at to the time of the transaction.';

COMMENT ON COLUMN cost_metrics.period_start IS 'Start of the period, inclusive: of an import, when the scan before saw the drift, else an hour before its end.';
