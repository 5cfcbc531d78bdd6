CREATE INDEX idx_drift_summaries_resource ON drift_summaries(scope, tool, left(resource_id, 200));
DROP INDEX idx_drift_summaries_known_address;
DROP INDEX idx_drift_summaries_known_resource;

COMMENT ON INDEX idx_drift_summaries_resource IS 'Finds the drifts of a resource in a scope.';
