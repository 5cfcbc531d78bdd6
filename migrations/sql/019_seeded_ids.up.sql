-- The ids of the seed's drifts differ within their first eight characters, by which people name them.
COMMENT ON TABLE seed_runs IS 'The seeding that this ledger began with; no row when it was never seeded. The ids of the rows that it wrote are UUIDs of version 8 whose second group is 5eed.';
