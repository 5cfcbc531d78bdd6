DROP INDEX idx_drift_summaries_words;
DROP INDEX idx_drifts_words;
