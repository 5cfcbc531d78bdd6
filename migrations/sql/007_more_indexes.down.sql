DROP INDEX idx_audit_logs_created_at_id;
DROP INDEX idx_audit_logs_drift_id;
DROP INDEX idx_alerts_created_at_id;
DROP INDEX idx_drifts_unresolved;
DROP INDEX idx_drifts_detected_at_id;
DROP INDEX idx_drifts_created_at_id;
DROP INDEX idx_drifts_status_severity;
