package main

import (
	"fmt"
	"strings"
	"time"
)

// part is a test of this folder that can run for long.
type part struct {
	name   string
	test   string
	rounds int    // how many a long run has
	what   string // what a round is
}

var parts = []part{
	{"database", "TestDatabaseFaults", 200, "rounds of faults of the database under a mixed load"},
	{"kills", "TestKills", 100, "kills each of import, migrate and notify"},
	{"seeds", "TestKillsOfSeed", 100, "kills of seed"},
	{"servers", "TestKillsOfServers", 100, "kills each of serve and demo"},
	{"failover", "TestFailover", 30, "deaths of a primary with a synchronous standby"},
	{"pooler", "TestPooler", 60, "rounds of faults behind PgBouncer, in both modes"},
	{"disk", "TestFullDisk", 30, "disks that get full"},
	{"tenants", "TestTenants", 50, "tenants migrated at once"},
	{"load", "TestLoad", 600, "seconds of 64 clients and 8 importers on the ledger of BENCH_DATABASE_URL, or of BENCH_DRIFTS drifts"},
	{"fuzz", "TestFuzz", 60, "seconds of each fuzz test"},
	{"hostile", "TestHostileReports", 1000, "reports with texts that do something"},
	{"levels", "TestLevels", 100, "levels of the schema, all where there are fewer"},
}

// limit is how long a part may take, where it has no more rounds than its line says.
const limit = 20 * time.Minute

// within is how long a part of so many rounds may take.
func (p part) within(rounds int) time.Duration {
	return limit * time.Duration(max(1, (rounds+p.rounds-1)/p.rounds))
}

// named finds parts by their names, all where there are none.
func named(names []string) ([]part, error) {
	if len(names) == 0 {
		return parts, nil
	}
	var chosen []part
	for _, name := range names {
		p, err := find(name)
		if err != nil {
			return nil, err
		}
		chosen = append(chosen, p)
	}
	return chosen, nil
}

func find(name string) (part, error) {
	var all []string
	for _, p := range parts {
		if p.name == name {
			return p, nil
		}
		all = append(all, p.name)
	}
	return part{}, fmt.Errorf("there is no part %q: there are %s", name, strings.Join(all, ", "))
}
