DROP INDEX idx_drifts_changed_keys;
DROP FUNCTION changed_keys(jsonb);
DROP INDEX idx_drifts_created_at_id;
DROP INDEX idx_drifts_resource_id;
DROP INDEX idx_drifts_cost;
DROP INDEX idx_drifts_region;
DROP INDEX idx_drifts_resource_type;
DROP INDEX idx_drifts_account_id;
DROP INDEX idx_drift_summaries_place;
DROP INDEX idx_alerts_severity;
DROP INDEX idx_audit_logs_action;
DROP INDEX idx_audit_logs_actor_id;

CREATE INDEX idx_drifts_difference ON drifts USING GIN (difference);
CREATE INDEX idx_drifts_created_at_id ON drifts(created_at DESC, id DESC);
CREATE INDEX idx_drifts_unresolved ON drifts(resource_id, resource_type, detected_at DESC) WHERE status <> 'resolved';
CREATE INDEX idx_drifts_resource_id ON drifts(resource_id, resource_type);
CREATE INDEX idx_drifts_overview ON drifts(status, severity) INCLUDE (cost_impact_monthly, detected_at);
CREATE INDEX idx_drifts_status_severity ON drifts(status, severity);
CREATE INDEX idx_drifts_cost ON drifts((COALESCE(cost_impact_monthly, 0)), id);
CREATE INDEX idx_drifts_region ON drifts(region);
CREATE INDEX idx_drifts_account_id ON drifts(account_id, id);
CREATE INDEX idx_drift_summaries_place ON drift_summaries(scope, tool, left(address, 200));
CREATE INDEX idx_drift_summaries_scope ON drift_summaries(scope text_pattern_ops);
CREATE INDEX idx_alerts_severity ON alerts(severity, created_at DESC, id DESC);
CREATE INDEX idx_audit_logs_action ON audit_logs(action, created_at DESC, id DESC);
CREATE INDEX idx_audit_logs_actor_id ON audit_logs(actor_id, created_at DESC, id DESC);

DROP TRIGGER drift_summaries_written ON drift_summaries;
CREATE TRIGGER drift_summaries_written AFTER INSERT ON drift_summaries
  FOR EACH ROW EXECUTE FUNCTION keep_words_of_summary();
DROP FUNCTION keep_words_of_summaries();
CREATE OR REPLACE FUNCTION keep_words_of_drift() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  INSERT INTO drift_words (drift_id, words)
  SELECT id, words_of(concat_ws(' ', resource_id, resource_type, jsonb_path_query_array(difference, '$.keyvalue().key', '{}', true)::text))
  FROM drifts WHERE id = NEW.id AND NOT EXISTS (SELECT FROM drift_words WHERE drift_id = NEW.id)
  ON CONFLICT (drift_id) DO NOTHING;
  RETURN NULL;
END $$;

COMMENT ON INDEX idx_drifts_difference IS 'Lists drifts in which one attribute changed.';
COMMENT ON INDEX idx_drifts_created_at_id IS 'Walks the list in its usual order, from any cursor.';
COMMENT ON INDEX idx_drifts_unresolved IS 'Finds the newest unresolved drift of a resource: is this one new or a repeat?';
COMMENT ON INDEX idx_drifts_resource_id IS 'Lists every drift of a resource, the resolved ones too; a late report looks for its drift there.';
COMMENT ON INDEX idx_drifts_overview IS 'Counts drifts by status and severity, sums up their cost and finds the oldest, all without reading them; counts what was detected by day.';
COMMENT ON INDEX idx_drifts_status_severity IS 'Counts drifts by status and severity without reading them.';
COMMENT ON INDEX idx_drifts_cost IS 'Walks the list by cost, from any cursor.';
COMMENT ON INDEX idx_drifts_region IS 'Lists and counts drifts of one region.';
COMMENT ON INDEX idx_drifts_account_id IS 'Lists and counts drifts of one account; tells the account of a cost.';
COMMENT ON INDEX idx_drift_summaries_place IS 'Finds the drifts of a scope, and of an address in it.';
COMMENT ON INDEX idx_drift_summaries_scope IS 'Lists drifts of the scopes below a prefix.';
COMMENT ON INDEX idx_alerts_severity IS 'Lists and counts alerts of one severity.';
COMMENT ON INDEX idx_audit_logs_action IS 'Finds every row of an action, newest first.';
COMMENT ON INDEX idx_audit_logs_actor_id IS 'Finds what a user did, newest first.';
COMMENT ON TRIGGER drift_summaries_written ON drift_summaries IS 'Keeps the words of the drift.';
