CREATE INDEX idx_drifts_status_severity ON drifts(status, severity);
CREATE INDEX idx_drifts_created_at_id ON drifts(created_at DESC, id DESC);
CREATE INDEX idx_drifts_detected_at_id ON drifts(detected_at DESC, id DESC);
CREATE INDEX idx_drifts_unresolved ON drifts(resource_id, resource_type, detected_at DESC)
  WHERE status <> 'resolved';
CREATE INDEX idx_alerts_created_at_id ON alerts(created_at DESC, id DESC);
CREATE INDEX idx_audit_logs_drift_id ON audit_logs(drift_id, created_at DESC);
CREATE INDEX idx_audit_logs_created_at_id ON audit_logs(created_at DESC, id DESC);
