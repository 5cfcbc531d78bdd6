ALTER TRIGGER drift_summaries_before_counted ON drift_summaries RENAME TO drift_summaries_written;
COMMENT ON TRIGGER drift_summaries_written ON drift_summaries IS 'Keeps the words of the drifts.';
