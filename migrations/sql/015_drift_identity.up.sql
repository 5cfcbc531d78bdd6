-- A resource that was made anew may have another region and account than the drift recorded of the one before it. What
-- the newest scan said tells it from others, so the summary holds all of it, and finds it by its id.

ALTER TABLE drift_summaries
  ADD COLUMN region VARCHAR(50) NOT NULL DEFAULT 'global',
  ADD COLUMN account_id VARCHAR(12) NOT NULL DEFAULT '';

UPDATE drift_summaries s SET region = d.region, account_id = COALESCE(d.account_id, '') FROM drifts d WHERE d.id = s.drift_id;

-- Of an id as much as an index entry has room for beside the scope.
CREATE INDEX idx_drift_summaries_resource ON drift_summaries(scope, tool, left(resource_id, 200));

COMMENT ON COLUMN drift_summaries.region IS 'The resource''s region at the newest scan.';
COMMENT ON COLUMN drift_summaries.account_id IS 'The resource''s account at the newest scan; empty where it is not known.';
COMMENT ON INDEX idx_drift_summaries_resource IS 'Finds the drifts of a resource in a scope.';
