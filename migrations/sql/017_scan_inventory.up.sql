-- How much of what a scan looked at code manages, where its tool tells that.

ALTER TABLE scans
  ADD COLUMN managed INTEGER,
  ADD COLUMN missing INTEGER,
  ADD COLUMN unmanaged INTEGER,
  ADD COLUMN inventory_doubt TEXT NOT NULL DEFAULT '',
  ADD CONSTRAINT scan_inventory CHECK (num_nonnulls(managed, missing, unmanaged) IN (0, 3) AND LEAST(managed, missing, unmanaged) >= 0);

COMMENT ON COLUMN scans.managed IS 'How many resources are in the code and there; empty where the three are not known.';
COMMENT ON COLUMN scans.missing IS 'How many resources are in the code and gone.';
COMMENT ON COLUMN scans.unmanaged IS 'How many resources are there and in no code.';
COMMENT ON COLUMN scans.inventory_doubt IS 'Why the three are not known, or why there may be more of each; empty where they are known, and where the tool does not tell them.';
