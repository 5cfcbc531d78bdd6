-- Where a drift differs, as paths, so that lists are filtered and figures counted by them; and an index for each
-- question that lists ask of the summaries.

ALTER TABLE drift_summaries ADD COLUMN places JSONB NOT NULL DEFAULT '[]';

UPDATE drift_summaries SET places = (
  SELECT COALESCE(jsonb_agg(DISTINCT regexp_replace(change->>'path', '\[\d+\]', '[*]', 'g')), '[]')
  FROM jsonb_array_elements(changes) AS change WHERE NOT change ? 'noise');

CREATE INDEX idx_drift_summaries_places ON drift_summaries USING GIN (places);
CREATE INDEX idx_drift_summaries_address ON drift_summaries(left(address, 200));
CREATE INDEX idx_drift_summaries_scope ON drift_summaries(scope text_pattern_ops);
CREATE INDEX idx_drift_summaries_tool ON drift_summaries(tool);
CREATE INDEX idx_drift_summaries_kind ON drift_summaries(kind);
CREATE INDEX idx_drift_summaries_superseded ON drift_summaries(drift_id) WHERE superseded_by IS NOT NULL;

COMMENT ON COLUMN drift_summaries.places IS 'The paths of its changes that are no noise, each index as [*].';
COMMENT ON INDEX idx_drift_summaries_places IS 'Lists drifts that differ at a path.';
COMMENT ON INDEX idx_drift_summaries_address IS 'Lists drifts of an address in whatever scope.';
COMMENT ON INDEX idx_drift_summaries_scope IS 'Lists drifts of the scopes below a prefix.';
COMMENT ON INDEX idx_drift_summaries_tool IS 'Lists drifts that one tool sees.';
COMMENT ON INDEX idx_drift_summaries_kind IS 'Lists drifts of one kind.';
COMMENT ON INDEX idx_drift_summaries_superseded IS 'Tells the drifts whose place another took.';
