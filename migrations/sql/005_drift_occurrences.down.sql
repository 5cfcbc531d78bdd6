DROP TABLE drift_occurrences;
