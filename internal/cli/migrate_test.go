package cli_test

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/migrations"
)

type migrationLists struct{ Applied, Pending, Unknown, Reverted []string }

func TestMigrateUpDownStatus(t *testing.T) {
	t.Parallel()
	db := testdb.Empty(t)
	ids := migrations.IDs()
	newest := ids[len(ids)-1]

	status := okJSON[migrationLists](t, on(db, "migrate", "status")...)
	if !slices.Equal(status.Pending, ids) || len(status.Applied) != 0 {
		t.Errorf("at first: %+v", status)
	}
	if out := ok(t, on(db, "migrate", "up")...); out != "applied "+strings.Join(ids, "\napplied ")+"\n" {
		t.Errorf("up wrote %q", out)
	}
	if out := ok(t, on(db, "migrate", "up")...); out != "nothing to do: the schema is current\n" {
		t.Errorf("up again wrote %q", out)
	}
	if got := okJSON[migrationLists](t, on(db, "migrate", "up")...); got.Applied == nil || len(got.Applied) != 0 {
		t.Errorf("up again gives %+v", got)
	}
	if got := okJSON[migrationLists](t, on(db, "migrate", "down", "--steps", "2")...); !slices.Equal(got.Reverted, []string{newest, ids[len(ids)-2]}) {
		t.Errorf("down gives %+v", got)
	}
	if out := ok(t, on(db, "migrate", "status")...); strings.Count(out, " applied\n") != len(ids)-2 || strings.Count(out, " pending\n") != 2 {
		t.Errorf("status wrote %q", out)
	}
	ok(t, on(db, "migrate", "down", "--all")...)
	if out := ok(t, on(db, "migrate", "down")...); out != "nothing to do: no migration is applied\n" {
		t.Errorf("down at the bottom wrote %q", out)
	}
}

// A migration for whose standby nobody waited to the end is committed, and no success.
func TestMigrateUpThatIsNotReplicated(t *testing.T) {
	t.Parallel()
	db := testdb.Empty(t)
	waiting := testdb.Database{URL: testdb.Set(t, db.URL, "synchronous_commit", "on")}
	for _, line := range []string{"migrate up", "migrate down"} {
		ctx, interrupt := context.WithCancel(t.Context())
		ended := make(chan result, 1)
		go func() { ended <- runWith(ctx, "", on(waiting, strings.Fields(line)...)...) }()
		for sessions := 0; sessions == 0; {
			readSQL(t, db, "SELECT count(*) FROM pg_stat_activity, pg_sleep(0.01) WHERE datname = current_database() AND wait_event = 'SyncRep'", &sessions)
		}
		interrupt()
		checkRefused(t, <-ended, 130, "written, but not replicated")
	}
}

func TestMigrateDownSparesRows(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	addUser(t, db, "ann@example.com", "engineer")
	refused(t, 1, []string{"--force", "users 1"}, on(db, "migrate", "down", "--all")...)
	ok(t, on(db, "migrate", "down", "--all", "--force")...)
}

// migrate up creates the database and the schema, and another tenant's stays out.
func TestMigrateUpCreatesDatabaseAndSchema(t *testing.T) {
	t.Parallel()
	u, err := url.Parse(testdb.Empty(t).Super().URL)
	if err != nil {
		t.Fatal(err)
	}
	u.Path += "_made"
	made := testdb.Database{URL: u.String()}
	for _, line := range []string{"drift list", "migrate status", "serve --http-addr 127.0.0.1:0", "schema verify"} {
		refused(t, 1, []string{"does not exist", "; guardian migrate up creates it"}, on(made, strings.Fields(line)...)...)
	}
	ok(t, on(made, "migrate", "up", "--database-schema", "acme")...)
	t.Cleanup(func() { dropDatabase(t, made) })

	ok(t, on(made, "drift", "list", "--database-schema", "acme")...)
	refused(t, 1, []string{`"public" is behind`}, on(made, "drift", "list")...)
}

func TestServeMigrateCreatesDatabase(t *testing.T) {
	t.Parallel()
	u, err := url.Parse(testdb.Empty(t).Super().URL)
	if err != nil {
		t.Fatal(err)
	}
	u.Path += "_served"
	made := testdb.Database{URL: u.String()}
	t.Cleanup(func() { dropDatabase(t, made) })
	s := start(t, on(made, "serve", "--migrate", "--http-addr", "127.0.0.1:0")...)
	if status, body := get(t, s.url+"/readyz"); status != 200 {
		t.Errorf("readyz: %d %s", status, body)
	}
}

func dropDatabase(t *testing.T, db testdb.Database) {
	t.Helper()
	u, err := url.Parse(db.URL)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(u.Path, "/")
	u.Path = "/postgres"
	ctx := context.Background() // the test's own is over
	pool, err := postgres.Open(ctx, postgres.Config{URL: u.String()})
	if err != nil {
		t.Error(err)
		return
	}
	defer pool.Close()
	if _, err := pool.Pool.Exec(ctx, "DROP DATABASE "+name); err != nil {
		t.Error(err)
	}
}

// A migration whose connection is cut off says so in words of this program.
func TestMigrateCutOff(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	gate := shut(t, db, migrations.Table)
	done := make(chan result, 1)
	go func() { done <- runWith(t.Context(), "", on(db, "migrate", "up", "--log-level", "panic")...) }()
	gate.wait(t)
	sendSQL(t, db, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted AND relation = $1::text::regclass", migrations.Table)
	checkRefused(t, <-done, 1, "the connection to the database broke")
}
