//go:build darwin || freebsd || linux

package night_test

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"os"
	"slices"
	"testing"

	"github.com/clouddrift/guardian/internal/pgserver"
	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/internal/testdir"
)

// A dump of each version that is installed is restored in the newest, by the pg_dump and
// pg_restore on the PATH.
func TestDumpsGoToTheNewest(t *testing.T) {
	programs, dumps := testdb.Programs(t), testdb.DumpOf()
	majors := slices.Sorted(maps.Keys(programs))
	if len(majors) < 2 || dumps == 0 {
		t.Skip("one version of PostgreSQL is installed, or no pg_dump: go run ./versions brings several")
	}
	newest := majors[len(majors)-1]
	for _, major := range majors[:len(majors)-1] {
		t.Run(fmt.Sprintf("%d to %d", major, newest), func(t *testing.T) {
			if dumps < major {
				t.Skipf("pg_dump is of PostgreSQL %d, and takes no dump of %d", dumps, major)
			}
			from, to := serverOf(t, programs[major]), serverOf(t, programs[newest])
			const script = `DATABASE_URL=$FROM guardian migrate up > migrated.txt
				DATABASE_URL=$FROM guardian seed --drifts 100
				pg_dump --format custom --file ledger.dump "$FROM"
				pg_restore --exit-on-error --no-owner --no-privileges --dbname "$TO" ledger.dump
				DATABASE_URL=$TO guardian migrate up > migrated.txt`
			if out, err := shell(t, t.TempDir(), "set -e\n"+script, "FROM="+from, "TO="+to); err != nil {
				t.Fatal(out, err)
			}
			if out, err := shell(t, t.TempDir(), "guardian schema verify", "DATABASE_URL="+to); err != nil {
				t.Errorf("schema verify says %s (%v)", out, err)
			}
			before := testdb.Rows(t, testdb.With(t, postgres.Config{URL: from}))
			after := testdb.Rows(t, testdb.With(t, postgres.Config{URL: to}))
			testdb.SameRows(t, "before", before, "after", after)
			if len(before) < 100 {
				t.Errorf("there were %d rows", len(before))
			}
		})
	}
}

// serverOf starts a server with the programs of a folder, for a while, and gives its URL as
// every psql and pg_dump takes it.
func serverOf(t *testing.T, programs string) string {
	t.Helper()
	path := os.Getenv("PATH")
	t.Setenv("PATH", programs+":"+path)
	s, err := pgserver.Start(t.Context(), pgserver.Options{DataDir: testdir.New(t), Throwaway: true})
	t.Setenv("PATH", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	u, err := url.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	u.RawQuery = "sslmode=disable"
	return u.String()
}
