-- Triggers of one statement go by their names. Whoever writes the summary of a drift that another session has written and not
-- committed yet waits for it where the words are kept, of which both write a row. To count goes after that, so that it finds the
-- drift: before, the drift stayed counted as one that no scan saw, though its summary was there.
ALTER TRIGGER drift_summaries_written ON drift_summaries RENAME TO drift_summaries_before_counted;
COMMENT ON TRIGGER drift_summaries_before_counted ON drift_summaries IS 'Keeps the words of the drifts, and waits for whoever writes one, before they are counted.';
