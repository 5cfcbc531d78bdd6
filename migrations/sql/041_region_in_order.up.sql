-- The drifts of a region and a type are looked at newest first, and were found by walking past all others that are newer.
-- This index has them in that order. idx_drifts_region stays beside it: it is a twelfth as large, and counts them in a tenth of the time.
CREATE INDEX idx_drifts_region_created_at ON drifts(region, resource_type, created_at DESC, id DESC) INCLUDE (status, severity);
COMMENT ON INDEX idx_drifts_region_created_at IS 'Walks those of a region and a type in the usual order; what filters of these columns leave out is not read.';
