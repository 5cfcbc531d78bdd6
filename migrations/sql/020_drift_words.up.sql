-- Drifts are found by words of what they are called, a row a drift. A word is letters and digits, and everything else
-- lies between words. Triggers keep the rows, since whatever writes a drift writes what it is called.

CREATE TABLE drift_words (
  drift_id UUID PRIMARY KEY REFERENCES drifts(id) ON DELETE CASCADE,
  words TSVECTOR NOT NULL
);
CREATE INDEX idx_drift_words_words ON drift_words USING GIN (words);

-- What is longer than 100,000 characters has no room in a row of words.
CREATE FUNCTION words_of(text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT to_tsvector('simple', regexp_replace(left($1, 100000), '[^[:alnum:]]+', ' ', 'g'))
$$;

-- The summary knows more than the drift's own row, and comes after it in the same transaction. A drift that no scan saw
-- has its words at the end of the transaction. What is planned while the tables have few rows is used for all of its rows, so
-- no plan may read a table in whole.
CREATE FUNCTION keep_words_of_summary() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO drift_words (drift_id, words)
  VALUES (NEW.drift_id, words_of(concat_ws(' ', NEW.resource_id, NEW.resource_type, NEW.address, NEW.scope, NEW.places::text)))
  ON CONFLICT (drift_id) DO UPDATE SET words = EXCLUDED.words;
  RETURN NULL;
END $$;

CREATE FUNCTION keep_words_of_drift() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  INSERT INTO drift_words (drift_id, words)
  SELECT id, words_of(concat_ws(' ', resource_id, resource_type, jsonb_path_query_array(difference, '$.keyvalue().key', '{}', true)::text))
  FROM drifts WHERE id = NEW.id AND NOT EXISTS (SELECT FROM drift_words WHERE drift_id = NEW.id)
  ON CONFLICT (drift_id) DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER drift_summaries_written AFTER INSERT ON drift_summaries
  FOR EACH ROW EXECUTE FUNCTION keep_words_of_summary();
CREATE TRIGGER drift_summaries_renamed AFTER UPDATE OF resource_id, resource_type, address, scope, places ON drift_summaries
  FOR EACH ROW WHEN ((OLD.resource_id, OLD.resource_type, OLD.address, OLD.scope, OLD.places)
    IS DISTINCT FROM (NEW.resource_id, NEW.resource_type, NEW.address, NEW.scope, NEW.places))
  EXECUTE FUNCTION keep_words_of_summary();
CREATE CONSTRAINT TRIGGER drifts_written AFTER INSERT ON drifts DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION keep_words_of_drift();

INSERT INTO drift_words (drift_id, words)
SELECT drift_id, words_of(concat_ws(' ', resource_id, resource_type, address, scope, places::text)) FROM drift_summaries;

INSERT INTO drift_words (drift_id, words)
SELECT id, words_of(concat_ws(' ', resource_id, resource_type, jsonb_path_query_array(difference, '$.keyvalue().key', '{}', true)::text))
FROM drifts WHERE NOT EXISTS (SELECT FROM drift_words WHERE drift_id = drifts.id);

COMMENT ON TABLE drift_words IS 'The words by which a drift is found.';
COMMENT ON COLUMN drift_words.drift_id IS 'The drift.';
COMMENT ON COLUMN drift_words.words IS 'The words of its resource, scope and places, as the newest scan has them, else those of its own row.';
COMMENT ON FUNCTION words_of(text) IS 'The words of a text.';
COMMENT ON INDEX idx_drift_words_words IS 'Finds drifts by words and by how words begin.';
COMMENT ON TRIGGER drift_summaries_written ON drift_summaries IS 'Keeps the words of the drift.';
COMMENT ON TRIGGER drift_summaries_renamed ON drift_summaries IS 'Keeps the words of a drift that is called otherwise or differs elsewhere.';
COMMENT ON TRIGGER drifts_written ON drifts IS 'Keeps the words of a drift that no scan saw.';
