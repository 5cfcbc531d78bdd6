DROP TABLE approval_terms;

DELETE FROM drift_summaries WHERE occurrences = 0;
ALTER TABLE drift_summaries
  DROP CONSTRAINT summary_occurrences,
  ADD CONSTRAINT summary_occurrences CHECK (occurrences >= 1);

COMMENT ON TABLE drift_summaries IS 'What the scans that saw a drift sum up to, a row a drift. A drift that no scan saw has none.';
COMMENT ON COLUMN drift_summaries.occurrences IS 'How many scans saw it.';
