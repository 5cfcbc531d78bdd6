-- What an index alone answers it answers for pages that are vacuumed; of any other it looks up each row. As PostgreSQL is
-- set it vacuums when a fifth of a table is new: of 10,000,000 drifts 2,000,000, which are those that lists begin with. Of a
-- table that only grew a vacuum reads the new pages and no index, so that it costs what was written, whatever the size.
DO $$
DECLARE
  name TEXT;
BEGIN
  FOREACH name IN ARRAY ARRAY['alerts', 'audit_logs', 'cost_metrics', 'counted_drifts', 'drift_occurrences', 'drift_summaries', 'drift_words', 'drifts', 'messages', 'notices', 'scans', 'sessions'] LOOP
    EXECUTE format('ALTER TABLE %I SET (autovacuum_vacuum_insert_threshold = 10000, autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0.01)', name);
  END LOOP;
END $$;
