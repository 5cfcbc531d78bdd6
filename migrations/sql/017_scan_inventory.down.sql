ALTER TABLE scans
  DROP CONSTRAINT scan_inventory,
  DROP COLUMN managed,
  DROP COLUMN missing,
  DROP COLUMN unmanaged,
  DROP COLUMN inventory_doubt;
