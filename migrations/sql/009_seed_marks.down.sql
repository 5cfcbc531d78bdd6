DROP TABLE seed_rows;
DROP TABLE seed_runs;
