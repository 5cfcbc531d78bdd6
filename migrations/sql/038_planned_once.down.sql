ALTER FUNCTION keep_words_of_drifts() RESET plan_cache_mode;
