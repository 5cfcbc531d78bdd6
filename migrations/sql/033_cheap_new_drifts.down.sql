SELECT set_config('search_path', current_setting('search_path') || ', pg_temp', true);

ALTER TABLE drift_summaries DROP CONSTRAINT drift_summaries_drift_id_fkey;
ALTER TABLE drift_summaries ADD CONSTRAINT drift_summaries_drift_id_fkey FOREIGN KEY (drift_id) REFERENCES drifts(id) ON DELETE CASCADE;
ALTER TABLE drift_words ADD CONSTRAINT drift_words_drift_id_fkey FOREIGN KEY (drift_id) REFERENCES drifts(id) ON DELETE CASCADE;

DROP TRIGGER drifts_words_emptied ON drifts;
DROP TRIGGER drifts_unwritten ON drifts;
DROP TRIGGER drifts_written ON drifts;
DROP FUNCTION keep_words_of_drifts();
CREATE FUNCTION keep_words_of_drift() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET search_path FROM CURRENT AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM drift_words WHERE drift_id = NEW.id) THEN
    INSERT INTO drift_words (drift_id, words)
    SELECT id, words_of(concat_ws(' ', resource_id, resource_type, jsonb_path_query_array(difference, '$.keyvalue().key', '{}', true)::text))
    FROM drifts WHERE id = NEW.id
    ON CONFLICT (drift_id) DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER drifts_written AFTER INSERT ON drifts DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION keep_words_of_drift();

CREATE OR REPLACE FUNCTION changed_keys(jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE jsonb_typeof($1) WHEN 'object' THEN ARRAY(SELECT jsonb_object_keys($1)) ELSE '{}' END;

COMMENT ON TRIGGER drifts_written ON drifts IS 'Keeps the words of a drift that no scan saw.';
COMMENT ON COLUMN drift_words.drift_id IS 'The drift.';

SELECT set_config('search_path', regexp_replace(current_setting('search_path'), ', pg_temp$', ''), true);
