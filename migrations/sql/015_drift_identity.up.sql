-- A resource that was made anew may have another region and account than the drift recorded of the one before it. What
-- the newest scan said tells it from others, so the summary holds all of it, and finds it by its id.

ALTER TABLE drift_summaries
  ADD COLUMN previous_address TEXT NOT NULL DEFAULT '',
  ADD COLUMN region VARCHAR(50) NOT NULL DEFAULT 'global',
  ADD COLUMN account_id VARCHAR(12) NOT NULL DEFAULT '';

UPDATE drift_summaries s SET region = d.region, account_id = COALESCE(d.account_id, '') FROM drifts d WHERE d.id = s.drift_id;

UPDATE drift_summaries s SET previous_address = o.previous_address FROM drift_occurrences o
WHERE o.drift_id = s.drift_id AND o.seen_at = s.last_seen AND o.address = s.address;

-- Of an id as much as an index entry has room for beside the scope.
CREATE INDEX idx_drift_summaries_resource ON drift_summaries(scope, tool, left(resource_id, 200));

COMMENT ON COLUMN drift_summaries.previous_address IS 'Where the resource was before a move that the newest scan told of; empty where it told of none.';
COMMENT ON COLUMN drift_summaries.region IS 'The resource''s region at the newest scan.';
COMMENT ON COLUMN drift_summaries.account_id IS 'The resource''s account at the newest scan; empty where it is not known.';
COMMENT ON INDEX idx_drift_summaries_resource IS 'Finds the drifts of a resource in a scope.';
