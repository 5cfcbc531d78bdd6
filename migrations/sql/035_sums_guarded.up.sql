-- Sums that triggers keep must not become wrong without a sign: what a dump brings of them is passed over, since triggers
-- count the rows that it brings as well; nobody changes them by hand; and no table is emptied by a transaction that does not
-- see what others have put down. `guardian schema verify` compares them with the rows, `guardian schema rebuild` writes them anew.
--
-- What never changes is looked at once a row is as it will stand, after the triggers of others, too.
SELECT set_config('search_path', current_setting('search_path') || ', pg_temp', true);

CREATE FUNCTION pass_over_sum() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN NULL;
END $$;

-- A scope whose scans are gone is known from the dump alone; scans themselves tell which of them is the newest.
CREATE FUNCTION take_known_scope() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF EXISTS (SELECT FROM known_scopes WHERE scope = NEW.scope AND tool = NEW.tool) THEN
    RETURN NULL;
  END IF;
  NEW.newest_scan_id := NULL;
  NEW.scanned_at := NULL;
  NEW.scan_created_at := NULL;
  RETURN NEW;
END $$;

CREATE FUNCTION keep_sums() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% is kept by triggers: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'GD001', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, HINT = 'Where it is wrong, guardian schema rebuild writes it anew.';
END $$;

CREATE FUNCTION see_all_that_goes() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
    RAISE EXCEPTION 'TRUNCATE of % in a transaction that is % would leave the sums of rows that it does not see', TG_TABLE_NAME, upper(current_setting('transaction_isolation'))
      USING ERRCODE = 'object_not_in_prerequisite_state', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, HINT = 'BEGIN ISOLATION LEVEL READ COMMITTED';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER counted_drifts_copied BEFORE INSERT ON counted_drifts
  FOR EACH ROW WHEN (pg_trigger_depth() = 0 AND current_setting('guardian.keeping', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION pass_over_sum();
CREATE TRIGGER drift_counts_copied BEFORE INSERT ON drift_counts
  FOR EACH ROW WHEN (pg_trigger_depth() = 0 AND current_setting('guardian.keeping', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION pass_over_sum();
CREATE TRIGGER drift_days_copied BEFORE INSERT ON drift_days
  FOR EACH ROW WHEN (pg_trigger_depth() = 0 AND current_setting('guardian.keeping', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION pass_over_sum();
CREATE TRIGGER scope_counts_copied BEFORE INSERT ON scope_counts
  FOR EACH ROW WHEN (pg_trigger_depth() = 0 AND current_setting('guardian.keeping', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION pass_over_sum();
CREATE TRIGGER cost_days_copied BEFORE INSERT ON cost_days
  FOR EACH ROW WHEN (pg_trigger_depth() = 0 AND current_setting('guardian.keeping', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION pass_over_sum();
CREATE TRIGGER unread_alerts_copied BEFORE INSERT ON unread_alerts
  FOR EACH ROW WHEN (pg_trigger_depth() = 0 AND current_setting('guardian.keeping', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION pass_over_sum();
CREATE TRIGGER drift_words_copied BEFORE INSERT ON drift_words
  FOR EACH ROW WHEN (pg_trigger_depth() = 0 AND current_setting('guardian.keeping', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION pass_over_sum();
CREATE TRIGGER known_scopes_copied BEFORE INSERT ON known_scopes
  FOR EACH ROW WHEN (pg_trigger_depth() = 0 AND current_setting('guardian.keeping', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION take_known_scope();

CREATE TRIGGER counted_drifts_keep BEFORE UPDATE OR DELETE ON counted_drifts
  FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0 AND current_setting('guardian.keeping', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION keep_sums();
CREATE TRIGGER drift_counts_keep BEFORE UPDATE OR DELETE ON drift_counts
  FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0 AND current_setting('guardian.keeping', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION keep_sums();
CREATE TRIGGER drift_days_keep BEFORE UPDATE OR DELETE ON drift_days
  FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0 AND current_setting('guardian.keeping', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION keep_sums();
CREATE TRIGGER scope_counts_keep BEFORE UPDATE OR DELETE ON scope_counts
  FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0 AND current_setting('guardian.keeping', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION keep_sums();
CREATE TRIGGER known_scopes_keep BEFORE UPDATE OR DELETE ON known_scopes
  FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0 AND current_setting('guardian.keeping', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION keep_sums();
CREATE TRIGGER cost_days_keep BEFORE UPDATE OR DELETE ON cost_days
  FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0 AND current_setting('guardian.keeping', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION keep_sums();
CREATE TRIGGER unread_alerts_keep BEFORE UPDATE OR DELETE ON unread_alerts
  FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0 AND current_setting('guardian.keeping', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION keep_sums();
CREATE TRIGGER drift_words_keep BEFORE UPDATE OR DELETE ON drift_words
  FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0 AND current_setting('guardian.keeping', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION keep_sums();

CREATE TRIGGER drifts_emptying BEFORE TRUNCATE ON drifts
  FOR EACH STATEMENT EXECUTE FUNCTION see_all_that_goes();
CREATE TRIGGER drift_summaries_emptying BEFORE TRUNCATE ON drift_summaries
  FOR EACH STATEMENT EXECUTE FUNCTION see_all_that_goes();
CREATE TRIGGER counted_drifts_emptying BEFORE TRUNCATE ON counted_drifts
  FOR EACH STATEMENT EXECUTE FUNCTION see_all_that_goes();
CREATE TRIGGER scans_emptying BEFORE TRUNCATE ON scans
  FOR EACH STATEMENT EXECUTE FUNCTION see_all_that_goes();
CREATE TRIGGER cost_metrics_emptying BEFORE TRUNCATE ON cost_metrics
  FOR EACH STATEMENT EXECUTE FUNCTION see_all_that_goes();
CREATE TRIGGER alerts_emptying BEFORE TRUNCATE ON alerts
  FOR EACH STATEMENT EXECUTE FUNCTION see_all_that_goes();

DROP TRIGGER audit_logs_keep ON audit_logs;
CREATE TRIGGER audit_logs_keep AFTER UPDATE OR DELETE ON audit_logs
  FOR EACH ROW EXECUTE FUNCTION keep_audit_log();
DROP TRIGGER drifts_keep_detection ON drifts;
CREATE TRIGGER drifts_keep_detection AFTER UPDATE ON drifts
  FOR EACH ROW WHEN (ROW(NEW.id, NEW.resource_id, NEW.resource_type, NEW.region, NEW.account_id, NEW.expected_state, NEW.actual_state, NEW.difference,
      NEW.detected_at, NEW.detected_by, NEW.created_at)::record
    *<> ROW(OLD.id, OLD.resource_id, OLD.resource_type, OLD.region, OLD.account_id, OLD.expected_state, OLD.actual_state, OLD.difference,
      OLD.detected_at, OLD.detected_by, OLD.created_at)::record)
  EXECUTE FUNCTION keep_drift_detection();
DROP TRIGGER drifts_check_lifecycle ON drifts;
CREATE TRIGGER drifts_check_lifecycle AFTER UPDATE ON drifts
  FOR EACH ROW WHEN (NEW.status <> OLD.status) EXECUTE FUNCTION check_drift_lifecycle();
DROP TRIGGER scans_keep_identity ON scans;
CREATE TRIGGER scans_keep_identity AFTER UPDATE ON scans
  FOR EACH ROW EXECUTE FUNCTION keep_scan_identity();
DROP TRIGGER approval_terms_keep ON approval_terms;
CREATE TRIGGER approval_terms_keep AFTER UPDATE ON approval_terms
  FOR EACH ROW EXECUTE FUNCTION keep_approval_term();

COMMENT ON FUNCTION pass_over_sum() IS 'Leaves out what a dump brings of sums, since triggers sum up what it brings of rows.';
COMMENT ON FUNCTION take_known_scope() IS 'Takes a scope from a dump where no scan of it is known.';
COMMENT ON FUNCTION keep_sums() IS 'Refuses to change sums by hand.';
COMMENT ON FUNCTION see_all_that_goes() IS 'Refuses to empty a table where the transaction does not see all that goes.';
COMMENT ON TRIGGER counted_drifts_copied ON counted_drifts IS 'Leaves out what a dump brings.';
COMMENT ON TRIGGER drift_counts_copied ON drift_counts IS 'Leaves out what a dump brings.';
COMMENT ON TRIGGER drift_days_copied ON drift_days IS 'Leaves out what a dump brings.';
COMMENT ON TRIGGER scope_counts_copied ON scope_counts IS 'Leaves out what a dump brings.';
COMMENT ON TRIGGER known_scopes_copied ON known_scopes IS 'Takes what no scan tells.';
COMMENT ON TRIGGER cost_days_copied ON cost_days IS 'Leaves out what a dump brings.';
COMMENT ON TRIGGER unread_alerts_copied ON unread_alerts IS 'Leaves out what a dump brings.';
COMMENT ON TRIGGER drift_words_copied ON drift_words IS 'Leaves out what a dump brings.';
COMMENT ON TRIGGER counted_drifts_keep ON counted_drifts IS 'Refuses changes by hand.';
COMMENT ON TRIGGER drift_counts_keep ON drift_counts IS 'Refuses changes by hand.';
COMMENT ON TRIGGER drift_days_keep ON drift_days IS 'Refuses changes by hand.';
COMMENT ON TRIGGER scope_counts_keep ON scope_counts IS 'Refuses changes by hand.';
COMMENT ON TRIGGER known_scopes_keep ON known_scopes IS 'Refuses changes by hand.';
COMMENT ON TRIGGER cost_days_keep ON cost_days IS 'Refuses changes by hand.';
COMMENT ON TRIGGER unread_alerts_keep ON unread_alerts IS 'Refuses changes by hand.';
COMMENT ON TRIGGER drift_words_keep ON drift_words IS 'Refuses changes by hand.';
COMMENT ON TRIGGER drifts_emptying ON drifts IS 'Lets nobody empty what he does not see.';
COMMENT ON TRIGGER drift_summaries_emptying ON drift_summaries IS 'Lets nobody empty what he does not see.';
COMMENT ON TRIGGER counted_drifts_emptying ON counted_drifts IS 'Lets nobody empty what he does not see.';
COMMENT ON TRIGGER scans_emptying ON scans IS 'Lets nobody empty what he does not see.';
COMMENT ON TRIGGER cost_metrics_emptying ON cost_metrics IS 'Lets nobody empty what he does not see.';
COMMENT ON TRIGGER alerts_emptying ON alerts IS 'Lets nobody empty what he does not see.';
COMMENT ON TRIGGER drifts_keep_detection ON drifts IS 'Refuses a change of the id and of the detection columns, with SQLSTATE GD001.';
COMMENT ON TRIGGER drifts_check_lifecycle ON drifts IS 'Refuses a change of status that the lifecycle does not have, with SQLSTATE GD002.';
COMMENT ON TRIGGER audit_logs_keep ON audit_logs IS 'Refuses UPDATE and DELETE with SQLSTATE GD001; lets ON DELETE SET NULL of a deleted drift through.';
COMMENT ON TRIGGER scans_keep_identity ON scans IS 'Refuses a change of id, scope, source, report_sha256, scanned_at, rule_set_id and created_at, with SQLSTATE GD001.';
COMMENT ON TRIGGER approval_terms_keep ON approval_terms IS 'Refuses a change of all but closed_at, with SQLSTATE GD001.';
SELECT set_config('search_path', regexp_replace(current_setting('search_path'), ', pg_temp$', ''), true);
