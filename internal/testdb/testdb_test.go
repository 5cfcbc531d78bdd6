package testdb_test

import (
	"os"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/migrations"
)

func TestMain(m *testing.M) { os.Exit(testdb.Run(m)) }

func TestDatabasesAreMigratedAndApart(t *testing.T) {
	t.Parallel()
	a, b := testdb.OpenOwner(t), testdb.OpenOwner(t)
	for _, db := range []*postgres.DB{a, b} {
		status, err := migrations.Read(t.Context(), db.Gorm, "public")
		if err != nil {
			t.Fatal(err)
		}
		if len(status.Applied) == 0 || len(status.Pending) > 0 {
			t.Fatalf("applied %v, pending %v", status.Applied, status.Pending)
		}
	}
	if err := a.Gorm.Exec("CREATE TABLE only_here (n int)").Error; err != nil {
		t.Fatal(err)
	}
	if err := b.Gorm.Exec("SELECT * FROM only_here").Error; err == nil {
		t.Error("one test's table stands in the other's database")
	}
}

func TestEmptyHasNothing(t *testing.T) {
	t.Parallel()
	db := connect(t, testdb.Empty(t))
	var tables int
	if err := db.Gorm.Raw("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").Scan(&tables).Error; err != nil {
		t.Fatal(err)
	}
	if tables != 0 {
		t.Errorf("%d tables in an empty database", tables)
	}
}

func TestDropped(t *testing.T) {
	t.Parallel()
	var d testdb.Database
	t.Run("using", func(inner *testing.T) {
		d = testdb.New(inner)
		connect(t, d) // left open by the inner test: the database goes all the same
	})
	_, err := postgres.Open(t.Context(), postgres.Config{URL: d.URL})
	if err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Errorf("after the test: %v", err)
	}
}

func TestBrokenFailsEveryCall(t *testing.T) {
	t.Parallel()
	db := testdb.Broken(t)
	if err := db.Gorm.Exec("SELECT 1").Error; err == nil {
		t.Error("gorm's call succeeds")
	}
	if err := db.Pool.Ping(t.Context()); err == nil {
		t.Error("the pool's call succeeds")
	}
}

func BenchmarkNew(b *testing.B) {
	testdb.New(b)
	for b.Loop() {
		testdb.New(b)
	}
}

func connect(t *testing.T, d testdb.Database) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), postgres.Config{URL: d.URL})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}
