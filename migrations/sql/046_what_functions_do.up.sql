-- Each function says what it does, as each table, column, index and trigger does; what moves updated_at does so by the clock
-- since 013, not by the time of the transaction; and a cost begins where that of the drift ended whose place this one takes.
COMMENT ON FUNCTION set_updated_at() IS 'Sets updated_at to the time of the clock.';
COMMENT ON FUNCTION keep_audit_log() IS 'Refuses to change or delete a row of the audit trail, but for the link to a drift that is deleted.';
COMMENT ON FUNCTION keep_drift_detection() IS 'Refuses to change what was detected.';
COMMENT ON FUNCTION check_drift_lifecycle() IS 'Refuses a change of status that the lifecycle does not have.';
COMMENT ON FUNCTION keep_scan_identity() IS 'Refuses to change what a scan was of.';
COMMENT ON FUNCTION keep_drift_occurrence() IS 'Refuses to change what a scan saw.';
COMMENT ON FUNCTION keep_rule_set() IS 'Refuses to change rules that were applied.';
COMMENT ON FUNCTION keep_words_of_summary() IS 'Keeps the words of a drift whose summary changes.';

COMMENT ON TRIGGER users_set_updated_at ON users IS 'Sets updated_at to the time of the clock.';
COMMENT ON TRIGGER drifts_set_updated_at ON drifts IS 'Sets updated_at to the time of the clock.';
COMMENT ON TRIGGER alerts_set_updated_at ON alerts IS 'Sets updated_at to the time of the clock.';

COMMENT ON COLUMN cost_metrics.period_start IS 'Start of the period, inclusive: of an import, when a scan before saw the drift, or one whose place it takes, last; else the scan before, and no more than an hour before its end.';
