-- What the seed wrote, so that it clears nothing else. Its own rows tell by their ids (see the
-- comment on seed_runs); rows that were imported on its behalf are listed one by one.
CREATE TABLE seed_runs (
  only_one BOOLEAN PRIMARY KEY DEFAULT true,
  drifts BIGINT NOT NULL,
  random_seed NUMERIC(20) NOT NULL,
  started_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,
  finished_at TIMESTAMP WITH TIME ZONE,

  CONSTRAINT seed_run_only_one CHECK (only_one)
);

CREATE TABLE seed_rows (
  table_name VARCHAR(63) NOT NULL,
  row_id UUID NOT NULL,

  PRIMARY KEY (table_name, row_id)
);

COMMENT ON TABLE seed_runs IS 'The seeding that this ledger began with; no row when it was never seeded. The ids of the rows that it wrote are UUIDs of version 8 that begin with 5eed5eed-5eed.';
COMMENT ON COLUMN seed_runs.only_one IS 'Keeps the table to one row.';
COMMENT ON COLUMN seed_runs.drifts IS 'Drifts that were asked for.';
COMMENT ON COLUMN seed_runs.random_seed IS 'What the rows were drawn from; the same number gives the same rows.';
COMMENT ON COLUMN seed_runs.started_at IS 'When the ledger was cleared and the seeding began.';
COMMENT ON COLUMN seed_runs.finished_at IS 'When the last row was written. Empty: under way or broken off, and then the ledger is half seeded.';

COMMENT ON TABLE seed_rows IS 'Further rows that count as seeded, though their ids are like any other: the sample reports that demo imports.';
COMMENT ON COLUMN seed_rows.table_name IS 'The table of the row.';
COMMENT ON COLUMN seed_rows.row_id IS 'Its id.';
