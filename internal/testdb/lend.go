package testdb

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/sirupsen/logrus"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/migrations"
)

// lent is a database that tests have one after the other, with its connections.
type lent struct {
	Database
	db     *postgres.DB
	super  *postgres.DB   // empties it
	log    *logrus.Logger // writes to whoever has it
	schema string         // what the catalogs say of it
	empty  string         // statements that delete every row
}

// atHome are those that no test has at the moment.
var atHome struct {
	sync.Mutex
	databases []*lent
}

// Lend gives what Open does, an open database with every migration applied and without a
// row, in a fraction of the time where an earlier test has had it: its connections know
// the tables already. It is for tests that read and write rows and nothing else; one
// that has changed the schema fails.
func Lend(t testing.TB) *postgres.DB {
	t.Helper()
	return lend(t).db
}

// LendDatabase is Lend for whoever opens the database by its URL, and closes it in the test.
func LendDatabase(t testing.TB) Database {
	t.Helper()
	return lend(t).Database
}

func lend(t testing.TB) *lent {
	t.Helper()
	checkRun(t)
	l := fetch()
	if l == nil {
		var err error
		if l, err = makeLent(context.Background()); err != nil {
			t.Fatal("testdb: ", err)
		}
	}
	l.log.SetOutput(t.Output())
	t.Cleanup(func() {
		if err := l.giveBack(keeps(t, l.URL)); err != nil {
			t.Error("testdb: ", err)
		}
	})
	return l
}

// fetch gives a database that is at home, nil where none is.
func fetch() *lent {
	atHome.Lock()
	defer atHome.Unlock()
	last := len(atHome.databases) - 1
	if last < 0 {
		return nil
	}
	l := atHome.databases[last]
	atHome.databases = atHome.databases[:last]
	return l
}

func makeLent(ctx context.Context) (*lent, error) {
	if err := theTemplate(); err != nil {
		return nil, err
	}
	d, err := create(ctx, template, app)
	if err != nil {
		return nil, err
	}
	l := &lent{Database: d, log: newLog()}
	if l.db, err = postgres.Open(ctx, postgres.Config{URL: d.shortest, Log: l.log}); err != nil {
		return nil, err
	}
	if l.super, err = postgres.Open(ctx, postgres.Config{URL: d.Super().shortest}); err != nil {
		return nil, err
	}
	others.Store(other{l.db, super}, l.super)
	rows, err := l.super.Pool.Query(ctx, "SELECT format('DELETE FROM %I', tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> $1", migrations.Table)
	if err != nil {
		return nil, err
	}
	deletes, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, err
	}
	// Neither triggers nor foreign keys have a say, and rows that somebody holds are an error.
	l.empty = "BEGIN; SET LOCAL session_replication_role = replica; SET LOCAL lock_timeout = '5s'; " + strings.Join(deletes, "; ") + "; COMMIT"
	l.schema, err = l.readSchema(ctx)
	return l, err
}

// giveBack empties a database for the next test. One that a test has closed or still
// works with, or that is kept, is none for others.
func (l *lent) giveBack(keep bool) error {
	ctx := context.Background()
	if keep || l.db.Pool.Stat().TotalConns() == 0 || l.db.Pool.Stat().AcquiredConns() > 0 {
		return l.dispose(ctx, keep)
	}
	schema, err := l.readSchema(ctx)
	if err == nil && schema != l.schema {
		err = errors.New("the test changed the schema of a database that is lent, or truncated a table: it wants one of its own, by Open or New")
	}
	if err == nil {
		_, err = l.super.Pool.Exec(ctx, l.empty)
	}
	if err != nil {
		return errors.Join(err, l.dispose(ctx, false))
	}
	l.log.SetOutput(io.Discard)
	atHome.Lock()
	defer atHome.Unlock()
	atHome.databases = append(atHome.databases, l)
	return nil
}

func (l *lent) dispose(ctx context.Context, keep bool) error {
	others.Delete(other{l.db, super})
	l.db.Close()
	l.super.Close()
	if keep {
		return nil
	}
	return l.drop(ctx)
}

// readSchema gives another text after every change of the schema: whatever changes it
// writes a row of a catalog, or of the migrations.
func (l *lent) readSchema(ctx context.Context) (schema string, err error) {
	err = l.super.Pool.QueryRow(ctx, `
		SELECT string_agg(concat_ws(' ', n, newest), ', ') FROM (
		  SELECT count(*), max(xmin::text::bigint) FROM pg_class
		  UNION ALL SELECT count(*), max(xmin::text::bigint) FROM pg_attribute
		  UNION ALL SELECT count(*), max(xmin::text::bigint) FROM pg_constraint
		  UNION ALL SELECT count(*), max(xmin::text::bigint) FROM pg_trigger
		  UNION ALL SELECT count(*), max(xmin::text::bigint) FROM pg_proc
		  UNION ALL SELECT count(*), max(xmin::text::bigint) FROM `+migrations.Table+`) catalog(n, newest)`).Scan(&schema)
	return schema, err
}
