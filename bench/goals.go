package main

// goals are the rows of the table. overview is how many ms the overview may take, of so many drifts.
func goals(overview float64) []goal {
	call := func(what, benchmark string, most float64) goal {
		return goal{what: what, benchmark: benchmark, value: "µs", beside: "pgx-µs", ratio: "of-pgx", most: most}
	}
	http := func(what, benchmark string) goal {
		return goal{what: what, benchmark: "Server/" + benchmark, value: "median-ms", beside: "bare-requests/s", ratio: "of-bare", free: true}
	}
	list := http("HTTP: 50 drifts as JSON, times as long as a bare handler", "list")
	list.free, list.most = false, 2
	none := func(what, benchmark string) goal { return goal{what: what, benchmark: benchmark, value: "503s"} }
	return []goal{
		call("get by id", "Calls/get/workers=1", 1.15),
		call("get by id, 8 workers", "Calls/get/workers=8", 1.15),
		{what: "get by id, allocations", benchmark: "Calls/get/workers=1", value: "allocs", beside: "pgx-allocs", most: 100},
		call("recent duplicate", "Calls/duplicate/workers=1", 1.15),
		call("recent duplicate, 8 workers", "Calls/duplicate/workers=8", 1.15),
		call("keyset page of 50", "List/keyset/workers=1", 1.15),
		call("keyset page of 50, 8 workers", "List/keyset/workers=8", 1.15),
		call("keyset page of 50 without states", "List/keyset-without-states/workers=1", 1.1),
		{what: "page 1 with its total, counted anew", benchmark: "List/total/workers=1", value: "µs", beside: "pgx-µs", most: 5000, rising: true},
		{what: "page 1,000 with its total, beside page 1", benchmark: "List/deep-page/workers=1", value: "µs", of: "List/total/workers=1", most: 1.3},
		{what: "a region and a type with the total, beside page 1", benchmark: "List/total-region-type/workers=1", value: "µs", of: "List/total/workers=1", most: 2},
		{what: "`changed=` with its total, counted anew", benchmark: "List/total-changed/workers=1", value: "µs", beside: "pgx-µs", free: true},
		call("create with its audit row", "Calls/create/workers=1", 0.8),
		call("create with its audit row, 8 workers", "Calls/create/workers=8", 0.8),
		call("create, beside the first tables with their own indexes alone", "Calls/create-on-first-tables/workers=1", 1),
		call("the same, 8 workers", "Calls/create-on-first-tables/workers=8", 1),
		call("approve", "Calls/approve/workers=1", 1.1),
		call("approve, 8 workers", "Calls/approve/workers=8", 1.1),
		{what: "import of 300 new drifts in a plan of 2,000 resources, beside COPY", benchmark: "Import/new/300-of-2000", value: "ms/import", beside: "copy-ms", most: 250},
		{what: "import of 14,000 new drifts, each", benchmark: "Import/new/14000-of-14000", value: "ms/drift", most: 0.15},
		{what: "import of 14,000 known drifts, each", benchmark: "Import/known/14000-of-14000", value: "ms/drift", most: 0.15},
		{what: "seed beside `\\copy` of the same rows", benchmark: "Seed", value: "seed-rows/s", beside: "copy-rows/s", ratio: "of-copy", most: 0.8, least: true},
		list,
		http("HTTP: the same by cursor", "list-by-cursor"),
		http("HTTP: the same, with the total counted anew", "list-after-writes"),
		http("HTTP: page 1,000, counted anew", "page-1000"),
		http("HTTP: 50 drifts as a page", "html"),
		http("HTTP: a region and a type", "region-and-type"),
		{what: "HTTP: a region and a type, beside the list", benchmark: "Server/region-and-type", value: "median-ms", of: "Server/list", most: 2},
		http("HTTP: a region and a type, counted anew", "region-and-type-after-writes"),
		http("HTTP: `changed=`", "changed"),
		none("HTTP: `changed=` counted anew, answers 503 or 504", "Server/changed-after-writes"),
		http("HTTP: the overview, warm", "overview"),
		http("HTTP: the scopes, warm", "scopes"),
		none("HTTP: the scopes after a write, answers 503 or 504", "Server/scopes-after-writes"),
		{what: "the overview right after a write", benchmark: "Overview/after-a-write", value: "median-ms", most: overview},
		{what: "the overview of a server just started", benchmark: "Overview/fresh-server", value: "median-ms", most: overview},
		{what: "the overview while four importers write, median", benchmark: "OverviewUnderImporters", value: "median-ms", most: overview},
		{what: "the same, 99 of 100", benchmark: "OverviewUnderImporters", value: "p99-ms", free: true},
		none("the same, answers 503 or 504", "OverviewUnderImporters"),
		{what: "most memory of `serve` at 32 connections", benchmark: "Memory/serve", value: "peak-MiB", most: 512},
		{what: "most memory of an import of 500 MB", benchmark: "Memory/import-of-500MB", value: "peak-MiB", most: 256},
	}
}
