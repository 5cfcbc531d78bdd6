DROP TRIGGER scans_known ON scans;
DROP TRIGGER scans_forgotten ON scans;
DROP TRIGGER scans_emptied ON scans;
DROP TRIGGER cost_metrics_summed ON cost_metrics;
DROP TRIGGER cost_metrics_taken_off ON cost_metrics;
DROP TRIGGER cost_metrics_emptied ON cost_metrics;
DROP TRIGGER drifts_costs_taken_off ON drifts;
DROP TRIGGER alerts_counted ON alerts;
DROP TRIGGER alerts_recounted ON alerts;
DROP TRIGGER alerts_uncounted ON alerts;
DROP TRIGGER alerts_emptied ON alerts;
DROP FUNCTION know_scopes();
DROP FUNCTION sum_up_costs();
DROP FUNCTION take_off_cost();
DROP FUNCTION take_off_costs();
DROP FUNCTION fold_cost_days(timestamptz[]);
DROP FUNCTION count_unread_alerts();
DROP FUNCTION fold_unread_alerts();
DROP FUNCTION fold_scope_counts(text[]);
DROP FUNCTION days_of(timestamptz, timestamptz, timestamptz, boolean, text, boolean, timestamptz);
DROP TABLE scope_counts;
DROP TABLE known_scopes;
DROP TABLE cost_days;
DROP TABLE unread_alerts;
DELETE FROM drift_days WHERE opened = 0 AND resolved = 0 AND closed = 0;
ALTER TABLE drift_days DROP COLUMN due;

SELECT set_config('search_path', current_setting('search_path') || ', pg_temp', true);

CREATE OR REPLACE FUNCTION fold_drift_counts() RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable')
    OR NOT pg_try_advisory_xact_lock(hashtextextended(current_schema() || ' fold_drift_counts', 0)) THEN
    RETURN;
  END IF;
  WITH folded AS (DELETE FROM drift_counts RETURNING *)
  INSERT INTO drift_counts
  SELECT status, severity, next_apply, unmanaged, superseded, sum(drifts), sum(cost), sum(cost_unknown)
  FROM folded GROUP BY 1, 2, 3, 4, 5 HAVING sum(drifts) <> 0;
  WITH folded AS (DELETE FROM drift_days RETURNING *)
  INSERT INTO drift_days
  SELECT day, severity, sum(opened), sum(resolved), sum(closed)
  FROM folded GROUP BY 1, 2 HAVING sum(opened) <> 0 OR sum(resolved) <> 0 OR sum(closed) <> 0;
END $$;

CREATE OR REPLACE FUNCTION sum_up_drifts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  counts BIGINT;
  days BIGINT;
BEGIN
  IF TG_OP = 'TRUNCATE' THEN -- for which all wait who have written sums
    DELETE FROM drift_counts;
    DELETE FROM drift_days;
  ELSIF TG_OP = 'INSERT' THEN
    INSERT INTO drift_counts
    SELECT status, severity, next_apply, unmanaged, superseded, count(*), COALESCE(sum(cost), 0), count(*) - count(cost)
    FROM come GROUP BY 1, 2, 3, 4, 5;
    GET DIAGNOSTICS counts = ROW_COUNT;
    INSERT INTO drift_days
    SELECT d.day, severity, sum(d.opened), sum(d.resolved), sum(d.closed)
    FROM come CROSS JOIN LATERAL days_of(detected_at, approved_at, resolved_at, superseded) d WHERE NOT unmanaged GROUP BY 1, 2;
    GET DIAGNOSTICS days = ROW_COUNT;
  ELSIF TG_OP = 'UPDATE' THEN
    INSERT INTO drift_counts
    SELECT status, severity, next_apply, unmanaged, superseded, sum(n), sum(n * COALESCE(cost, 0)), sum(CASE WHEN cost IS NULL THEN n ELSE 0 END)
    FROM (SELECT 1 AS n, * FROM come UNION ALL SELECT -1, * FROM gone) c GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0 OR sum(n * COALESCE(cost, 0)) <> 0 OR sum(CASE WHEN cost IS NULL THEN n ELSE 0 END) <> 0;
    GET DIAGNOSTICS counts = ROW_COUNT;
    INSERT INTO drift_days
    SELECT d.day, severity, sum(n * d.opened), sum(n * d.resolved), sum(n * d.closed)
    FROM (SELECT 1 AS n, * FROM come UNION ALL SELECT -1, * FROM gone) c CROSS JOIN LATERAL days_of(detected_at, approved_at, resolved_at, superseded) d WHERE NOT unmanaged
    GROUP BY 1, 2 HAVING sum(n * d.opened) <> 0 OR sum(n * d.resolved) <> 0 OR sum(n * d.closed) <> 0;
    GET DIAGNOSTICS days = ROW_COUNT;
  ELSE
    INSERT INTO drift_counts
    SELECT status, severity, next_apply, unmanaged, superseded, -count(*), -COALESCE(sum(cost), 0), count(cost) - count(*)
    FROM gone GROUP BY 1, 2, 3, 4, 5;
    GET DIAGNOSTICS counts = ROW_COUNT;
    INSERT INTO drift_days
    SELECT d.day, severity, -sum(d.opened), -sum(d.resolved), -sum(d.closed)
    FROM gone CROSS JOIN LATERAL days_of(detected_at, approved_at, resolved_at, superseded) d WHERE NOT unmanaged GROUP BY 1, 2;
    GET DIAGNOSTICS days = ROW_COUNT;
  END IF;
  -- Of so many rows together, one is followed by a folding.
  IF random() * 2000 < counts + days THEN
    PERFORM fold_drift_counts();
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION days_of(TIMESTAMPTZ, TIMESTAMPTZ, TIMESTAMPTZ, BOOLEAN)
RETURNS TABLE (day TIMESTAMPTZ, opened INTEGER, resolved INTEGER, closed INTEGER) LANGUAGE sql STABLE AS $$
  SELECT date_trunc('day', at, 'UTC'), opened, resolved, closed FROM (VALUES
    ($1, 1, 0, 0),
    ($3, 0, CASE WHEN $4 THEN 0 ELSE 1 END, 0),
    (CASE WHEN COALESCE($2, $3) IS NOT NULL THEN GREATEST(COALESCE($2, $3), $1) END, 0, 0, 1)) AS event(at, opened, resolved, closed)
  WHERE at IS NOT NULL
$$;

COMMENT ON FUNCTION days_of(TIMESTAMPTZ, TIMESTAMPTZ, TIMESTAMPTZ, BOOLEAN) IS 'What a drift counts for, and on which days.';
COMMENT ON TABLE drift_days IS 'What happened on each day to drifts of resources that code knows: rows to be added up, as those of drift_counts.';

DROP INDEX idx_counted_drifts_scope;
DROP INDEX idx_counted_drifts_worst;
DROP INDEX idx_counted_drifts_due;
DROP INDEX idx_counted_drifts_sample;
CREATE INDEX idx_counted_drifts_open ON counted_drifts(scope, tool, severity, next_apply, unmanaged, owner) INCLUDE (detected_at, due_at)
  WHERE status IN ('detected', 'triaged', 'rejected');
CREATE INDEX idx_counted_drifts_since ON counted_drifts(detected_at)
  WHERE status IN ('detected', 'triaged', 'rejected') AND NOT unmanaged;
CREATE INDEX idx_counted_drifts_resolved ON counted_drifts(resolved_at) INCLUDE (severity, detected_at)
  WHERE resolved_at IS NOT NULL AND NOT unmanaged AND NOT superseded;
COMMENT ON INDEX idx_counted_drifts_open IS 'Counts what is open in each scope, without reading it.';
COMMENT ON INDEX idx_counted_drifts_since IS 'Counts what is open since a time, and finds the oldest.';
COMMENT ON INDEX idx_counted_drifts_resolved IS 'Tells how long it took to resolve, without reading the drifts.';
