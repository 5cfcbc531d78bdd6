DROP INDEX idx_drifts_region;
CREATE INDEX idx_drifts_region ON drifts(region, resource_type, status, severity);
COMMENT ON INDEX idx_drifts_region IS 'Lists drifts of one region, and counts those of one type, status or severity in it without reading them.';
