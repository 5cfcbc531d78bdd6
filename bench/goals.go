package main

// goals are the rows of the table.
var goals = []goal{
	{what: "get by id", benchmark: "Calls/get/workers=1", value: "µs", beside: "pgx-µs", ratio: "of-pgx", most: 1.15},
	{what: "get by id, 8 workers", benchmark: "Calls/get/workers=8", value: "µs", beside: "pgx-µs", ratio: "of-pgx", most: 1.15},
	{what: "get by id, allocations", benchmark: "Calls/get/workers=1", value: "allocs", beside: "pgx-allocs", most: 100},
	{what: "recent duplicate", benchmark: "Calls/duplicate/workers=1", value: "µs", beside: "pgx-µs", ratio: "of-pgx", most: 1.15},
	{what: "recent duplicate, 8 workers", benchmark: "Calls/duplicate/workers=8", value: "µs", beside: "pgx-µs", ratio: "of-pgx", most: 1.15},
	{what: "create with its audit row", benchmark: "Calls/create/workers=1", value: "µs", beside: "pgx-µs", ratio: "of-pgx", most: 0.8},
	{what: "create with its audit row, 8 workers", benchmark: "Calls/create/workers=8", value: "µs", beside: "pgx-µs", ratio: "of-pgx", most: 0.8},
	{what: "approve", benchmark: "Calls/approve/workers=1", value: "µs", beside: "pgx-µs", ratio: "of-pgx", most: 1.1},
	{what: "approve, 8 workers", benchmark: "Calls/approve/workers=8", value: "µs", beside: "pgx-µs", ratio: "of-pgx", most: 1.1},
	{what: "import: 300 new drifts of 2,000 resources", benchmark: "Import/new/300-of-2000", value: "ms/import", beside: "copy-ms", most: 250},
	{what: "import: 14,000 new drifts, each", benchmark: "Import/new/14000-of-14000", value: "ms/drift", beside: "copy-ms", most: 0.15},
	{what: "import: 14,000 known drifts, each", benchmark: "Import/known/14000-of-14000", value: "ms/drift", beside: "copy-ms", most: 0.15},
	{what: "seed beside `\\copy` of the same rows", benchmark: "Seed", value: "seed-rows/s", beside: "copy-rows/s", ratio: "of-copy", most: 0.8, least: true},
}
