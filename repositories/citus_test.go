package repositories_test

import (
	"context"
	"crypto/rand"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/migrations"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// Citus takes each statement that the repositories send, by whichever way, and does the same as PostgreSQL.
func TestStatementsOnCitus(t *testing.T) {
	t.Parallel()
	db := testdb.OpenOwner(t) // for the seed
	fill(t, db, 500)
	sent := listen(t, db, func(l *ledger) {
		everything(t, l)
		l.ok(l.Seed(l.Context(), repositories.SeedRun{}, true, batches(1, nil), silent))
	})
	if len(sent) < 200 {
		t.Fatalf("heard of %d statements only", len(sent))
	}
	if !slices.ContainsFunc(sent, func(s postgres.Sent) bool { return s.SQL == migrations.Keeping[0] }) {
		t.Error("Citus does not hand on to the server that has the tables that the seed empties sums")
	}
	for _, s := range sent {
		if why := testdb.RefusedByCitus(s.SQL); why != "" {
			t.Errorf("%s\n%s", why, s.SQL)
		}
	}
}

// Every method does on Citus what it does elsewhere, in a schema that lies on a worker. GUARDIAN_CITUS_URL is a
// coordinator's, with the settings with which docs/scale-out.md migrates.
func TestOnCitus(t *testing.T) {
	t.Parallel()
	url := os.Getenv("GUARDIAN_CITUS_URL")
	if url == "" {
		t.Skip("GUARDIAN_CITUS_URL names no coordinator of a Citus cluster")
	}
	schema := "test_" + strings.ToLower(rand.Text())
	log := logrus.New()
	log.SetOutput(t.Output())
	cfg := postgres.Config{URL: url, Schema: schema, Log: log}
	if _, err := repositories.Migrate(t.Context(), repositories.Config{URL: url, Schema: schema, Timeout: time.Minute}); err != nil {
		t.Fatal(err)
	}
	db := testdb.With(t, cfg)
	t.Cleanup(func() {
		if _, err := db.Pool.Exec(context.Background(), "DROP SCHEMA "+schema+" CASCADE"); err != nil {
			t.Error(err)
		}
	})
	var spread bool
	err := db.Pool.QueryRow(t.Context(), "SELECT EXISTS (SELECT FROM pg_dist_schema WHERE schemaid = CAST($1 AS regnamespace))", schema).Scan(&spread)
	if err != nil || !spread {
		t.Fatalf("the schema lies on the coordinator (%v): citus.enable_schema_based_sharding has to be on", err)
	}
	l := ledgerOn(t, db)
	l.detect("first")
	l.detect("second")
	readDrifts(l)
	readOthers(l)
	for _, name := range models.SortedKeys(shelves) {
		shelves[name].write(l)
	}
	l.ok(l.Seed(l.Context(), repositories.SeedRun{}, true, batches(1, nil), silent))
	if left := one[int](l, "SELECT (SELECT count(*) FROM drift_counts) + (SELECT count(*) FROM counted_drifts) + (SELECT count(*) FROM drift_words) + (SELECT count(*) FROM known_scopes)"); left != 0 {
		t.Errorf("%d rows are left of what triggers keep of drifts that are gone", left)
	}
}
