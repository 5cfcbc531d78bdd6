DO $$
DECLARE
  target TEXT;
BEGIN
  FOR target IN
    WITH t AS (
      SELECT to_regclass(name)::oid AS oid FROM unnest(ARRAY['guardian_migrations', 'users', 'drifts',
        'alerts', 'audit_logs', 'cost_metrics', 'sessions', 'scans', 'drift_occurrences']) AS name
    )
    SELECT format('TABLE %s', t.oid::regclass) FROM t
    UNION ALL
    SELECT format('COLUMN %s.%I', attrelid::regclass, attname)
      FROM t JOIN pg_attribute ON attrelid = t.oid WHERE attnum > 0 AND NOT attisdropped
    UNION ALL
    SELECT format('INDEX %s', indexrelid::regclass) FROM t JOIN pg_index ON indrelid = t.oid
    UNION ALL
    SELECT format('TRIGGER %I ON %s', tgname, tgrelid::regclass)
      FROM t JOIN pg_trigger ON tgrelid = t.oid WHERE NOT tgisinternal
  LOOP
    EXECUTE format('COMMENT ON %s IS NULL', target);
  END LOOP;
END
$$;
