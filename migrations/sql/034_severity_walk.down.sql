DROP INDEX idx_drifts_gravity;
CREATE INDEX idx_drifts_gravity ON drifts((CASE severity WHEN 'critical' THEN 3 WHEN 'warning' THEN 2 ELSE 1 END), id);

COMMENT ON INDEX idx_drifts_gravity IS 'Walks the list by the gravity of the severity, from any cursor.';
