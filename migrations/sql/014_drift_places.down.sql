DROP INDEX idx_drift_summaries_superseded;
DROP INDEX idx_drift_summaries_kind;
DROP INDEX idx_drift_summaries_tool;
DROP INDEX idx_drift_summaries_scope;
DROP INDEX idx_drift_summaries_address;
ALTER TABLE drift_summaries DROP COLUMN places;
