-- What each new drift costs to write. The words of those that no scan saw are written by the statement that writes the
-- drifts, once for all of them, and no longer row by row at the end of the transaction; and they go with their drift by the same
-- trigger, so that no foreign key is asked for each. Whoever writes a drift and its summary by two statements may write the
-- summary first, so that the drift is counted and named once.
SELECT set_config('search_path', current_setting('search_path') || ', pg_temp', true);

-- A function in SQL is planned anew by each statement that writes a drift.
CREATE OR REPLACE FUNCTION changed_keys(jsonb) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  IF pg_catalog.jsonb_typeof($1) OPERATOR(pg_catalog.=) 'object' THEN
    RETURN ARRAY(SELECT pg_catalog.jsonb_object_keys($1));
  END IF;
  RETURN '{}';
END $$;

-- The summary, which knows more, has written the words where it came first, and writes them anew where it comes later. Each
-- drift is looked up by its id, however few there are when this is planned.
CREATE FUNCTION keep_words_of_drifts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
  ids UUID[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    ids := ARRAY(SELECT id FROM come);
    WITH w AS (
      SELECT n.id, (
        SELECT words_of(concat_ws(' ', resource_id, resource_type, jsonb_path_query_array(difference, '$.keyvalue().key', '{}', true)::text))
        FROM drifts WHERE drifts.id = n.id) AS words
      FROM unnest(ids) AS n(id) WHERE (SELECT true FROM drift_words WHERE drift_id = n.id) IS NULL)
    INSERT INTO drift_words SELECT * FROM w
    ON CONFLICT (drift_id) DO NOTHING;
  ELSIF TG_OP = 'DELETE' THEN
    ids := ARRAY(SELECT id FROM gone);
    DELETE FROM drift_words WHERE drift_id = ANY(ids);
  ELSIF EXISTS (SELECT FROM drift_words) THEN -- the statement may name that table, too
    TRUNCATE drift_words;
  END IF;
  RETURN NULL;
END $$;

DROP TRIGGER drifts_written ON drifts;
DROP FUNCTION keep_words_of_drift();
CREATE TRIGGER drifts_written AFTER INSERT ON drifts REFERENCING NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION keep_words_of_drifts();
CREATE TRIGGER drifts_unwritten AFTER DELETE ON drifts REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION keep_words_of_drifts();
CREATE TRIGGER drifts_words_emptied AFTER TRUNCATE ON drifts
  FOR EACH STATEMENT EXECUTE FUNCTION keep_words_of_drifts();

ALTER TABLE drift_words DROP CONSTRAINT drift_words_drift_id_fkey;
-- The same, looked at when the transaction ends.
ALTER TABLE drift_summaries DROP CONSTRAINT drift_summaries_drift_id_fkey;
ALTER TABLE drift_summaries ADD CONSTRAINT drift_summaries_drift_id_fkey FOREIGN KEY (drift_id) REFERENCES drifts(id) ON DELETE CASCADE
  DEFERRABLE INITIALLY DEFERRED;

COMMENT ON FUNCTION keep_words_of_drifts() IS 'Keeps the words of drifts that no scan saw, and of none that is gone.';
COMMENT ON TRIGGER drifts_written ON drifts IS 'Keeps the words of drifts that no scan saw.';
COMMENT ON TRIGGER drifts_unwritten ON drifts IS 'Keeps the words of deleted drifts no more.';
COMMENT ON TRIGGER drifts_words_emptied ON drifts IS 'Keeps no words more.';
COMMENT ON COLUMN drift_words.drift_id IS 'The drift; its words go when it goes.';

SELECT set_config('search_path', regexp_replace(current_setting('search_path'), ', pg_temp$', ''), true);
