DROP INDEX idx_drifts_approved_at;
CREATE INDEX idx_drifts_approved_at ON drifts(approved_at) INCLUDE (severity) WHERE approved_at IS NOT NULL;
COMMENT ON INDEX idx_drifts_approved_at IS 'Counts by day what was approved, without reading it.';
CREATE OR REPLACE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := CURRENT_TIMESTAMP;
  RETURN NEW;
END
$$;
DROP TABLE drift_summaries;
ALTER TABLE drift_occurrences DROP CONSTRAINT valid_occurrence_kind;
ALTER TABLE drift_occurrences DROP COLUMN changes;
ALTER TABLE drift_occurrences DROP COLUMN kind;
