COMMENT ON TABLE seed_runs IS 'The seeding that this ledger began with; no row when it was never seeded. The ids of the rows that it wrote are UUIDs of version 8 that begin with 5eed5eed-5eed.';
