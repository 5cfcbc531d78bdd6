-- What the overview asks of all drifts is counted as they are written. Triggers keep a row a drift of what it counts as,
-- and put down what each statement changes of the sums as rows of their own, which are added up by who reads them:
-- nobody waits for another's sums. Now and then, whoever writes folds the rows of one kind into one.
--
-- The functions write as the owner does, so that nobody else has to have the right to; temporary tables come last.
SELECT set_config('search_path', current_setting('search_path') || ', pg_temp', true);

CREATE TABLE counted_drifts (
  drift_id UUID PRIMARY KEY,
  status VARCHAR(50) NOT NULL,
  severity VARCHAR(20) NOT NULL,
  cost NUMERIC,
  detected_at TIMESTAMP WITH TIME ZONE NOT NULL,
  approved_at TIMESTAMP WITH TIME ZONE,
  resolved_at TIMESTAMP WITH TIME ZONE,
  scope TEXT NOT NULL DEFAULT '',
  tool VARCHAR(50) NOT NULL DEFAULT '',
  next_apply VARCHAR(20) NOT NULL DEFAULT 'unknown',
  unmanaged BOOLEAN NOT NULL DEFAULT false,
  superseded BOOLEAN NOT NULL DEFAULT false,
  owner TEXT NOT NULL DEFAULT '',
  due_at TIMESTAMP WITH TIME ZONE
);

CREATE TABLE drift_counts (
  status VARCHAR(50) NOT NULL,
  severity VARCHAR(20) NOT NULL,
  next_apply VARCHAR(20) NOT NULL,
  unmanaged BOOLEAN NOT NULL,
  superseded BOOLEAN NOT NULL,
  drifts BIGINT NOT NULL,
  cost NUMERIC NOT NULL,
  cost_unknown BIGINT NOT NULL
);

CREATE TABLE drift_days (
  day TIMESTAMP WITH TIME ZONE NOT NULL,
  severity VARCHAR(20) NOT NULL,
  opened BIGINT NOT NULL,
  resolved BIGINT NOT NULL,
  closed BIGINT NOT NULL
);

-- What was folded is soon cleared away.
ALTER TABLE drift_counts SET (autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE drift_days SET (autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0);

-- A plan may be made while there are few rows, and is used for all of them: no table is read in whole.
CREATE FUNCTION count_drifts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    -- One statement may write both, the summary first.
    INSERT INTO counted_drifts
    SELECT d.id, d.status, d.severity, NULLIF(d.cost_impact_monthly, 'NaN'), d.detected_at, d.approved_at, d.resolved_at, COALESCE(s.scope, ''), COALESCE(s.tool, ''),
      COALESCE(s.next_apply, 'unknown'), COALESCE(s.kind = 'unmanaged', false), s.superseded_by IS NOT NULL, COALESCE(s.owner, ''), s.due_at
    FROM come d LEFT JOIN drift_summaries s ON (s.drift_id = d.id);
  ELSIF TG_OP = 'UPDATE' THEN
    UPDATE counted_drifts c
    SET status = n.status, severity = n.severity, cost = NULLIF(n.cost_impact_monthly, 'NaN'), detected_at = n.detected_at, approved_at = n.approved_at, resolved_at = n.resolved_at
    FROM come n WHERE c.drift_id = n.id AND (c.status, c.severity, c.cost, c.detected_at, c.approved_at, c.resolved_at)
      IS DISTINCT FROM (n.status, n.severity, NULLIF(n.cost_impact_monthly, 'NaN'), n.detected_at, n.approved_at, n.resolved_at);
  ELSIF TG_OP = 'DELETE' THEN
    DELETE FROM counted_drifts c USING gone WHERE c.drift_id = gone.id;
  ELSIF EXISTS (SELECT FROM counted_drifts) THEN -- the statement may name that table, too
    TRUNCATE counted_drifts;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION count_drift_summaries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    UPDATE counted_drifts c
    SET scope = n.scope, tool = n.tool, next_apply = n.next_apply, unmanaged = n.kind = 'unmanaged', superseded = n.superseded_by IS NOT NULL,
      owner = n.owner, due_at = n.due_at
    FROM come n WHERE c.drift_id = n.drift_id;
  ELSIF TG_OP = 'UPDATE' THEN
    IF NEW.drift_id <> OLD.drift_id THEN
      UPDATE counted_drifts SET scope = DEFAULT, tool = DEFAULT, next_apply = DEFAULT, unmanaged = DEFAULT, superseded = DEFAULT, owner = DEFAULT, due_at = DEFAULT
      WHERE drift_id = OLD.drift_id;
    END IF;
    UPDATE counted_drifts
    SET scope = NEW.scope, tool = NEW.tool, next_apply = NEW.next_apply, unmanaged = NEW.kind = 'unmanaged', superseded = NEW.superseded_by IS NOT NULL,
      owner = NEW.owner, due_at = NEW.due_at
    WHERE drift_id = NEW.drift_id;
  ELSIF TG_OP = 'DELETE' THEN
    -- Where the drift itself goes, so does what is counted of it.
    UPDATE counted_drifts c SET scope = DEFAULT, tool = DEFAULT, next_apply = DEFAULT, unmanaged = DEFAULT, superseded = DEFAULT, owner = DEFAULT, due_at = DEFAULT
    FROM gone WHERE c.drift_id = gone.drift_id AND EXISTS (SELECT FROM drifts WHERE id = gone.drift_id);
  ELSIF EXISTS (SELECT FROM drifts) THEN
    UPDATE counted_drifts SET scope = DEFAULT, tool = DEFAULT, next_apply = DEFAULT, unmanaged = DEFAULT, superseded = DEFAULT, owner = DEFAULT, due_at = DEFAULT
    WHERE drift_id NOT IN (SELECT drift_id FROM drift_summaries);
  END IF;
  RETURN NULL;
END $$;

-- The rows of one kind become one. Whoever comes meanwhile leaves it to the other, and a transaction that does not see
-- what others have folded since it began leaves it, too.
CREATE FUNCTION fold_drift_counts() RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
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

-- What a drift counts for on which days, of when it was detected, approved and resolved, and whether another took its
-- place. It closes when it is approved, else when it is resolved, and not before it opens.
CREATE FUNCTION days_of(TIMESTAMPTZ, TIMESTAMPTZ, TIMESTAMPTZ, BOOLEAN)
RETURNS TABLE (day TIMESTAMPTZ, opened INTEGER, resolved INTEGER, closed INTEGER) LANGUAGE sql STABLE AS $$
  SELECT date_trunc('day', at, 'UTC'), opened, resolved, closed FROM (VALUES
    ($1, 1, 0, 0),
    ($3, 0, CASE WHEN $4 THEN 0 ELSE 1 END, 0),
    (CASE WHEN COALESCE($2, $3) IS NOT NULL THEN GREATEST(COALESCE($2, $3), $1) END, 0, 0, 1)) AS event(at, opened, resolved, closed)
  WHERE at IS NOT NULL
$$;

CREATE FUNCTION sum_up_drifts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
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

CREATE TRIGGER drifts_counted AFTER INSERT ON drifts REFERENCING NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION count_drifts();
CREATE TRIGGER drifts_recounted AFTER UPDATE ON drifts REFERENCING NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION count_drifts();
CREATE TRIGGER drifts_uncounted AFTER DELETE ON drifts REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION count_drifts();
CREATE TRIGGER drifts_emptied AFTER TRUNCATE ON drifts
  FOR EACH STATEMENT EXECUTE FUNCTION count_drifts();

-- Each repeat changes a summary, and few of them what is counted.
CREATE TRIGGER drift_summaries_counted AFTER INSERT ON drift_summaries REFERENCING NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION count_drift_summaries();
CREATE TRIGGER drift_summaries_recounted AFTER UPDATE ON drift_summaries
  FOR EACH ROW WHEN ((OLD.drift_id, OLD.scope, OLD.tool, OLD.next_apply, OLD.kind, OLD.superseded_by IS NULL, OLD.owner, OLD.due_at)
    IS DISTINCT FROM (NEW.drift_id, NEW.scope, NEW.tool, NEW.next_apply, NEW.kind, NEW.superseded_by IS NULL, NEW.owner, NEW.due_at))
  EXECUTE FUNCTION count_drift_summaries();
CREATE TRIGGER drift_summaries_uncounted AFTER DELETE ON drift_summaries REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION count_drift_summaries();
CREATE TRIGGER drift_summaries_emptied AFTER TRUNCATE ON drift_summaries
  FOR EACH STATEMENT EXECUTE FUNCTION count_drift_summaries();

INSERT INTO counted_drifts
SELECT d.id, d.status, d.severity, NULLIF(d.cost_impact_monthly, 'NaN'), d.detected_at, d.approved_at, d.resolved_at, COALESCE(s.scope, ''), COALESCE(s.tool, ''),
  COALESCE(s.next_apply, 'unknown'), COALESCE(s.kind = 'unmanaged', false), s.superseded_by IS NOT NULL, COALESCE(s.owner, ''), s.due_at
FROM drifts d LEFT JOIN drift_summaries s ON (s.drift_id = d.id);
INSERT INTO drift_counts
SELECT status, severity, next_apply, unmanaged, superseded, count(*), COALESCE(sum(cost), 0), count(*) - count(cost)
FROM counted_drifts GROUP BY 1, 2, 3, 4, 5;
INSERT INTO drift_days
SELECT d.day, severity, sum(d.opened), sum(d.resolved), sum(d.closed)
FROM counted_drifts CROSS JOIN LATERAL days_of(detected_at, approved_at, resolved_at, superseded) d WHERE NOT unmanaged GROUP BY 1, 2;

CREATE TRIGGER counted_drifts_added AFTER INSERT ON counted_drifts REFERENCING NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION sum_up_drifts();
CREATE TRIGGER counted_drifts_changed AFTER UPDATE ON counted_drifts REFERENCING OLD TABLE AS gone NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION sum_up_drifts();
CREATE TRIGGER counted_drifts_taken AFTER DELETE ON counted_drifts REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION sum_up_drifts();
CREATE TRIGGER counted_drifts_emptied AFTER TRUNCATE ON counted_drifts
  FOR EACH STATEMENT EXECUTE FUNCTION sum_up_drifts();

CREATE INDEX idx_counted_drifts_open ON counted_drifts(scope, tool, severity, next_apply, unmanaged, owner) INCLUDE (detected_at, due_at)
  WHERE status IN ('detected', 'triaged', 'rejected');
CREATE INDEX idx_counted_drifts_since ON counted_drifts(detected_at)
  WHERE status IN ('detected', 'triaged', 'rejected') AND NOT unmanaged;
CREATE INDEX idx_counted_drifts_resolved ON counted_drifts(resolved_at) INCLUDE (severity, detected_at)
  WHERE resolved_at IS NOT NULL AND NOT unmanaged AND NOT superseded;

-- These served what is counted now.
DROP INDEX idx_drifts_approved_at;
DROP INDEX idx_drifts_resolved_at;
DROP INDEX idx_drift_summaries_superseded;

COMMENT ON TABLE counted_drifts IS 'What each drift counts as, a row a drift, which triggers write.';
COMMENT ON COLUMN counted_drifts.drift_id IS 'The drift.';
COMMENT ON COLUMN counted_drifts.status IS 'Its status.';
COMMENT ON COLUMN counted_drifts.severity IS 'Its severity.';
COMMENT ON COLUMN counted_drifts.cost IS 'What it costs a month, in US dollars; empty where that is not known.';
COMMENT ON COLUMN counted_drifts.detected_at IS 'When it was detected.';
COMMENT ON COLUMN counted_drifts.approved_at IS 'When it was approved.';
COMMENT ON COLUMN counted_drifts.resolved_at IS 'When it was resolved.';
COMMENT ON COLUMN counted_drifts.scope IS 'The scope whose scans see it, empty where none has seen it.';
COMMENT ON COLUMN counted_drifts.tool IS 'The tool whose scans see it, empty where none has seen it.';
COMMENT ON COLUMN counted_drifts.next_apply IS 'What the next apply does about it.';
COMMENT ON COLUMN counted_drifts.unmanaged IS 'Whether it is of a resource that no code knows.';
COMMENT ON COLUMN counted_drifts.superseded IS 'Whether another took its place.';
COMMENT ON COLUMN counted_drifts.owner IS 'Whose it is; empty where nobody''s.';
COMMENT ON COLUMN counted_drifts.due_at IS 'By when it is to be resolved; empty where no rule says.';
COMMENT ON TABLE drift_counts IS 'How many drifts are alike: rows to be added up, one for each change that a statement made, or for many when folded.';
COMMENT ON COLUMN drift_counts.status IS 'Their status.';
COMMENT ON COLUMN drift_counts.severity IS 'Their severity.';
COMMENT ON COLUMN drift_counts.next_apply IS 'What the next apply does about them.';
COMMENT ON COLUMN drift_counts.unmanaged IS 'Whether they are of resources that no code knows.';
COMMENT ON COLUMN drift_counts.superseded IS 'Whether others took their places.';
COMMENT ON COLUMN drift_counts.drifts IS 'How many came, less those that went.';
COMMENT ON COLUMN drift_counts.cost IS 'What they cost a month, in US dollars, where that is known.';
COMMENT ON COLUMN drift_counts.cost_unknown IS 'Of how many it is not known.';
COMMENT ON TABLE drift_days IS 'What happened on each day to drifts of resources that code knows: rows to be added up, as those of drift_counts.';
COMMENT ON COLUMN drift_days.day IS 'When the day began, in UTC.';
COMMENT ON COLUMN drift_days.severity IS 'Their severity.';
COMMENT ON COLUMN drift_days.opened IS 'How many were detected.';
COMMENT ON COLUMN drift_days.resolved IS 'How many were resolved, those aside of which another took the place.';
COMMENT ON COLUMN drift_days.closed IS 'How many were approved, or resolved without.';
COMMENT ON INDEX idx_counted_drifts_open IS 'Counts what is open in each scope, without reading it.';
COMMENT ON INDEX idx_counted_drifts_since IS 'Counts what is open since a time, and finds the oldest.';
COMMENT ON INDEX idx_counted_drifts_resolved IS 'Tells how long it took to resolve, without reading the drifts.';
COMMENT ON FUNCTION count_drifts() IS 'Keeps what drifts count as by their own rows.';
COMMENT ON FUNCTION count_drift_summaries() IS 'Keeps what drifts count as by their summaries.';
COMMENT ON FUNCTION sum_up_drifts() IS 'Puts down what a statement changes of the sums.';
COMMENT ON FUNCTION fold_drift_counts() IS 'Makes one row of those of one kind.';
COMMENT ON FUNCTION days_of(TIMESTAMPTZ, TIMESTAMPTZ, TIMESTAMPTZ, BOOLEAN) IS 'What a drift counts for, and on which days.';
COMMENT ON TRIGGER drifts_counted ON drifts IS 'Counts new drifts.';
COMMENT ON TRIGGER drifts_recounted ON drifts IS 'Counts drifts as what they have become.';
COMMENT ON TRIGGER drifts_uncounted ON drifts IS 'Counts deleted drifts no more.';
COMMENT ON TRIGGER drifts_emptied ON drifts IS 'Counts nothing more.';
COMMENT ON TRIGGER drift_summaries_counted ON drift_summaries IS 'Counts drifts as what a scan saw.';
COMMENT ON TRIGGER drift_summaries_recounted ON drift_summaries IS 'Counts drifts as what the newest scan saw.';
COMMENT ON TRIGGER drift_summaries_uncounted ON drift_summaries IS 'Counts drifts as such that no scan saw.';
COMMENT ON TRIGGER drift_summaries_emptied ON drift_summaries IS 'Counts all drifts as such that no scan saw.';
COMMENT ON TRIGGER counted_drifts_added ON counted_drifts IS 'Sums up.';
COMMENT ON TRIGGER counted_drifts_changed ON counted_drifts IS 'Sums up.';
COMMENT ON TRIGGER counted_drifts_taken ON counted_drifts IS 'Sums up.';
COMMENT ON TRIGGER counted_drifts_emptied ON counted_drifts IS 'Sums up nothing more.';
