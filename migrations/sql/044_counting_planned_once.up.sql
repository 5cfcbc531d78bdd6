-- As 038 for the words of a drift: counting one drift, which asks of an array what is known of it, took longer to plan than to do.
ALTER FUNCTION count_drifts() SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION count_drift_summaries() SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION sum_up_costs() SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION know_scopes() SET plan_cache_mode = force_generic_plan;
