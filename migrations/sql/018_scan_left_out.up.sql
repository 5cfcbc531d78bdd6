-- What a report listed that became no drift: noise, and what was skipped.

ALTER TABLE scans
  ADD COLUMN left_out JSONB NOT NULL DEFAULT '[]',
  ADD CONSTRAINT scan_left_out CHECK (jsonb_typeof(left_out) = 'array');

COMMENT ON COLUMN scans.left_out IS 'The entries of the report that became no drift: address, type and id, suppressed as noise of which rule, or skipped and why. Empty for scans before migration 018.';
