-- How many drifts of each type lie in each region is counted as they come and go, as 025_drift_counts does: to count them took
-- as long as they are many. Neither ever changes, so that no other change of a drift pays for it; and both are few, however
-- many drifts there are, so that no index is needed.
SELECT set_config('search_path', current_setting('search_path') || ', pg_temp', true);

CREATE TABLE region_counts (
  region VARCHAR(50) NOT NULL,
  resource_type VARCHAR(50) NOT NULL,
  drifts BIGINT NOT NULL
);
ALTER TABLE region_counts SET (autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE region_counts REPLICA IDENTITY FULL;

CREATE FUNCTION fold_region_counts() RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable')
    OR NOT pg_try_advisory_xact_lock(hashtextextended(current_schema() || ' fold_region_counts', 0)) THEN
    RETURN;
  END IF;
  WITH folded AS (DELETE FROM region_counts RETURNING *)
  INSERT INTO region_counts SELECT region, resource_type, sum(drifts) FROM folded GROUP BY 1, 2 HAVING sum(drifts) <> 0;
END $$;

CREATE FUNCTION count_regions() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  counts region_counts[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(ROW(c.*)::region_counts) INTO counts FROM (SELECT region, resource_type, count(*) FROM come GROUP BY 1, 2) c;
  ELSIF TG_OP = 'DELETE' THEN
    SELECT array_agg(ROW(c.*)::region_counts) INTO counts FROM (SELECT region, resource_type, -count(*) FROM gone GROUP BY 1, 2) c;
  ELSE -- for which all wait who have written drifts
    DELETE FROM region_counts;
  END IF;
  IF counts IS NOT NULL THEN
    WITH c AS (SELECT * FROM unnest(counts)) INSERT INTO region_counts SELECT * FROM c;
    IF random() * 2000 < cardinality(counts) THEN
      PERFORM fold_region_counts();
    END IF;
  END IF;
  RETURN NULL;
END $$;

-- Nobody writes what is summed up while it is summed up.
LOCK TABLE drifts IN SHARE ROW EXCLUSIVE MODE;
INSERT INTO region_counts SELECT region, resource_type, count(*) FROM drifts GROUP BY 1, 2;

CREATE TRIGGER drifts_regions_counted AFTER INSERT ON drifts REFERENCING NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION count_regions();
CREATE TRIGGER drifts_regions_uncounted AFTER DELETE ON drifts REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION count_regions();
CREATE TRIGGER drifts_regions_emptied AFTER TRUNCATE ON drifts
  FOR EACH STATEMENT EXECUTE FUNCTION count_regions();
CREATE TRIGGER region_counts_copied BEFORE INSERT ON region_counts
  FOR EACH ROW WHEN (pg_trigger_depth() = 0 AND current_setting('guardian.keeping', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION pass_over_sum();
CREATE TRIGGER region_counts_keep BEFORE UPDATE OR DELETE ON region_counts
  FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0 AND current_setting('guardian.keeping', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION keep_sums();

COMMENT ON TABLE region_counts IS 'How many drifts of each type lie in each region: rows to be added up, as those of drift_counts.';
COMMENT ON COLUMN region_counts.region IS 'Their region.';
COMMENT ON COLUMN region_counts.resource_type IS 'The type of their resources.';
COMMENT ON COLUMN region_counts.drifts IS 'How many came, less those that went.';
COMMENT ON FUNCTION count_regions() IS 'Puts down how many drifts came or went, by region and type.';
COMMENT ON FUNCTION fold_region_counts() IS 'Makes one row of those of one region and type.';
COMMENT ON TRIGGER drifts_regions_counted ON drifts IS 'Counts new drifts by region and type.';
COMMENT ON TRIGGER drifts_regions_uncounted ON drifts IS 'Counts deleted drifts no more.';
COMMENT ON TRIGGER drifts_regions_emptied ON drifts IS 'Counts nothing more.';
COMMENT ON TRIGGER region_counts_copied ON region_counts IS 'Leaves out what a dump brings.';
COMMENT ON TRIGGER region_counts_keep ON region_counts IS 'Refuses changes by hand.';

SELECT set_config('search_path', regexp_replace(current_setting('search_path'), ', pg_temp$', ''), true);
