DROP TRIGGER drift_occurrences_going ON drift_occurrences;
DROP FUNCTION keep_occurrences();
DROP TABLE kept_occurrences;
