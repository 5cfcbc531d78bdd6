-- Every index is paid for by each row that is written. What one index can serve, two no longer do; what the sums of
-- migration 025 answer, none does; and what is looked for by a few words is not indexed in whole.

-- The keys of a difference, and none of what is no object.
CREATE FUNCTION changed_keys(jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE jsonb_typeof($1) WHEN 'object' THEN ARRAY(SELECT jsonb_object_keys($1)) ELSE '{}' END;

DROP INDEX idx_drifts_difference;
CREATE INDEX idx_drifts_changed_keys ON drifts USING GIN (changed_keys(difference));

DROP INDEX idx_drifts_created_at_id;
CREATE INDEX idx_drifts_created_at_id ON drifts(created_at DESC, id DESC) INCLUDE (status, severity, region, resource_type);

DROP INDEX idx_drifts_unresolved;
DROP INDEX idx_drifts_resource_id;
CREATE INDEX idx_drifts_resource_id ON drifts(resource_id, resource_type, detected_at DESC);

DROP INDEX idx_drifts_overview;
DROP INDEX idx_drifts_status_severity;
DROP INDEX idx_drifts_cost;
CREATE INDEX idx_drifts_cost ON drifts((COALESCE(cost_impact_monthly, 0)), id) INCLUDE (cost_impact_monthly, status);

DROP INDEX idx_drifts_region;
CREATE INDEX idx_drifts_region ON drifts(region, resource_type, status, severity);
CREATE INDEX idx_drifts_resource_type ON drifts(resource_type, status, severity);
DROP INDEX idx_drifts_account_id;
CREATE INDEX idx_drifts_account_id ON drifts(account_id, status, severity);

DROP INDEX idx_drift_summaries_scope;
DROP INDEX idx_drift_summaries_place;
CREATE INDEX idx_drift_summaries_place ON drift_summaries(scope text_pattern_ops, tool, left(address, 200));

DROP INDEX idx_alerts_severity;
CREATE INDEX idx_alerts_severity ON alerts(severity);

DROP INDEX idx_audit_logs_actor_id;
CREATE INDEX idx_audit_logs_actor_id ON audit_logs(actor_id, created_at DESC) WHERE actor_id IS NOT NULL;
DROP INDEX idx_audit_logs_action;
CREATE INDEX idx_audit_logs_action ON audit_logs(action, created_at DESC);

-- The words of the summaries that one statement writes are written by one statement, too.
CREATE FUNCTION keep_words_of_summaries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO drift_words (drift_id, words)
  SELECT drift_id, words_of(concat_ws(' ', resource_id, resource_type, address, scope, places::text)) FROM come
  ON CONFLICT (drift_id) DO UPDATE SET words = EXCLUDED.words;
  RETURN NULL;
END $$;
DROP TRIGGER drift_summaries_written ON drift_summaries;
CREATE TRIGGER drift_summaries_written AFTER INSERT ON drift_summaries REFERENCING NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION keep_words_of_summaries();

-- Most drifts have their words by the end of the transaction.
CREATE OR REPLACE FUNCTION keep_words_of_drift() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM drift_words WHERE drift_id = NEW.id) THEN
    INSERT INTO drift_words (drift_id, words)
    SELECT id, words_of(concat_ws(' ', resource_id, resource_type, jsonb_path_query_array(difference, '$.keyvalue().key', '{}', true)::text))
    FROM drifts WHERE id = NEW.id
    ON CONFLICT (drift_id) DO NOTHING;
  END IF;
  RETURN NULL;
END $$;

COMMENT ON FUNCTION changed_keys(jsonb) IS 'The keys of a difference.';
COMMENT ON INDEX idx_drifts_changed_keys IS 'Lists and counts drifts in which one attribute changed.';
COMMENT ON INDEX idx_drifts_created_at_id IS 'Walks the list in its usual order, from any cursor and to any page; what filters of these columns leave out is not read.';
COMMENT ON INDEX idx_drifts_resource_id IS 'Lists every drift of a resource, the newest first: is this one new or a repeat?';
COMMENT ON INDEX idx_drifts_cost IS 'Walks the list by cost, from any cursor; counts what costs so much or more, without reading it.';
COMMENT ON INDEX idx_drifts_region IS 'Lists drifts of one region, and counts those of one type, status or severity in it without reading them.';
COMMENT ON INDEX idx_drifts_resource_type IS 'Counts drifts of one type by status and severity, without reading them.';
COMMENT ON INDEX idx_drifts_account_id IS 'Lists drifts of one account, and counts them by status and severity without reading them.';
COMMENT ON INDEX idx_drift_summaries_place IS 'Finds the drifts of a scope, of the scopes below a prefix, and of an address in a scope.';
COMMENT ON INDEX idx_alerts_severity IS 'Counts alerts of one severity, without reading them, and finds those of one that is rare.';
COMMENT ON INDEX idx_audit_logs_action IS 'Finds every row of an action, newest first.';
COMMENT ON INDEX idx_audit_logs_actor_id IS 'Finds what a user did, newest first; what no user did takes no room in it.';
COMMENT ON FUNCTION keep_words_of_summaries() IS 'Keeps the words of new summaries.';
COMMENT ON TRIGGER drift_summaries_written ON drift_summaries IS 'Keeps the words of the drifts.';
