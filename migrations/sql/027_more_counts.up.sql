-- What the overview and the list of the scopes ask is counted as it is written, as drifts are: see 025_drift_counts.
SELECT set_config('search_path', current_setting('search_path') || ', pg_temp', true);

CREATE TABLE scope_counts (
  scope TEXT NOT NULL,
  tool VARCHAR(50) NOT NULL,
  severity VARCHAR(20) NOT NULL,
  next_apply VARCHAR(20) NOT NULL,
  unmanaged BOOLEAN NOT NULL,
  owner TEXT NOT NULL,
  drifts BIGINT NOT NULL
);

CREATE TABLE known_scopes (
  scope TEXT NOT NULL,
  tool VARCHAR(50) NOT NULL,
  newest_scan_id UUID,
  scanned_at TIMESTAMP WITH TIME ZONE,
  scan_created_at TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (scope, tool)
);

CREATE TABLE cost_days (
  day TIMESTAMP WITH TIME ZONE NOT NULL,
  account_id VARCHAR(50),
  cost NUMERIC NOT NULL,
  metrics BIGINT NOT NULL
);

CREATE TABLE unread_alerts (alerts BIGINT NOT NULL);

ALTER TABLE drift_days ADD COLUMN due BIGINT NOT NULL DEFAULT 0;

-- What was folded is soon cleared away.
ALTER TABLE scope_counts SET (autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0.1);
ALTER TABLE cost_days SET (autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE unread_alerts SET (autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE known_scopes SET (fillfactor = 70);

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
  SELECT day, severity, sum(opened), sum(resolved), sum(closed), sum(due)
  FROM folded GROUP BY 1, 2 HAVING sum(opened) <> 0 OR sum(resolved) <> 0 OR sum(closed) <> 0 OR sum(due) <> 0;
END $$;

-- Scopes are many, so only those that a statement wrote are folded after it.
CREATE FUNCTION fold_scope_counts(scopes TEXT[]) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT SET enable_seqscan = off AS $$
BEGIN
  IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable')
    OR NOT pg_try_advisory_xact_lock(hashtextextended(current_schema() || ' fold_scope_counts', 0)) THEN
    RETURN;
  END IF;
  WITH folded AS (DELETE FROM scope_counts WHERE scope = ANY(scopes) RETURNING *)
  INSERT INTO scope_counts
  SELECT scope, tool, severity, next_apply, unmanaged, owner, sum(drifts)
  FROM folded GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(drifts) <> 0;
END $$;

CREATE OR REPLACE FUNCTION sum_up_drifts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  counts BIGINT;
  days BIGINT;
  scopes BIGINT;
BEGIN
  IF TG_OP = 'TRUNCATE' THEN -- for which all wait who have written sums
    DELETE FROM drift_counts;
    DELETE FROM drift_days;
    DELETE FROM scope_counts;
    RETURN NULL;
  ELSIF TG_OP = 'INSERT' THEN
    INSERT INTO drift_counts
    SELECT status, severity, next_apply, unmanaged, superseded, count(*), COALESCE(sum(cost), 0), count(*) - count(cost)
    FROM come GROUP BY 1, 2, 3, 4, 5;
    GET DIAGNOSTICS counts = ROW_COUNT;
    INSERT INTO drift_days
    SELECT d.day, severity, sum(d.opened), sum(d.resolved), sum(d.closed), sum(d.due)
    FROM come CROSS JOIN LATERAL days_of(detected_at, approved_at, resolved_at, superseded, status, unmanaged, due_at) d GROUP BY 1, 2;
    GET DIAGNOSTICS days = ROW_COUNT;
    INSERT INTO scope_counts
    SELECT scope, tool, severity, next_apply, unmanaged, owner, count(*)
    FROM come WHERE status IN ('detected', 'triaged', 'rejected') GROUP BY 1, 2, 3, 4, 5, 6;
    GET DIAGNOSTICS scopes = ROW_COUNT;
    IF random() * 500 < scopes THEN
      PERFORM fold_scope_counts(ARRAY(SELECT DISTINCT scope FROM come));
    END IF;
  ELSIF TG_OP = 'UPDATE' THEN
    INSERT INTO drift_counts
    SELECT status, severity, next_apply, unmanaged, superseded, sum(n), sum(n * COALESCE(cost, 0)), sum(CASE WHEN cost IS NULL THEN n ELSE 0 END)
    FROM (SELECT 1 AS n, * FROM come UNION ALL SELECT -1, * FROM gone) c GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0 OR sum(n * COALESCE(cost, 0)) <> 0 OR sum(CASE WHEN cost IS NULL THEN n ELSE 0 END) <> 0;
    GET DIAGNOSTICS counts = ROW_COUNT;
    INSERT INTO drift_days
    SELECT d.day, severity, sum(n * d.opened), sum(n * d.resolved), sum(n * d.closed), sum(n * d.due)
    FROM (SELECT 1 AS n, * FROM come UNION ALL SELECT -1, * FROM gone) c CROSS JOIN LATERAL days_of(detected_at, approved_at, resolved_at, superseded, status, unmanaged, due_at) d
    GROUP BY 1, 2 HAVING sum(n * d.opened) <> 0 OR sum(n * d.resolved) <> 0 OR sum(n * d.closed) <> 0 OR sum(n * d.due) <> 0;
    GET DIAGNOSTICS days = ROW_COUNT;
    INSERT INTO scope_counts
    SELECT scope, tool, severity, next_apply, unmanaged, owner, sum(n)
    FROM (SELECT 1 AS n, * FROM come UNION ALL SELECT -1, * FROM gone) c WHERE status IN ('detected', 'triaged', 'rejected')
    GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(n) <> 0;
    GET DIAGNOSTICS scopes = ROW_COUNT;
    IF random() * 500 < scopes THEN
      PERFORM fold_scope_counts(ARRAY(SELECT scope FROM come UNION SELECT scope FROM gone));
    END IF;
  ELSE
    INSERT INTO drift_counts
    SELECT status, severity, next_apply, unmanaged, superseded, -count(*), -COALESCE(sum(cost), 0), count(cost) - count(*)
    FROM gone GROUP BY 1, 2, 3, 4, 5;
    GET DIAGNOSTICS counts = ROW_COUNT;
    INSERT INTO drift_days
    SELECT d.day, severity, -sum(d.opened), -sum(d.resolved), -sum(d.closed), -sum(d.due)
    FROM gone CROSS JOIN LATERAL days_of(detected_at, approved_at, resolved_at, superseded, status, unmanaged, due_at) d GROUP BY 1, 2;
    GET DIAGNOSTICS days = ROW_COUNT;
    INSERT INTO scope_counts
    SELECT scope, tool, severity, next_apply, unmanaged, owner, -count(*)
    FROM gone WHERE status IN ('detected', 'triaged', 'rejected') GROUP BY 1, 2, 3, 4, 5, 6;
    GET DIAGNOSTICS scopes = ROW_COUNT;
    IF random() * 500 < scopes THEN
      PERFORM fold_scope_counts(ARRAY(SELECT DISTINCT scope FROM gone));
    END IF;
  END IF;
  -- Of so many rows together, one is followed by a folding.
  IF random() * 2000 < counts + days THEN
    PERFORM fold_drift_counts();
  END IF;
  RETURN NULL;
END $$;

-- What a drift counts for on which days, of when it was detected, approved and resolved, whether another took its place,
-- its status, whether no code knows its resource, and by when it is to be resolved. It closes when it is approved, else
-- when it is resolved, and not before it opens. Where no code knows its resource, it is due alone.
DROP FUNCTION days_of(timestamptz, timestamptz, timestamptz, boolean);
CREATE FUNCTION days_of(TIMESTAMPTZ, TIMESTAMPTZ, TIMESTAMPTZ, BOOLEAN, TEXT, BOOLEAN, TIMESTAMPTZ)
RETURNS TABLE (day TIMESTAMPTZ, opened INTEGER, resolved INTEGER, closed INTEGER, due INTEGER) LANGUAGE sql STABLE AS $$
  SELECT date_trunc('day', at, 'UTC'), opened, resolved, closed, due FROM (VALUES
    (CASE WHEN NOT $6 THEN $1 END, 1, 0, 0, 0),
    (CASE WHEN NOT $6 AND NOT $4 THEN $3 END, 0, 1, 0, 0),
    (CASE WHEN NOT $6 AND COALESCE($2, $3) IS NOT NULL THEN GREATEST(COALESCE($2, $3), $1) END, 0, 0, 1, 0),
    (CASE WHEN $5 IN ('detected', 'triaged', 'rejected') THEN $7 END, 0, 0, 0, 1)) AS event(at, opened, resolved, closed, due)
  WHERE at IS NOT NULL
$$;

-- The newest scan of a scope and tool, that ahead of the clock too. Imports of one scope come one after the other anyway.
CREATE FUNCTION know_scopes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO known_scopes AS k
    SELECT DISTINCT ON (scope, source) scope, source, id, scanned_at, created_at FROM come ORDER BY scope, source, scanned_at DESC, created_at DESC
    ON CONFLICT (scope, tool) DO UPDATE
    SET newest_scan_id = EXCLUDED.newest_scan_id, scanned_at = EXCLUDED.scanned_at, scan_created_at = EXCLUDED.scan_created_at
    WHERE COALESCE((k.scanned_at, k.scan_created_at) < (EXCLUDED.scanned_at, EXCLUDED.scan_created_at), true);
  ELSIF TG_OP = 'DELETE' THEN
    -- Who adds a scan meanwhile is waited for, before what is left is looked at.
    PERFORM FROM known_scopes WHERE (scope, tool) IN (SELECT scope, source FROM gone) AND newest_scan_id IN (SELECT id FROM gone) ORDER BY scope, tool FOR UPDATE;
    UPDATE known_scopes k SET (newest_scan_id, scanned_at, scan_created_at) = (
      SELECT id, scanned_at, created_at FROM scans WHERE scans.scope = k.scope AND source = k.tool ORDER BY scanned_at DESC, created_at DESC LIMIT 1)
    WHERE (scope, tool) IN (SELECT scope, source FROM gone) AND newest_scan_id IN (SELECT id FROM gone);
  ELSIF EXISTS (SELECT FROM drifts) THEN -- which still name their scopes
    UPDATE known_scopes SET newest_scan_id = NULL, scanned_at = NULL, scan_created_at = NULL;
  ELSE
    DELETE FROM known_scopes;
  END IF;
  RETURN NULL;
END $$;

-- When a drift goes, its costs go after it, and none can tell by then whose they were. So they are taken off the sums
-- before it goes; those that are changed or deleted at another time, before they are. Whoever deletes one meanwhile is waited for.
CREATE FUNCTION sum_up_costs() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  rows BIGINT;
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    DELETE FROM cost_days;
    RETURN NULL;
  END IF;
  INSERT INTO cost_days
  SELECT date_trunc('day', period_start, 'UTC'), d.account_id, sum(cost_usd), count(*)
  FROM come LEFT JOIN drifts d ON (d.id = come.drift_id) GROUP BY 1, 2;
  GET DIAGNOSTICS rows = ROW_COUNT;
  IF random() * 1000 < rows THEN
    PERFORM fold_cost_days(ARRAY(SELECT DISTINCT date_trunc('day', period_start, 'UTC') FROM come));
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION take_off_cost() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  IF OLD.drift_id IS NULL OR EXISTS (SELECT FROM drifts WHERE id = OLD.drift_id) THEN
    INSERT INTO cost_days VALUES (date_trunc('day', OLD.period_start, 'UTC'), (SELECT account_id FROM drifts WHERE id = OLD.drift_id), -OLD.cost_usd, -1);
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  INSERT INTO cost_days VALUES (date_trunc('day', NEW.period_start, 'UTC'), (SELECT account_id FROM drifts WHERE id = NEW.drift_id), NEW.cost_usd, 1);
  RETURN NEW;
END $$;

CREATE FUNCTION take_off_costs() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
BEGIN
  INSERT INTO cost_days
  SELECT date_trunc('day', period_start, 'UTC'), OLD.account_id, -sum(cost_usd), -count(*)
  FROM (SELECT period_start, cost_usd FROM cost_metrics WHERE drift_id = OLD.id FOR UPDATE) cost GROUP BY 1;
  RETURN OLD;
END $$;

CREATE FUNCTION fold_cost_days(days TIMESTAMPTZ[]) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable')
    OR NOT pg_try_advisory_xact_lock(hashtextextended(current_schema() || ' fold_cost_days', 0)) THEN
    RETURN;
  END IF;
  WITH folded AS (DELETE FROM cost_days WHERE day = ANY(days) RETURNING *)
  INSERT INTO cost_days SELECT day, account_id, sum(cost), sum(metrics) FROM folded GROUP BY 1, 2 HAVING sum(cost) <> 0 OR sum(metrics) <> 0;
END $$;

CREATE FUNCTION count_unread_alerts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  more BIGINT;
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    DELETE FROM unread_alerts;
    RETURN NULL;
  ELSIF TG_OP = 'INSERT' THEN
    SELECT count(*) FROM come WHERE is_read IS NOT TRUE INTO more;
  ELSIF TG_OP = 'UPDATE' THEN
    SELECT (SELECT count(*) FROM come WHERE is_read IS NOT TRUE) - (SELECT count(*) FROM gone WHERE is_read IS NOT TRUE) INTO more;
  ELSE
    SELECT -count(*) FROM gone WHERE is_read IS NOT TRUE INTO more;
  END IF;
  IF more <> 0 THEN
    INSERT INTO unread_alerts VALUES (more);
    IF random() * 500 < 1 THEN
      PERFORM fold_unread_alerts();
    END IF;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION fold_unread_alerts() RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable')
    OR NOT pg_try_advisory_xact_lock(hashtextextended(current_schema() || ' fold_unread_alerts', 0)) THEN
    RETURN;
  END IF;
  WITH folded AS (DELETE FROM unread_alerts RETURNING *)
  INSERT INTO unread_alerts SELECT sum(alerts) FROM folded HAVING sum(alerts) <> 0;
END $$;

-- Nobody writes what is summed up while it is summed up.
LOCK TABLE drifts, drift_summaries, counted_drifts, scans, cost_metrics, alerts IN SHARE ROW EXCLUSIVE MODE;

INSERT INTO scope_counts
SELECT scope, tool, severity, next_apply, unmanaged, owner, count(*)
FROM counted_drifts WHERE status IN ('detected', 'triaged', 'rejected') GROUP BY 1, 2, 3, 4, 5, 6;
INSERT INTO drift_days
SELECT date_trunc('day', due_at, 'UTC'), severity, 0, 0, 0, count(*)
FROM counted_drifts WHERE status IN ('detected', 'triaged', 'rejected') AND due_at IS NOT NULL GROUP BY 1, 2;
INSERT INTO known_scopes
SELECT DISTINCT ON (scope, source) scope, source, id, scanned_at, created_at FROM scans ORDER BY scope, source, scanned_at DESC, created_at DESC;
INSERT INTO known_scopes (scope, tool)
SELECT DISTINCT scope, tool FROM scope_counts WHERE scope <> '' ON CONFLICT DO NOTHING;
INSERT INTO cost_days
SELECT date_trunc('day', period_start, 'UTC'), d.account_id, sum(cost_usd), count(*)
FROM cost_metrics LEFT JOIN drifts d ON (d.id = drift_id) GROUP BY 1, 2;
INSERT INTO unread_alerts SELECT count(*) FROM alerts WHERE is_read IS NOT TRUE HAVING count(*) > 0;

CREATE TRIGGER scans_known AFTER INSERT ON scans REFERENCING NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION know_scopes();
CREATE TRIGGER scans_forgotten AFTER DELETE ON scans REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION know_scopes();
CREATE TRIGGER scans_emptied AFTER TRUNCATE ON scans
  FOR EACH STATEMENT EXECUTE FUNCTION know_scopes();

CREATE TRIGGER cost_metrics_summed AFTER INSERT ON cost_metrics REFERENCING NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION sum_up_costs();
CREATE TRIGGER cost_metrics_taken_off BEFORE UPDATE OR DELETE ON cost_metrics
  FOR EACH ROW EXECUTE FUNCTION take_off_cost();
CREATE TRIGGER cost_metrics_emptied AFTER TRUNCATE ON cost_metrics
  FOR EACH STATEMENT EXECUTE FUNCTION sum_up_costs();
CREATE TRIGGER drifts_costs_taken_off BEFORE DELETE ON drifts
  FOR EACH ROW EXECUTE FUNCTION take_off_costs();

CREATE TRIGGER alerts_counted AFTER INSERT ON alerts REFERENCING NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION count_unread_alerts();
CREATE TRIGGER alerts_recounted AFTER UPDATE ON alerts REFERENCING OLD TABLE AS gone NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION count_unread_alerts();
CREATE TRIGGER alerts_uncounted AFTER DELETE ON alerts REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION count_unread_alerts();
CREATE TRIGGER alerts_emptied AFTER TRUNCATE ON alerts
  FOR EACH STATEMENT EXECUTE FUNCTION count_unread_alerts();

CREATE INDEX idx_scope_counts_scope ON scope_counts(scope);
CREATE INDEX idx_counted_drifts_scope ON counted_drifts(scope, tool, unmanaged, detected_at)
  WHERE status IN ('detected', 'triaged', 'rejected');
CREATE INDEX idx_counted_drifts_worst ON counted_drifts(severity, detected_at, drift_id)
  WHERE status IN ('detected', 'triaged', 'rejected') AND NOT unmanaged;
CREATE INDEX idx_counted_drifts_due ON counted_drifts(due_at) INCLUDE (scope, tool)
  WHERE status IN ('detected', 'triaged', 'rejected') AND due_at IS NOT NULL;
CREATE INDEX idx_counted_drifts_sample ON counted_drifts(severity, (uuid_hash(drift_id) & 255), resolved_at) INCLUDE (detected_at, drift_id)
  WHERE resolved_at IS NOT NULL AND NOT unmanaged AND NOT superseded;

-- These served what is counted now.
DROP INDEX idx_counted_drifts_open;
DROP INDEX idx_counted_drifts_since;
DROP INDEX idx_counted_drifts_resolved;

COMMENT ON COLUMN drift_days.due IS 'How many that are open are to be resolved on it, those of resources that no code knows among them.';
COMMENT ON TABLE drift_days IS 'What happened on each day to drifts of resources that code knows, and what is due: rows to be added up, as those of drift_counts.';
COMMENT ON TABLE scope_counts IS 'How many drifts that are open by their status are alike in each scope: rows to be added up, as those of drift_counts.';
COMMENT ON COLUMN scope_counts.scope IS 'The scope whose scans see them, empty where none has seen them.';
COMMENT ON COLUMN scope_counts.tool IS 'The tool whose scans see them, empty where none has seen them.';
COMMENT ON COLUMN scope_counts.severity IS 'Their severity.';
COMMENT ON COLUMN scope_counts.next_apply IS 'What the next apply does about them.';
COMMENT ON COLUMN scope_counts.unmanaged IS 'Whether they are of resources that no code knows.';
COMMENT ON COLUMN scope_counts.owner IS 'Whose they are; empty where nobody''s.';
COMMENT ON COLUMN scope_counts.drifts IS 'How many came, less those that went.';
COMMENT ON TABLE known_scopes IS 'Each scope that a scan has ever named, once for each tool, with its newest scan, which triggers write.';
COMMENT ON COLUMN known_scopes.scope IS 'Its name.';
COMMENT ON COLUMN known_scopes.tool IS 'The tool whose scans see it.';
COMMENT ON COLUMN known_scopes.newest_scan_id IS 'The scan that looked last, be it ahead of the clock; empty where all are gone.';
COMMENT ON COLUMN known_scopes.scanned_at IS 'When that looked.';
COMMENT ON COLUMN known_scopes.scan_created_at IS 'When that was written.';
COMMENT ON TABLE cost_days IS 'What the costs come to by day and account: rows to be added up, as those of drift_counts.';
COMMENT ON COLUMN cost_days.day IS 'When the day began on which their periods begin, in UTC.';
COMMENT ON COLUMN cost_days.account_id IS 'The account of their drifts; empty where it is not known or they have no drift.';
COMMENT ON COLUMN cost_days.cost IS 'US dollars.';
COMMENT ON COLUMN cost_days.metrics IS 'How many costs came, less those that went.';
COMMENT ON TABLE unread_alerts IS 'How many alerts nobody has read: rows to be added up, as those of drift_counts.';
COMMENT ON COLUMN unread_alerts.alerts IS 'How many came, less those that were read or went.';
COMMENT ON INDEX idx_scope_counts_scope IS 'Finds what is summed up of a scope.';
COMMENT ON INDEX idx_counted_drifts_scope IS 'Finds the oldest and the new ones of what is open in a scope.';
COMMENT ON INDEX idx_counted_drifts_worst IS 'Finds the newest of what is open of each severity, and the oldest.';
COMMENT ON INDEX idx_counted_drifts_due IS 'Counts what is open and due, by scope, without reading it.';
COMMENT ON INDEX idx_counted_drifts_sample IS 'Tells how long it took to resolve, of all or of a sample by chance, without reading the drifts.';
COMMENT ON FUNCTION days_of(TIMESTAMPTZ, TIMESTAMPTZ, TIMESTAMPTZ, BOOLEAN, TEXT, BOOLEAN, TIMESTAMPTZ) IS 'What a drift counts for, and on which days.';
COMMENT ON FUNCTION fold_scope_counts(TEXT[]) IS 'Makes one row of those of one kind, of some scopes.';
COMMENT ON FUNCTION know_scopes() IS 'Keeps the newest scan of each scope.';
COMMENT ON FUNCTION sum_up_costs() IS 'Puts down what a statement adds to the sums of costs.';
COMMENT ON FUNCTION take_off_cost() IS 'Takes a cost off the sums, and adds what it becomes.';
COMMENT ON FUNCTION take_off_costs() IS 'Takes the costs of a drift off the sums.';
COMMENT ON FUNCTION fold_cost_days(TIMESTAMPTZ[]) IS 'Makes one row of those of one account, of some days.';
COMMENT ON FUNCTION count_unread_alerts() IS 'Puts down how many more alerts are unread.';
COMMENT ON FUNCTION fold_unread_alerts() IS 'Makes one row of all.';
COMMENT ON TRIGGER scans_known ON scans IS 'Knows its scope.';
COMMENT ON TRIGGER scans_forgotten ON scans IS 'Knows the scan before as the newest of its scope.';
COMMENT ON TRIGGER scans_emptied ON scans IS 'Knows no newest scan.';
COMMENT ON TRIGGER cost_metrics_summed ON cost_metrics IS 'Sums up.';
COMMENT ON TRIGGER cost_metrics_taken_off ON cost_metrics IS 'Sums up what changes or goes.';
COMMENT ON TRIGGER cost_metrics_emptied ON cost_metrics IS 'Sums up nothing more.';
COMMENT ON TRIGGER drifts_costs_taken_off ON drifts IS 'Sums up the costs of drifts that go no more.';
COMMENT ON TRIGGER alerts_counted ON alerts IS 'Counts new alerts.';
COMMENT ON TRIGGER alerts_recounted ON alerts IS 'Counts alerts as what they have become.';
COMMENT ON TRIGGER alerts_uncounted ON alerts IS 'Counts deleted alerts no more.';
COMMENT ON TRIGGER alerts_emptied ON alerts IS 'Counts nothing more.';
