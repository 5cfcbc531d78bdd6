DROP TRIGGER drifts_written ON drifts;
DROP TRIGGER drift_summaries_renamed ON drift_summaries;
DROP TRIGGER drift_summaries_written ON drift_summaries;
DROP FUNCTION keep_words_of_drift();
DROP FUNCTION keep_words_of_summary();
DROP FUNCTION words_of(text);
DROP TABLE drift_words;
