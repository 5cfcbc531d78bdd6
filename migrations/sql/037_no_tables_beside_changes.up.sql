-- What a statement has changed is read by itself, into an array, before a table is asked or written: Citus, which may hold a
-- schema on one of several servers, plans no statement that reads both, and takes what it inserts from a WITH. And it moves
-- a schema while it is written where each row of each table can be told by something.
SELECT set_config('search_path', current_setting('search_path') || ', pg_temp', true);

ALTER TABLE drift_counts REPLICA IDENTITY FULL;
ALTER TABLE drift_days REPLICA IDENTITY FULL;
ALTER TABLE scope_counts REPLICA IDENTITY FULL;
ALTER TABLE cost_days REPLICA IDENTITY FULL;
ALTER TABLE unread_alerts REPLICA IDENTITY FULL;

CREATE OR REPLACE FUNCTION count_drifts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  counted counted_drifts[];
  ids UUID[];
BEGIN
  IF TG_OP IN ('INSERT', 'UPDATE') THEN
    SELECT array_agg(ROW(id, status, severity, NULLIF(cost_impact_monthly, 'NaN'), detected_at, approved_at, resolved_at,
      '', '', 'unknown', false, false, '', NULL)::counted_drifts) FROM come INTO counted;
  END IF;
  IF TG_OP = 'INSERT' THEN
    -- One statement may write both, the summary first.
    WITH c AS (
      SELECT n.drift_id, n.status, n.severity, n.cost, n.detected_at, n.approved_at, n.resolved_at, COALESCE(s.scope, n.scope) AS scope, COALESCE(s.tool, n.tool) AS tool,
        COALESCE(s.next_apply, n.next_apply) AS next_apply, COALESCE(s.kind = 'unmanaged', false) AS unmanaged, s.superseded_by IS NOT NULL AS superseded,
        COALESCE(s.owner, '') AS owner, s.due_at
      FROM unnest(counted) n LEFT JOIN drift_summaries s ON (s.drift_id = n.drift_id))
    INSERT INTO counted_drifts SELECT * FROM c;
  ELSIF TG_OP = 'UPDATE' THEN
    UPDATE counted_drifts c
    SET status = n.status, severity = n.severity, cost = n.cost, detected_at = n.detected_at, approved_at = n.approved_at, resolved_at = n.resolved_at
    FROM unnest(counted) n WHERE c.drift_id = n.drift_id AND (c.status, c.severity, c.cost, c.detected_at, c.approved_at, c.resolved_at)
      IS DISTINCT FROM (n.status, n.severity, n.cost, n.detected_at, n.approved_at, n.resolved_at);
  ELSIF TG_OP = 'DELETE' THEN
    ids := ARRAY(SELECT id FROM gone);
    DELETE FROM counted_drifts WHERE drift_id = ANY(ids);
  ELSIF EXISTS (SELECT FROM counted_drifts) THEN -- the statement may name that table, too
    TRUNCATE counted_drifts;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION count_drift_summaries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  counted counted_drifts[];
  ids UUID[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(ROW(drift_id, NULL, NULL, NULL, NULL, NULL, NULL,
      scope, tool, next_apply, kind = 'unmanaged', superseded_by IS NOT NULL, owner, due_at)::counted_drifts) FROM come INTO counted;
    UPDATE counted_drifts c
    SET scope = n.scope, tool = n.tool, next_apply = n.next_apply, unmanaged = n.unmanaged, superseded = n.superseded, owner = n.owner, due_at = n.due_at
    FROM unnest(counted) n WHERE c.drift_id = n.drift_id;
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
    ids := ARRAY(SELECT drift_id FROM gone);
    UPDATE counted_drifts c SET scope = DEFAULT, tool = DEFAULT, next_apply = DEFAULT, unmanaged = DEFAULT, superseded = DEFAULT, owner = DEFAULT, due_at = DEFAULT
    WHERE c.drift_id = ANY(ids) AND EXISTS (SELECT FROM drifts WHERE id = c.drift_id);
  ELSIF EXISTS (SELECT FROM drifts) THEN
    UPDATE counted_drifts SET scope = DEFAULT, tool = DEFAULT, next_apply = DEFAULT, unmanaged = DEFAULT, superseded = DEFAULT, owner = DEFAULT, due_at = DEFAULT
    WHERE drift_id NOT IN (SELECT drift_id FROM drift_summaries);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION sum_up_drifts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  counts drift_counts[];
  days drift_days[];
  scopes scope_counts[];
BEGIN
  IF TG_OP = 'TRUNCATE' THEN -- for which all wait who have written sums
    DELETE FROM drift_counts;
    DELETE FROM drift_days;
    DELETE FROM scope_counts;
    RETURN NULL;
  ELSIF TG_OP = 'INSERT' THEN
    SELECT array_agg(ROW(c.*)::drift_counts) INTO counts FROM (
      SELECT status, severity, next_apply, unmanaged, superseded, count(*), COALESCE(sum(cost), 0), count(*) - count(cost)
      FROM come GROUP BY 1, 2, 3, 4, 5) c;
    SELECT array_agg(ROW(c.*)::drift_days) INTO days FROM (
      SELECT d.day, severity, sum(d.opened), sum(d.resolved), sum(d.closed), sum(d.due)
      FROM come CROSS JOIN LATERAL days_of(detected_at, approved_at, resolved_at, superseded, status, unmanaged, due_at) d GROUP BY 1, 2) c;
    SELECT array_agg(ROW(c.*)::scope_counts) INTO scopes FROM (
      SELECT scope, tool, severity, next_apply, unmanaged, owner, count(*)
      FROM come WHERE status IN ('detected', 'triaged', 'rejected') GROUP BY 1, 2, 3, 4, 5, 6) c;
  ELSIF TG_OP = 'UPDATE' THEN
    SELECT array_agg(ROW(c.*)::drift_counts) INTO counts FROM (
      SELECT status, severity, next_apply, unmanaged, superseded, sum(n), sum(n * COALESCE(cost, 0)), sum(CASE WHEN cost IS NULL THEN n ELSE 0 END)
      FROM (SELECT 1 AS n, * FROM come UNION ALL SELECT -1, * FROM gone) c GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0 OR sum(n * COALESCE(cost, 0)) <> 0 OR sum(CASE WHEN cost IS NULL THEN n ELSE 0 END) <> 0) c;
    SELECT array_agg(ROW(c.*)::drift_days) INTO days FROM (
      SELECT d.day, severity, sum(n * d.opened), sum(n * d.resolved), sum(n * d.closed), sum(n * d.due)
      FROM (SELECT 1 AS n, * FROM come UNION ALL SELECT -1, * FROM gone) c CROSS JOIN LATERAL days_of(detected_at, approved_at, resolved_at, superseded, status, unmanaged, due_at) d
      GROUP BY 1, 2 HAVING sum(n * d.opened) <> 0 OR sum(n * d.resolved) <> 0 OR sum(n * d.closed) <> 0 OR sum(n * d.due) <> 0) c;
    SELECT array_agg(ROW(c.*)::scope_counts) INTO scopes FROM (
      SELECT scope, tool, severity, next_apply, unmanaged, owner, sum(n)
      FROM (SELECT 1 AS n, * FROM come UNION ALL SELECT -1, * FROM gone) c WHERE status IN ('detected', 'triaged', 'rejected')
      GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(n) <> 0) c;
  ELSE
    SELECT array_agg(ROW(c.*)::drift_counts) INTO counts FROM (
      SELECT status, severity, next_apply, unmanaged, superseded, -count(*), -COALESCE(sum(cost), 0), count(cost) - count(*)
      FROM gone GROUP BY 1, 2, 3, 4, 5) c;
    SELECT array_agg(ROW(c.*)::drift_days) INTO days FROM (
      SELECT d.day, severity, -sum(d.opened), -sum(d.resolved), -sum(d.closed), -sum(d.due)
      FROM gone CROSS JOIN LATERAL days_of(detected_at, approved_at, resolved_at, superseded, status, unmanaged, due_at) d GROUP BY 1, 2) c;
    SELECT array_agg(ROW(c.*)::scope_counts) INTO scopes FROM (
      SELECT scope, tool, severity, next_apply, unmanaged, owner, -count(*)
      FROM gone WHERE status IN ('detected', 'triaged', 'rejected') GROUP BY 1, 2, 3, 4, 5, 6) c;
  END IF;
  IF counts IS NOT NULL THEN
    WITH c AS (SELECT * FROM unnest(counts)) INSERT INTO drift_counts SELECT * FROM c;
  END IF;
  IF days IS NOT NULL THEN
    WITH c AS (SELECT * FROM unnest(days)) INSERT INTO drift_days SELECT * FROM c;
  END IF;
  IF scopes IS NOT NULL THEN
    WITH c AS (SELECT * FROM unnest(scopes)) INSERT INTO scope_counts SELECT * FROM c;
    IF random() * 500 < cardinality(scopes) THEN
      PERFORM fold_scope_counts(ARRAY(SELECT DISTINCT scope FROM unnest(scopes)));
    END IF;
  END IF;
  -- Of so many rows together, one is followed by a folding.
  IF random() * 2000 < COALESCE(cardinality(counts), 0) + COALESCE(cardinality(days), 0) THEN
    PERFORM fold_drift_counts();
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION know_scopes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
  known known_scopes[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(ROW(c.*)::known_scopes) INTO known FROM (
      SELECT DISTINCT ON (scope, source) scope, source, id, scanned_at, created_at FROM come ORDER BY scope, source, scanned_at DESC, created_at DESC) c;
    WITH c AS (SELECT * FROM unnest(known))
    INSERT INTO known_scopes AS k SELECT * FROM c
    ON CONFLICT (scope, tool) DO UPDATE
    SET newest_scan_id = EXCLUDED.newest_scan_id, scanned_at = EXCLUDED.scanned_at, scan_created_at = EXCLUDED.scan_created_at
    WHERE COALESCE((k.scanned_at, k.scan_created_at) < (EXCLUDED.scanned_at, EXCLUDED.scan_created_at), true);
  ELSIF TG_OP = 'DELETE' THEN
    -- Who adds a scan meanwhile, or deletes one that is not the newest yet, is waited for, before what is left is looked at.
    SELECT array_agg(ROW(scope, source, id, NULL, NULL)::known_scopes) INTO known FROM gone;
    PERFORM FROM known_scopes WHERE (scope, tool) IN (SELECT scope, tool FROM unnest(known)) ORDER BY scope, tool FOR UPDATE;
    UPDATE known_scopes k SET newest_scan_id = s.id, scanned_at = s.scanned_at, scan_created_at = s.created_at
    FROM (SELECT DISTINCT scope, tool FROM unnest(known)) of
    LEFT JOIN LATERAL (SELECT id, scanned_at, created_at FROM scans WHERE scans.scope = of.scope AND source = of.tool ORDER BY scanned_at DESC, created_at DESC LIMIT 1) s ON true
    WHERE k.scope = of.scope AND k.tool = of.tool AND k.newest_scan_id IN (SELECT newest_scan_id FROM unnest(known));
  ELSIF EXISTS (SELECT FROM drifts) THEN -- which still name their scopes
    UPDATE known_scopes SET newest_scan_id = NULL, scanned_at = NULL, scan_created_at = NULL;
  ELSE
    DELETE FROM known_scopes;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION sum_up_costs() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  days TIMESTAMPTZ[];
  ids UUID[];
  costs NUMERIC[];
  rows BIGINT;
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    DELETE FROM cost_days;
    RETURN NULL;
  END IF;
  SELECT array_agg(date_trunc('day', period_start, 'UTC')), array_agg(drift_id), array_agg(NULLIF(cost_usd, 'NaN')) INTO days, ids, costs FROM come;
  WITH c AS (
    SELECT n.day, d.account_id, COALESCE(sum(n.cost), 0) AS cost, count(*) AS metrics
    FROM unnest(days, ids, costs) AS n(day, id, cost) LEFT JOIN drifts d ON (d.id = n.id) GROUP BY 1, 2)
  INSERT INTO cost_days SELECT * FROM c;
  GET DIAGNOSTICS rows = ROW_COUNT;
  IF random() * 1000 < rows THEN
    PERFORM fold_cost_days(ARRAY(SELECT DISTINCT unnest(days)));
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION take_off_cost() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  account VARCHAR(50);
BEGIN
  SELECT account_id FROM drifts WHERE id = OLD.drift_id INTO account;
  IF OLD.drift_id IS NULL OR FOUND THEN
    INSERT INTO cost_days VALUES (date_trunc('day', OLD.period_start, 'UTC'), account, -COALESCE(NULLIF(OLD.cost_usd, 'NaN'), 0), -1);
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  SELECT account_id FROM drifts WHERE id = NEW.drift_id INTO account;
  INSERT INTO cost_days VALUES (date_trunc('day', NEW.period_start, 'UTC'), account, COALESCE(NULLIF(NEW.cost_usd, 'NaN'), 0), 1);
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION take_off_costs() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
BEGIN
  WITH cost AS (SELECT period_start, cost_usd FROM cost_metrics WHERE drift_id = OLD.id FOR UPDATE), c AS (
    SELECT date_trunc('day', period_start, 'UTC'), OLD.account_id, -COALESCE(sum(NULLIF(cost_usd, 'NaN')), 0), -count(*)
    FROM cost GROUP BY 1)
  INSERT INTO cost_days SELECT * FROM c;
  RETURN OLD;
END $$;

CREATE OR REPLACE FUNCTION keep_words_of_summaries() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  kept drift_words[];
BEGIN
  SELECT array_agg(ROW(drift_id, words_of(concat_ws(' ', resource_id, resource_type, address, scope, places::text)))::drift_words) INTO kept FROM come;
  WITH w AS (SELECT * FROM unnest(kept))
  INSERT INTO drift_words SELECT * FROM w
  ON CONFLICT (drift_id) DO UPDATE SET words = EXCLUDED.words;
  RETURN NULL;
END $$;

SELECT set_config('search_path', regexp_replace(current_setting('search_path'), ', pg_temp$', ''), true);
