-- The drifts of a region and a type are looked at newest first, and were found by walking past all others that are newer.
-- Now one index has them in that order; it still tells by itself how many of them are of a status and a severity.
DROP INDEX idx_drifts_region;
CREATE INDEX idx_drifts_region ON drifts(region, resource_type, created_at DESC, id DESC) INCLUDE (status, severity);
COMMENT ON INDEX idx_drifts_region IS 'Walks those of a region and a type in the usual order, and counts them by status and severity.';
