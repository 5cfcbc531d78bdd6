DROP TRIGGER counted_drifts_copied ON counted_drifts;
DROP TRIGGER drift_counts_copied ON drift_counts;
DROP TRIGGER drift_days_copied ON drift_days;
DROP TRIGGER scope_counts_copied ON scope_counts;
DROP TRIGGER cost_days_copied ON cost_days;
DROP TRIGGER unread_alerts_copied ON unread_alerts;
DROP TRIGGER drift_words_copied ON drift_words;
DROP TRIGGER known_scopes_copied ON known_scopes;
DROP TRIGGER counted_drifts_keep ON counted_drifts;
DROP TRIGGER drift_counts_keep ON drift_counts;
DROP TRIGGER drift_days_keep ON drift_days;
DROP TRIGGER scope_counts_keep ON scope_counts;
DROP TRIGGER known_scopes_keep ON known_scopes;
DROP TRIGGER cost_days_keep ON cost_days;
DROP TRIGGER unread_alerts_keep ON unread_alerts;
DROP TRIGGER drift_words_keep ON drift_words;
DROP TRIGGER drifts_emptying ON drifts;
DROP TRIGGER drift_summaries_emptying ON drift_summaries;
DROP TRIGGER counted_drifts_emptying ON counted_drifts;
DROP TRIGGER scans_emptying ON scans;
DROP TRIGGER cost_metrics_emptying ON cost_metrics;
DROP TRIGGER alerts_emptying ON alerts;
DROP FUNCTION pass_over_sum();
DROP FUNCTION take_known_scope();
DROP FUNCTION keep_sums();
DROP FUNCTION see_all_that_goes();

-- These look before a row is written, as they did.
DROP TRIGGER audit_logs_keep ON audit_logs;
CREATE TRIGGER audit_logs_keep BEFORE UPDATE OR DELETE ON audit_logs
  FOR EACH ROW EXECUTE FUNCTION keep_audit_log();
DROP TRIGGER drifts_keep_detection ON drifts;
CREATE TRIGGER drifts_keep_detection BEFORE UPDATE ON drifts
  FOR EACH ROW EXECUTE FUNCTION keep_drift_detection();
DROP TRIGGER drifts_check_lifecycle ON drifts;
CREATE TRIGGER drifts_check_lifecycle BEFORE UPDATE ON drifts
  FOR EACH ROW EXECUTE FUNCTION check_drift_lifecycle();
DROP TRIGGER scans_keep_identity ON scans;
CREATE TRIGGER scans_keep_identity BEFORE UPDATE ON scans
  FOR EACH ROW EXECUTE FUNCTION keep_scan_identity();
DROP TRIGGER approval_terms_keep ON approval_terms;
CREATE TRIGGER approval_terms_keep BEFORE UPDATE ON approval_terms
  FOR EACH ROW EXECUTE FUNCTION keep_approval_term();
COMMENT ON TRIGGER drifts_keep_detection ON drifts IS 'Refuses a change of the id and of the detection columns, with SQLSTATE GD001.';
COMMENT ON TRIGGER drifts_check_lifecycle ON drifts IS 'Refuses a change of status that the lifecycle does not have, with SQLSTATE GD002.';
COMMENT ON TRIGGER audit_logs_keep ON audit_logs IS 'Refuses UPDATE and DELETE with SQLSTATE GD001; lets ON DELETE SET NULL of a deleted drift through.';
COMMENT ON TRIGGER scans_keep_identity ON scans IS 'Refuses a change of id, scope, source, report_sha256, scanned_at, rule_set_id and created_at, with SQLSTATE GD001.';
COMMENT ON TRIGGER approval_terms_keep ON approval_terms IS 'Refuses a change of all but closed_at, with SQLSTATE GD001.';
