CREATE INDEX idx_drifts_status ON drifts(status);
CREATE INDEX idx_drifts_severity ON drifts(severity);
CREATE INDEX idx_drifts_resource ON drifts(resource_type, region);
CREATE INDEX idx_drifts_detected_at ON drifts(detected_at DESC);
CREATE INDEX idx_drifts_created_at ON drifts(created_at DESC);
CREATE INDEX idx_alerts_drift_id ON alerts(drift_id);
CREATE INDEX idx_alerts_is_read ON alerts(is_read);
CREATE INDEX idx_cost_metrics_drift_id ON cost_metrics(drift_id);
CREATE INDEX idx_users_email ON users(email);
