DO $$
DECLARE
  name TEXT;
BEGIN
  FOREACH name IN ARRAY ARRAY['alerts', 'audit_logs', 'cost_metrics', 'counted_drifts', 'drift_occurrences', 'drift_summaries', 'drift_words', 'drifts', 'messages', 'notices', 'scans', 'sessions'] LOOP
    EXECUTE format('ALTER TABLE %I RESET (autovacuum_vacuum_insert_threshold, autovacuum_vacuum_insert_scale_factor, autovacuum_vacuum_threshold, autovacuum_vacuum_scale_factor)', name);
  END LOOP;
END $$;
