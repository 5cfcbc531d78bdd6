-- An operator or a function of a schema that somebody puts in front of pg_catalog must not take the place of the one that
-- a guard means. So what a trigger runs does not go by the search_path of whoever writes.
SELECT set_config('search_path', current_setting('search_path') || ', pg_temp', true);

ALTER FUNCTION set_updated_at() SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION keep_audit_log() SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION keep_drift_detection() SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION check_drift_lifecycle() SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION keep_scan_identity() SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION keep_drift_occurrence() SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION keep_rule_set() SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION keep_words_of_summary() SET search_path FROM CURRENT;
ALTER FUNCTION keep_words_of_summaries() SET search_path FROM CURRENT;
ALTER FUNCTION keep_words_of_drift() SET search_path FROM CURRENT;
