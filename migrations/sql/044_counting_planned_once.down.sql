ALTER FUNCTION know_scopes() RESET plan_cache_mode;
ALTER FUNCTION sum_up_costs() RESET plan_cache_mode;
ALTER FUNCTION count_drift_summaries() RESET plan_cache_mode;
ALTER FUNCTION count_drifts() RESET plan_cache_mode;
