-- An import asks for each entry which drift of its scope it is a repeat of. Of an index that begins with the scope
-- PostgreSQL may read all of that scope for each, as long as its statistics do not tell how large it has become, which is
-- until some time after a first import has ended. So what is asked for is one value, and one index has it.
CREATE INDEX idx_drift_summaries_known_address ON drift_summaries(hashtextextended(scope || ' ' || tool || ' ' || address, 0));
CREATE INDEX idx_drift_summaries_known_resource ON drift_summaries(hashtextextended(scope || ' ' || tool || ' ' || resource_id, 0));
DROP INDEX idx_drift_summaries_resource;

COMMENT ON INDEX idx_drift_summaries_known_address IS 'Finds the drifts of a scope and tool at an address, whatever the statistics say.';
COMMENT ON INDEX idx_drift_summaries_known_resource IS 'Finds the drifts of a scope and tool of a resource, whatever the statistics say.';
