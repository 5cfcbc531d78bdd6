package repositories_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// From an empty database to a drift, with nothing but this package.
func TestMigrate(t *testing.T) {
	t.Parallel()
	cfg := repositories.Config{URL: testdb.Empty(t).URL, Schema: "Acme", Timeout: time.Minute}
	store, err := repositories.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	_, err = store.Drifts.Create(t.Context(), input())
	fails(t, err, models.ErrUnavailable, "the schema is not current; migrate first")
	for name, do := range reads {
		if name != "Ping" {
			fails(t, do(t.Context(), store), models.ErrUnavailable, "migrate first")
		}
	}

	applied, err := repositories.Migrate(t.Context(), cfg)
	if err != nil || len(applied) == 0 {
		t.Fatalf("applied %v, %v", applied, err)
	}
	if again, err := repositories.Migrate(t.Context(), cfg); err != nil || len(again) != 0 {
		t.Errorf("applied %v again, %v", again, err)
	}
	if _, err := store.Drifts.Create(t.Context(), input()); err != nil {
		t.Error(err)
	}
}

func TestMigrateCreatesTheDatabase(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	u, err := url.Parse(testdb.Super(t, l.db).Pool.Config().ConnString())
	if err != nil {
		t.Fatal(err)
	}
	u.Path += "_of_migrate"
	defer l.exec(`DROP DATABASE "` + u.Path[1:] + `"`)
	applied, err := repositories.Migrate(t.Context(), repositories.Config{URL: u.String()})
	if err != nil || len(applied) == 0 {
		t.Errorf("applied %v, %v", applied, err)
	}
}

func TestMigrateRefuses(t *testing.T) {
	t.Parallel()
	l := ledgerOn(t, testdb.OpenOwner(t))
	cfg := repositories.Config{URL: l.db.Pool.Config().ConnString()}
	l.exec("CREATE SCHEMA theirs; CREATE TABLE theirs.drifts ()")
	l.exec("INSERT INTO guardian_migrations (id) VALUES ('999_of_the_future')")
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		ctx    context.Context
		schema string
		kind   error
		text   string
	}{
		{t.Context(), "theirs", models.ErrUnavailable, `already holds a table "drifts"`},
		{t.Context(), "", models.ErrUnavailable, "999_of_the_future"},
		{t.Context(), "$user", models.ErrInvalid, "schema: PostgreSQL reads this name"},
		{t.Context(), strings.Repeat("x", 64), models.ErrInvalid, "at most 63 bytes"},
		{gone, "other", models.ErrTimeout, "the caller gave up"},
	} {
		cfg.Schema = c.schema
		applied, err := repositories.Migrate(c.ctx, cfg)
		fails(t, err, c.kind, c.text)
		own(t, err)
		if len(applied) != 0 {
			t.Errorf("%s: applied %v", c.schema, applied)
		}
	}
	_, err := repositories.Migrate(t.Context(), repositories.Config{URL: "postgres://guardian:s3cret@127.0.0.1:1/none"})
	fails(t, err, models.ErrUnavailable, "127.0.0.1")
	own(t, err)
}
