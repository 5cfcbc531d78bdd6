DROP TABLE drift_summaries;
ALTER TABLE drift_occurrences DROP CONSTRAINT valid_occurrence_kind;
ALTER TABLE drift_occurrences DROP COLUMN changes;
ALTER TABLE drift_occurrences DROP COLUMN kind;
