ALTER TABLE scans DROP COLUMN not_closing;
