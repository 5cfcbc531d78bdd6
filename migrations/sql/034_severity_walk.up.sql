-- An index of an expression is walked without reading the rows only where it has the column, too: page 1,000 by severity
-- read 50,000 of them.
DROP INDEX idx_drifts_gravity;
CREATE INDEX idx_drifts_gravity ON drifts((CASE severity WHEN 'critical' THEN 3 WHEN 'warning' THEN 2 ELSE 1 END), id) INCLUDE (severity);

COMMENT ON INDEX idx_drifts_gravity IS 'Walks the list by the gravity of the severity, from any cursor and to any page.';
