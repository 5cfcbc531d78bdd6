-- How much of an account code knows, where a tool tells it.

ALTER TABLE scans
  ADD COLUMN managed INTEGER,
  ADD COLUMN missing INTEGER,
  ADD COLUMN unmanaged INTEGER,
  ADD CONSTRAINT scan_inventory CHECK (num_nonnulls(managed, missing, unmanaged) IN (0, 3) AND LEAST(managed, missing, unmanaged) >= 0);

COMMENT ON COLUMN scans.managed IS 'How many resources are in the code and there; empty where the tool does not tell all three.';
COMMENT ON COLUMN scans.missing IS 'How many resources are in the code and gone.';
COMMENT ON COLUMN scans.unmanaged IS 'How many resources are there and in no code.';
