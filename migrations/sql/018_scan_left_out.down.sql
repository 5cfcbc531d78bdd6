ALTER TABLE scans
  DROP CONSTRAINT scan_left_out,
  DROP COLUMN left_out;
