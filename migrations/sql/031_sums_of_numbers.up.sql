-- What is no number must not make a sum none for good, and two who delete scans of one scope wait for each other, whichever
-- scan is its newest by then.
SELECT set_config('search_path', current_setting('search_path') || ', pg_temp', true);

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

LOCK TABLE drifts, cost_metrics IN SHARE ROW EXCLUSIVE MODE;
DO $$
BEGIN
  IF EXISTS (SELECT FROM cost_days WHERE cost = 'NaN') THEN
    DELETE FROM cost_days;
    INSERT INTO cost_days
    SELECT date_trunc('day', period_start, 'UTC'), d.account_id, COALESCE(sum(NULLIF(cost_usd, 'NaN')), 0), count(*)
    FROM cost_metrics LEFT JOIN drifts d ON (d.id = drift_id) GROUP BY 1, 2;
  END IF;
END $$;

SELECT set_config('search_path', regexp_replace(current_setting('search_path'), ', pg_temp$', ''), true);
