-- A detection is compared with what the drift's first scan saw, and once it is approved with what was approved. Both go with their
-- scans, and without them a value that nobody approved would pass as covered, and a secret that changes again as the same. So
-- what goes of them is kept here. A drift may be approved later than its newest scan went, so that of the newest is kept, too.
SELECT set_config('search_path', current_setting('search_path') || ', pg_temp', true);

CREATE TABLE kept_occurrences (
  drift_id UUID NOT NULL REFERENCES drifts(id) ON DELETE CASCADE,
  scan_id UUID NOT NULL,
  action VARCHAR(20) NOT NULL,
  changes JSONB,
  difference JSONB,

  PRIMARY KEY (drift_id, scan_id)
);

-- One deletion of many scans may take millions of rows: they are gone through in their order, and none but those that say something.
CREATE FUNCTION keep_occurrences() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  -- One that says nothing of its own is as the first, or as the drift itself.
  going CURSOR FOR SELECT drift_id, scan_id, action, changes, difference FROM gone WHERE num_nonnulls(changes, difference) > 0 OR action = 'delete';
BEGIN
  FOR o IN going LOOP
    -- Of a drift that is deleted itself nothing is kept, and of one that is resolved nobody asks. Who deletes it meanwhile is waited for.
    WITH kept AS (
      SELECT d.id FROM drifts d JOIN drift_summaries s ON (s.drift_id = d.id)
      WHERE d.id = o.drift_id AND d.status <> 'resolved' AND o.scan_id IN (s.first_scan_id, s.newest_scan_id, s.approved_scan_id) FOR KEY SHARE OF d)
    INSERT INTO kept_occurrences SELECT kept.id, o.scan_id, o.action, o.changes, o.difference FROM kept
    ON CONFLICT (drift_id, scan_id) DO NOTHING;
  END LOOP;
  RETURN NULL;
END $$;

CREATE TRIGGER drift_occurrences_going AFTER DELETE ON drift_occurrences
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION keep_occurrences();

COMMENT ON TABLE kept_occurrences IS 'What deleted scans saw that a detection is compared with still: of each drift that is not resolved what its first scan saw, its newest, and the one that was approved.';
COMMENT ON COLUMN kept_occurrences.drift_id IS 'The drift; the row goes when it goes.';
COMMENT ON COLUMN kept_occurrences.scan_id IS 'The scan that saw it, which is deleted.';
COMMENT ON COLUMN kept_occurrences.action IS 'What the tool reported: update or delete.';
COMMENT ON COLUMN kept_occurrences.changes IS 'The changes as they were judged then. Empty where they are those of the drift''s first scan.';
COMMENT ON COLUMN kept_occurrences.difference IS 'What that scan saw of it. Empty where the drift itself records it.';
COMMENT ON FUNCTION keep_occurrences() IS 'Keeps of sightings that go with their scan what detections are compared with.';
COMMENT ON TRIGGER drift_occurrences_going ON drift_occurrences IS 'Keeps what detections are compared with. TRUNCATE keeps nothing.';

SELECT set_config('search_path', regexp_replace(current_setting('search_path'), ', pg_temp$', ''), true);
