SELECT set_config('search_path', current_setting('search_path') || ', pg_temp', true);

ALTER TABLE drift_counts REPLICA IDENTITY DEFAULT;
ALTER TABLE drift_days REPLICA IDENTITY DEFAULT;
ALTER TABLE scope_counts REPLICA IDENTITY DEFAULT;
ALTER TABLE cost_days REPLICA IDENTITY DEFAULT;
ALTER TABLE unread_alerts REPLICA IDENTITY DEFAULT;

CREATE OR REPLACE FUNCTION count_drifts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
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

CREATE OR REPLACE FUNCTION count_drift_summaries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
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

CREATE OR REPLACE FUNCTION know_scopes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO known_scopes AS k
    SELECT DISTINCT ON (scope, source) scope, source, id, scanned_at, created_at FROM come ORDER BY scope, source, scanned_at DESC, created_at DESC
    ON CONFLICT (scope, tool) DO UPDATE
    SET newest_scan_id = EXCLUDED.newest_scan_id, scanned_at = EXCLUDED.scanned_at, scan_created_at = EXCLUDED.scan_created_at
    WHERE COALESCE((k.scanned_at, k.scan_created_at) < (EXCLUDED.scanned_at, EXCLUDED.scan_created_at), true);
  ELSIF TG_OP = 'DELETE' THEN
    -- Who adds a scan meanwhile, or deletes one that is not the newest yet, is waited for, before what is left is looked at.
    PERFORM FROM known_scopes WHERE (scope, tool) IN (SELECT scope, source FROM gone) ORDER BY scope, tool FOR UPDATE;
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

CREATE OR REPLACE FUNCTION sum_up_costs() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  rows BIGINT;
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    DELETE FROM cost_days;
    RETURN NULL;
  END IF;
  INSERT INTO cost_days
  SELECT date_trunc('day', period_start, 'UTC'), d.account_id, COALESCE(sum(NULLIF(cost_usd, 'NaN')), 0), count(*)
  FROM come LEFT JOIN drifts d ON (d.id = come.drift_id) GROUP BY 1, 2;
  GET DIAGNOSTICS rows = ROW_COUNT;
  IF random() * 1000 < rows THEN
    PERFORM fold_cost_days(ARRAY(SELECT DISTINCT date_trunc('day', period_start, 'UTC') FROM come));
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION take_off_cost() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  IF OLD.drift_id IS NULL OR EXISTS (SELECT FROM drifts WHERE id = OLD.drift_id) THEN
    INSERT INTO cost_days VALUES (date_trunc('day', OLD.period_start, 'UTC'), (SELECT account_id FROM drifts WHERE id = OLD.drift_id), -COALESCE(NULLIF(OLD.cost_usd, 'NaN'), 0), -1);
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  INSERT INTO cost_days VALUES (date_trunc('day', NEW.period_start, 'UTC'), (SELECT account_id FROM drifts WHERE id = NEW.drift_id), COALESCE(NULLIF(NEW.cost_usd, 'NaN'), 0), 1);
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION take_off_costs() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
BEGIN
  INSERT INTO cost_days
  SELECT date_trunc('day', period_start, 'UTC'), OLD.account_id, -COALESCE(sum(NULLIF(cost_usd, 'NaN')), 0), -count(*)
  FROM (SELECT period_start, cost_usd FROM cost_metrics WHERE drift_id = OLD.id FOR UPDATE) cost GROUP BY 1;
  RETURN OLD;
END $$;

CREATE OR REPLACE FUNCTION keep_words_of_summaries() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO drift_words (drift_id, words)
  SELECT drift_id, words_of(concat_ws(' ', resource_id, resource_type, address, scope, places::text)) FROM come
  ON CONFLICT (drift_id) DO UPDATE SET words = EXCLUDED.words;
  RETURN NULL;
END $$;

SELECT set_config('search_path', regexp_replace(current_setting('search_path'), ', pg_temp$', ''), true);
