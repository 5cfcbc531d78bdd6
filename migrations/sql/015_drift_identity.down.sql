DROP INDEX idx_drift_summaries_resource;
ALTER TABLE drift_summaries DROP COLUMN previous_address, DROP COLUMN region, DROP COLUMN account_id;
