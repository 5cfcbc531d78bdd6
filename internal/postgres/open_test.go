package postgres_test

import (
	"context"
	"errors"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
)

func scan[T any](t *testing.T, db *postgres.DB, sql string, args ...any) T {
	t.Helper()
	var value T
	if err := db.Gorm.WithContext(t.Context()).Raw(sql, args...).Row().Scan(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

// change gives a test database's URL with something else in it.
func change(t *testing.T, d testdb.Database, edit func(*url.URL)) string {
	t.Helper()
	u, err := url.Parse(d.URL)
	if err != nil {
		t.Fatal(err)
	}
	edit(u)
	return u.String()
}

func mustHaveState(t *testing.T, err error, want string) {
	t.Helper()
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != want {
		t.Errorf("got %v, want SQLSTATE %s", err, want)
	}
}

// A query that is given up ends at the server, and its connection lives on.
func TestGivenUpQueryKeepsItsConnection(t *testing.T) {
	t.Parallel()
	db := testdb.With(t, postgres.Config{URL: testdb.Empty(t).URL, MaxConns: 1})
	before := scan[int](t, db, "SELECT pg_backend_pid()")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := db.Gorm.WithContext(ctx).Exec("SELECT pg_sleep(60)").Error; err == nil {
		t.Error("a query outlived its context")
	}
	if after := scan[int](t, db, "SELECT pg_backend_pid()"); after != before {
		t.Errorf("backend %d, before %d", after, before)
	}
}

// A file of a migration is one Exec of several statements.
func TestSeveralStatementsInOneExec(t *testing.T) {
	t.Parallel()
	db := testdb.With(t, postgres.Config{URL: testdb.Empty(t).URL})
	err := db.Gorm.Exec(`CREATE TABLE t (j jsonb);
		CREATE FUNCTION f() RETURNS bool LANGUAGE plpgsql AS $$ BEGIN RETURN '{"a":1}'::jsonb ? 'a'; END $$;`).Error
	if err != nil {
		t.Error(err)
	}
}

func TestSilentServer(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and never says a word
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	address := "postgres://u@" + l.Addr().String() + "/d"
	_, err = postgres.Open(t.Context(), postgres.Config{URL: address + "?connect_timeout=1&sslmode=disable"})
	mustBeOneLine(t, err, l.Addr().String(), "timeout")

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := postgres.Open(ctx, postgres.Config{URL: address}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestConnectTimeout(t *testing.T) {
	t.Parallel()
	d := testdb.Empty(t)
	for address, want := range map[string]time.Duration{d.URL: 5 * time.Second, testdb.Set(t, d.URL, "connect_timeout", "7"): 7 * time.Second} {
		if got := testdb.With(t, postgres.Config{URL: address}).Pool.Config().ConnConfig.ConnectTimeout; got != want {
			t.Errorf("connect timeout %v, want %v", got, want)
		}
	}
}

// mustShowNoPiece looks for every three characters of a password with a letter or
// a digit among them.
func mustShowNoPiece(t *testing.T, text, password string) {
	t.Helper()
	for i := range len(password) - 2 {
		piece := password[i : i+3]
		if strings.ContainsAny(piece, "Qz7Wj9Vx8") && strings.Contains(text, piece) {
			t.Errorf("the password %q: %q shows %q", password, text, piece)
		}
	}
}

func mustBeOneLine(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("several lines: %q", err)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not say %q", err, part)
		}
	}
}
