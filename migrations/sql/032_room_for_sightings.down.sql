ALTER TABLE drift_summaries RESET (fillfactor);
