-- Drifts are found by words of what they are called: a word is letters and digits, and everything else lies between
-- words. What is longer than 100,000 characters has no more room in an index.

CREATE INDEX idx_drifts_words ON drifts USING GIN (to_tsvector('simple', regexp_replace(left(
  resource_id || ' ' || resource_type || ' ' || jsonb_path_query_array(difference, '$.keyvalue().key', '{}', true)::text, 100000), '[^[:alnum:]]+', ' ', 'g')));
CREATE INDEX idx_drift_summaries_words ON drift_summaries USING GIN (to_tsvector('simple', regexp_replace(left(
  resource_id || ' ' || resource_type || ' ' || address || ' ' || scope || ' ' || places::text, 100000), '[^[:alnum:]]+', ' ', 'g')));

COMMENT ON INDEX idx_drifts_words IS 'Finds drifts by the first letters of words of their resource and of the keys that differ.';
COMMENT ON INDEX idx_drift_summaries_words IS 'Finds drifts by the first letters of words of what the newest scan calls the resource, of its scope and of where it differs.';
