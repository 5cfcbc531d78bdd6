-- One index for each question that the repositories ask of a table that grows and that no index answered.

CREATE INDEX idx_drifts_overview ON drifts(status, severity) INCLUDE (cost_impact_monthly, detected_at);
CREATE INDEX idx_drifts_cost ON drifts((COALESCE(cost_impact_monthly, 0)), id);
CREATE INDEX idx_drifts_gravity ON drifts((CASE severity WHEN 'critical' THEN 3 WHEN 'warning' THEN 2 ELSE 1 END), id);
CREATE INDEX idx_drifts_resource_id ON drifts(resource_id, resource_type);
CREATE INDEX idx_drifts_region ON drifts(region);
CREATE INDEX idx_drifts_account_id ON drifts(account_id, id);
CREATE INDEX idx_drifts_detected_by ON drifts(detected_by);
CREATE INDEX idx_drifts_difference ON drifts USING GIN (difference);
CREATE INDEX idx_drifts_approved_at ON drifts(approved_at) INCLUDE (severity) WHERE approved_at IS NOT NULL;
CREATE INDEX idx_drifts_resolved_at ON drifts(resolved_at) INCLUDE (severity, detected_at, approved_at)
  WHERE resolved_at IS NOT NULL;

CREATE INDEX idx_alerts_unread ON alerts(created_at DESC, id DESC) WHERE is_read IS NOT TRUE;
CREATE INDEX idx_alerts_severity ON alerts(severity, created_at DESC, id DESC);

CREATE INDEX idx_audit_logs_actor_id ON audit_logs(actor_id, created_at DESC, id DESC);
CREATE INDEX idx_audit_logs_action ON audit_logs(action, created_at DESC, id DESC);

CREATE INDEX idx_cost_metrics_period_start ON cost_metrics(period_start DESC, id DESC) INCLUDE (cost_usd, drift_id);
CREATE INDEX idx_cost_metrics_drift_cost ON cost_metrics(drift_id, period_start DESC, id DESC) INCLUDE (cost_usd);

CREATE INDEX idx_sessions_user_id ON sessions(user_id, created_at DESC, id DESC);
CREATE INDEX idx_sessions_created_at_id ON sessions(created_at DESC, id DESC);
CREATE INDEX idx_sessions_expires_at ON sessions(expires_at);

-- Has the drift too, so that what a scope's scans saw is read off the index.
CREATE INDEX idx_drift_occurrences_scan_drift ON drift_occurrences(scan_id, drift_id);
DROP INDEX idx_drift_occurrences_scan_id;

CREATE INDEX idx_scans_source ON scans(source, scanned_at DESC, id DESC);
CREATE INDEX idx_users_lower_email ON users(lower(email));

COMMENT ON INDEX idx_drifts_overview IS 'Counts drifts by status and severity, sums up their cost and finds the oldest, all without reading them; counts what was detected by day.';
COMMENT ON INDEX idx_drifts_cost IS 'Walks the list by cost, from any cursor.';
COMMENT ON INDEX idx_drifts_gravity IS 'Walks the list by the gravity of the severity, from any cursor.';
COMMENT ON INDEX idx_drifts_resource_id IS 'Lists every drift of a resource, the resolved ones too; a late report looks for its drift there.';
COMMENT ON INDEX idx_drifts_region IS 'Lists and counts drifts of one region.';
COMMENT ON INDEX idx_drifts_account_id IS 'Lists and counts drifts of one account; tells the account of a cost.';
COMMENT ON INDEX idx_drifts_detected_by IS 'Lists and counts drifts by what started the scan.';
COMMENT ON INDEX idx_drifts_difference IS 'Lists drifts in which one attribute changed.';
COMMENT ON INDEX idx_drifts_approved_at IS 'Counts by day what was approved, without reading it.';
COMMENT ON INDEX idx_drifts_resolved_at IS 'Counts by day what was resolved and how long it took, without reading it.';
COMMENT ON INDEX idx_alerts_unread IS 'Counts and lists what nobody has read, a NULL included.';
COMMENT ON INDEX idx_alerts_severity IS 'Lists and counts alerts of one severity.';
COMMENT ON INDEX idx_audit_logs_actor_id IS 'Finds what a user did, newest first.';
COMMENT ON INDEX idx_audit_logs_action IS 'Finds every row of an action, newest first.';
COMMENT ON INDEX idx_cost_metrics_period_start IS 'Walks the costs, newest period first, from any cursor; sums up a period without reading them.';
COMMENT ON INDEX idx_cost_metrics_drift_cost IS 'Walks the costs of a drift, newest period first, and sums them up.';
COMMENT ON INDEX idx_sessions_user_id IS 'Finds the sessions of a user, also when the user is deleted.';
COMMENT ON INDEX idx_sessions_created_at_id IS 'Walks the sessions, newest first, from any cursor.';
COMMENT ON INDEX idx_sessions_expires_at IS 'Finds what has expired.';
COMMENT ON INDEX idx_drift_occurrences_scan_drift IS 'Finds what a scan saw, and what the scans of a scope saw, also when a scan is deleted.';
COMMENT ON INDEX idx_scans_source IS 'Lists the scans of one tool, newest first.';
COMMENT ON INDEX idx_users_lower_email IS 'Finds a user by address, whatever its case.';
