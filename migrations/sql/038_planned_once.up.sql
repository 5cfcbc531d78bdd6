-- What is asked of an array is planned anew each time, since a plan that knows how long the array is seems the better one. It
-- takes ten times as long as the statement of one drift.
ALTER FUNCTION keep_words_of_drifts() SET plan_cache_mode = force_generic_plan;
