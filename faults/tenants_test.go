//go:build linux

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
)

// Tenants are migrated at once in one database, by a process each, some of which are killed on
// the way and run again; each then has what it imports and nothing else.
func TestTenants(t *testing.T) {
	p := begin(t, 3)
	url := testdb.Empty(t).URL
	report := filepath.Join(t.TempDir(), "tfplan.json")
	raw, drifted := plan(time.Now().Add(-time.Hour), p.random)
	p.ok(os.WriteFile(report, raw, 0o600))
	killed := map[int]time.Duration{}
	for tenant := range p.rounds {
		if p.random.IntN(5) == 0 {
			killed[tenant] = time.Duration(200+p.random.IntN(2000)) * time.Millisecond
		}
	}
	_, err := build()
	p.ok(err)
	begun := time.Now()
	var all sync.WaitGroup
	for tenant := range p.rounds {
		one := newProgram(p, "DATABASE_URL="+url, fmt.Sprintf("DATABASE_SCHEMA=tenant_%d", tenant), "DATABASE_MAX_CONNS=2")
		all.Go(func() { one.moveIn(killed[tenant], report) })
	}
	all.Wait()
	took := time.Since(begun)
	p.checkTenants(url, len(drifted))
	p.tell("%d tenants migrated at once by as many processes, %d of them killed on the way and run again, verified and imported into, in %s. Each has its own drifts alone",
		p.rounds, len(killed), took.Round(time.Second))
}

// moveIn migrates a tenant, verifies its schema and imports a report.
func (p program) moveIn(killed time.Duration, report string) {
	if killed > 0 {
		p.run("migrate up", killed)
	}
	for _, line := range []string{"migrate up", "schema verify", "import " + report + " --scope home"} {
		if r := p.run(line, 0); r.status != 0 {
			p.t.Errorf("%s: %s: status %d: %s", p.env[len(p.env)-2], line, r.status, r.err)
			return
		}
	}
}

func (t *trial) checkTenants(url string, drifts int) {
	t.Helper()
	for tenant := range t.rounds {
		name := fmt.Sprintf("tenant_%d", tenant)
		db, err := postgres.Open(t.Context(), postgres.Config{URL: url, Schema: name, MaxConns: 1})
		t.ok(err)
		if got := texts(t, db, "SELECT scope || ' ' || (SELECT count(*) FROM drifts) FROM scans"); strings.Join(got, ",") != fmt.Sprint("home ", drifts) {
			t.Errorf("%s has %v", name, got)
		}
		checkWhole(t, db)
		db.Close()
	}
}
