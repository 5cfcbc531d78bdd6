// Package testdb gives each test a real PostgreSQL database of its own: a copy of
// a migrated template, in a throwaway cluster that the test binary runs.
//
//	func TestMain(m *testing.M) { os.Exit(testdb.Run(m)) }
//
//	func TestSomething(t *testing.T) {
//		t.Parallel()
//		db := testdb.Open(t)
//		…
//	}
package testdb

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/sirupsen/logrus"

	"github.com/clouddrift/guardian/internal/postgres"
)

// keepVariable, set to anything, keeps the databases of failed tests, and the
// server with them, for a look afterwards.
const keepVariable = "GUARDIAN_KEEP_TEST_DATABASES"

var (
	underRun atomic.Bool // a Run is there to clear up
	started  atomic.Bool // a test has asked for a database
)

// Database is a database that one test has to itself.
type Database struct {
	URL string // password included

	shortest string // the URL that takes the least time
	name     string
	granted  bool // to the roles that write and read
}

// Run runs a package's tests and then removes the cluster that they used, if any.
// It is for TestMain; what it returns is the exit status. A quarter of the time of tests
// would go into collecting a heap of a few MiB, so it may grow unless GOGC says otherwise.
func Run(m *testing.M) int {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	underRun.Store(true)
	code := m.Run()
	if !started.Load() {
		return code
	}
	c, err := theCluster()
	if err != nil {
		return code // the test that wanted it has failed and said why
	}
	if code != 0 && os.Getenv(keepVariable) != "" && os.WriteFile(filepath.Join(c.dir, keepFile), nil, 0o600) == nil {
		fmt.Fprintf(os.Stderr, "testdb: the server in %s keeps running\n", c.dir)
		return code
	}
	if err := c.stop(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "testdb:", err)
		return max(code, 1)
	}
	return code
}

// New gives a database with every migration applied, for the role that writes. It is dropped after the
// test, unless the test failed and GUARDIAN_KEEP_TEST_DATABASES is set.
func New(t testing.TB) Database {
	t.Helper()
	checkRun(t)
	if err := theTemplate(); err != nil {
		t.Fatal("testdb: ", err)
	}
	return forTest(t, template, app)
}

// Empty gives a database with nothing in it, for its owner, dropped as New's is.
func Empty(t testing.TB) Database {
	t.Helper()
	checkRun(t)
	return forTest(t, "", owner)
}

// Open gives an open database with every migration applied, closed and dropped
// after the test. Its sessions use the schema public, and are those of the role that writes.
func Open(t testing.TB) *postgres.DB {
	t.Helper()
	return open(t, New(t))
}

// Broken gives a database whose every call fails, for the tests of what happens
// then.
func Broken(t testing.TB) *postgres.DB {
	t.Helper()
	db := open(t, Empty(t))
	db.Close()
	return db
}

func checkRun(t testing.TB) {
	t.Helper()
	if !underRun.Load() {
		t.Fatal("testdb: the package needs func TestMain(m *testing.M) { os.Exit(testdb.Run(m)) }")
	}
	started.Store(true)
}

// forTest gives a database that goes after the test.
func forTest(t testing.TB, from, role string) Database {
	t.Helper()
	d, err := create(context.Background(), from, role)
	if err != nil {
		t.Fatal("testdb: ", err)
	}
	t.Cleanup(func() {
		if keeps(t, d.URL) {
			return
		}
		if err := d.drop(context.Background()); err != nil {
			t.Error("testdb: ", err)
		}
	})
	return d
}

// keeps says whether a database stays after the test, and tells where it is.
func keeps(t testing.TB, url string) bool {
	t.Helper()
	if !t.Failed() || os.Getenv(keepVariable) == "" {
		return false
	}
	t.Logf("testdb: kept the database: %s", url)
	return true
}

func create(ctx context.Context, from, role string) (Database, error) {
	c, err := theCluster()
	if err != nil {
		return Database{}, err
	}
	d := Database{name: "test_" + strings.ToLower(rand.Text()), granted: from != ""} // letters and digits alone: needs no quoting
	if err := c.create(ctx, d.name, from); err != nil {
		return d, err
	}
	d.URL, d.shortest, err = c.urls(d.name, role)
	return d, err
}

func (d Database) drop(ctx context.Context) error {
	c, err := theCluster()
	if err != nil {
		return err
	}
	return c.drop(ctx, d.name)
}

func open(t testing.TB, d Database) *postgres.DB {
	t.Helper()
	log := newLog()
	log.SetOutput(t.Output())
	return With(t, postgres.Config{URL: d.shortest, Log: log})
}

// With opens a database as a test would have it, until the test ends.
func With(t testing.TB, cfg postgres.Config) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal("testdb: ", err)
	}
	t.Cleanup(db.Close)
	return db
}

// newLog is a logger for a test's own output: what fails says why, where the test fails.
func newLog() *logrus.Logger {
	log := logrus.New()
	log.SetLevel(logrus.ErrorLevel)
	log.SetFormatter(&logrus.TextFormatter{DisableColors: true, DisableTimestamp: true})
	return log
}
