package cli_test

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
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

func TestMigrateDownSparesRows(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	addUser(t, db, "ann@example.com", "engineer")
	refused(t, 1, []string{"--force", "users 1"}, on(db, "migrate", "down", "--all")...)
	ok(t, on(db, "migrate", "down", "--all", "--force")...)
}

// A command that meets a schema that is behind, or ahead, refuses.
func TestSchemaThatIsNotCurrent(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	ids := migrations.IDs()
	ok(t, on(db, "migrate", "down")...)
	for _, line := range []string{"drift list", "alert list", "user list", "seed", "schema doc", "schema verify", "serve --http-addr 127.0.0.1:0",
		"import " + reportsDir + "02-single.plan.json"} {
		refused(t, 1, []string{"behind", ids[len(ids)-1], "guardian migrate up"}, on(db, strings.Fields(line)...)...)
	}
	ok(t, on(db, "migrate", "up")...)

	pool, err := postgres.Open(t.Context(), postgres.Config{URL: db.URL})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if _, err := pool.Pool.Exec(t.Context(), "INSERT INTO "+migrations.Table+" VALUES ('999_future')"); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"drift list", "migrate up", "migrate down", "serve --migrate --http-addr 127.0.0.1:0", "demo --http-addr 127.0.0.1:0"} {
		refused(t, 1, []string{"999_future", "newer"}, on(db, strings.Fields(line)...)...)
	}
	if got := okJSON[migrationLists](t, on(db, "migrate", "status")...); !slices.Equal(got.Unknown, []string{"999_future"}) {
		t.Errorf("status gives %+v", got)
	}
}

// migrate up creates the database and the schema, and another tenant's stays out.
func TestMigrateUpCreatesDatabaseAndSchema(t *testing.T) {
	t.Parallel()
	u, err := url.Parse(testdb.Empty(t).URL)
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
	u, err := url.Parse(testdb.Empty(t).URL)
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

func TestSchemaOfSomebodyElse(t *testing.T) {
	t.Parallel()
	db := testdb.Empty(t)
	pool, err := postgres.Open(t.Context(), postgres.Config{URL: db.URL})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if _, err := pool.Pool.Exec(t.Context(), "CREATE TABLE users (theirs text)"); err != nil {
		t.Fatal(err)
	}
	refused(t, 1, []string{"users", "DATABASE_SCHEMA"}, on(db, "migrate", "up")...)
}

func TestSchemaDoc(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	text := ok(t, on(db, "schema", "doc", "--file", "-")...)
	if !strings.Contains(text, "erDiagram") || !strings.Contains(text, "drift_occurrences") {
		t.Errorf("wrote %q", text)
	}
	path := filepath.Join(t.TempDir(), "SCHEMA.md")
	if out := ok(t, on(db, "schema", "doc", "--file", path)...); !strings.Contains(out, path) {
		t.Errorf("said %q", out)
	}
	if written, err := os.ReadFile(path); err != nil || string(written) != text {
		t.Errorf("the file differs from what - writes: %v", err)
	}
	refused(t, 1, []string{"no such file or directory"}, on(db, "schema", "doc", "--file", filepath.Join(t.TempDir(), "no", "where"))...)
}

func TestSchemaVerify(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	if out := ok(t, on(db, "schema", "verify")...); out != "" {
		t.Errorf("they agree, and it says %q", out)
	}
	pool, err := postgres.Open(t.Context(), postgres.Config{URL: db.URL})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if _, err := pool.Pool.Exec(t.Context(), "ALTER TABLE alerts ADD COLUMN extra text"); err != nil {
		t.Fatal(err)
	}
	r := run(t, on(db, "schema", "verify")...)
	if r.status != 1 || r.err != "" || !strings.Contains(r.out, "extra") || strings.Count(r.out, "\n") != 1 {
		t.Errorf("got %+v", r)
	}
}
