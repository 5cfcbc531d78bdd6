package postgres_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
)

func open(t *testing.T, cfg postgres.Config) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

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

func withOption(t *testing.T, d testdb.Database, key, value string) string {
	t.Helper()
	return change(t, d, func(u *url.URL) {
		q := u.Query()
		q.Set(key, value)
		u.RawQuery = q.Encode()
	})
}

func TestSessions(t *testing.T) {
	t.Parallel()
	d := testdb.Empty(t)
	const schema = `Te"nant, 7`
	tenant := open(t, postgres.Config{URL: d.URL, Schema: schema, QueryTimeout: 1500 * time.Millisecond, ReadOnly: true, MaxConns: 3})
	plain := open(t, postgres.Config{URL: d.URL})
	if err := plain.Gorm.Exec(`CREATE SCHEMA "Te""nant, 7"`).Error; err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		db            *postgres.DB
		setting, want string
	}{
		{tenant, "search_path", `"Te""nant, 7"`}, {plain, "search_path", `"public"`},
		{tenant, "statement_timeout", "1500ms"}, {plain, "statement_timeout", "0"},
		{tenant, "default_transaction_read_only", "on"}, {plain, "default_transaction_read_only", "off"},
		{plain, "application_name", "clouddrift-guardian"}, {plain, "TimeZone", "UTC"},
	} {
		if got := scan[string](t, c.db, "SELECT current_setting(?)", c.setting); got != c.want {
			t.Errorf("%s = %s, want %s", c.setting, got, c.want)
		}
	}
	if got := scan[string](t, tenant, "SELECT current_schema()"); got != schema {
		t.Errorf("current schema %q, want %q", got, schema)
	}
	if tenant.Pool.Config().MaxConns != 3 || plain.Pool.Config().MaxConns != 10 {
		t.Errorf("pools of %d and %d", tenant.Pool.Config().MaxConns, plain.Pool.Config().MaxConns)
	}
	err := tenant.Gorm.Exec("CREATE TABLE t ()").Error
	mustHaveState(t, err, "25006") // read_only_sql_transaction
}

func mustHaveState(t *testing.T, err error, want string) {
	t.Helper()
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != want {
		t.Errorf("got %v, want SQLSTATE %s", err, want)
	}
}

func TestQueryTimeout(t *testing.T) {
	t.Parallel()
	db := open(t, postgres.Config{URL: testdb.Empty(t).URL, QueryTimeout: 20 * time.Millisecond})
	mustHaveState(t, db.Gorm.Exec("SELECT pg_sleep(60)").Error, "57014") // query_canceled
}

// A query that is given up ends at the server, and its connection lives on.
func TestGivenUpQueryKeepsItsConnection(t *testing.T) {
	t.Parallel()
	db := open(t, postgres.Config{URL: testdb.Empty(t).URL, MaxConns: 1})
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

func TestTimesAreUTCInMicroseconds(t *testing.T) {
	t.Parallel()
	db := open(t, postgres.Config{URL: testdb.Empty(t).URL})
	got := scan[time.Time](t, db, "SELECT '2026-01-02 03:04:05.678901+02'::timestamptz")
	if want := time.Date(2026, 1, 2, 1, 4, 5, 678901000, time.UTC); got != want { // the location too
		t.Errorf("read %v, want %v", got, want)
	}
	now := db.Gorm.NowFunc()
	if now.Location() != time.UTC || now.Nanosecond()%1000 != 0 {
		t.Errorf("now is %v", now)
	}
}

// A file of a migration is one Exec of several statements.
func TestSeveralStatementsInOneExec(t *testing.T) {
	t.Parallel()
	db := open(t, postgres.Config{URL: testdb.Empty(t).URL})
	err := db.Gorm.Exec(`CREATE TABLE t (j jsonb);
		CREATE FUNCTION f() RETURNS bool LANGUAGE plpgsql AS $$ BEGIN RETURN '{"a":1}'::jsonb ? 'a'; END $$;`).Error
	if err != nil {
		t.Error(err)
	}
}

func TestSeveralHosts(t *testing.T) {
	t.Parallel()
	d := testdb.Empty(t)
	both := func(more string) string {
		return change(t, d, func(u *url.URL) {
			u.Host = "127.0.0.1:1," + u.Host // nothing listens on port 1
			u.RawQuery += more
		})
	}
	db := open(t, postgres.Config{URL: both("&target_session_attrs=read-write")})
	if got := scan[int](t, db, "SELECT 1"); got != 1 {
		t.Errorf("got %d", got)
	}
	if err := postgres.EnsureDatabase(t.Context(), both("")); err != nil {
		t.Error(err)
	}
	_, err := postgres.Open(t.Context(), postgres.Config{URL: both("&target_session_attrs=standby")})
	mustBeOneLine(t, err, "127.0.0.1:1", "standby")
}

func TestExecModeOfTheURL(t *testing.T) {
	t.Parallel()
	d := testdb.Empty(t)
	for mode, cached := range map[string]bool{"exec": false, "simple_protocol": false, "cache_statement": true} {
		db := open(t, postgres.Config{URL: withOption(t, d, "default_query_exec_mode", mode), MaxConns: 1})
		scan[int](t, db, "SELECT ?::int", 1)
		if got := scan[int](t, db, "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%::int'"); (got > 0) != cached {
			t.Errorf("%s: %d prepared statements", mode, got)
		}
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
	for address, want := range map[string]time.Duration{d.URL: 5 * time.Second, withOption(t, d, "connect_timeout", "7"): 7 * time.Second} {
		if got := open(t, postgres.Config{URL: address}).Pool.Config().ConnConfig.ConnectTimeout; got != want {
			t.Errorf("connect timeout %v, want %v", got, want)
		}
	}
}

func TestEnsureDatabase(t *testing.T) {
	t.Parallel()
	d := testdb.Empty(t)
	const name = `made "here" by several`
	target := change(t, d, func(u *url.URL) { u.Path = "/" + name })
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := postgres.EnsureDatabase(t.Context(), target); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	db := open(t, postgres.Config{URL: target})
	if got := scan[string](t, db, "SELECT current_database() || ' ' || current_setting('server_encoding')"); got != name+" UTF8" {
		t.Errorf("got %s", got)
	}
}

func TestEnsureDatabaseWithoutTheRight(t *testing.T) {
	t.Parallel()
	d := testdb.Empty(t)
	db := open(t, postgres.Config{URL: d.URL})
	err := db.Gorm.Exec(`CREATE ROLE nobodys LOGIN PASSWORD 'hunter2'; CREATE ROLE maker LOGIN CREATEDB PASSWORD 'hunter2';
		REVOKE CONNECT ON DATABASE postgres FROM PUBLIC`).Error // so template1 has to do
	if err != nil {
		t.Fatal(err)
	}
	as := func(user, password string) string {
		return change(t, d, func(u *url.URL) { u.User, u.Path = url.UserPassword(user, password), "/of_"+user })
	}
	err = postgres.EnsureDatabase(t.Context(), as("nobodys", "hunter2"))
	mustBeOneLine(t, err, `database "of_nobodys" does not exist`, `user "nobodys" may not create it`, "CREATEDB")
	if err := postgres.EnsureDatabase(t.Context(), as("maker", "hunter2")); err != nil {
		t.Error(err)
	}
	err = postgres.EnsureDatabase(t.Context(), as("maker", "hunter3"))
	mustBeOneLine(t, err, "cannot connect to database \"of_maker\" as \"maker\": 127.0.0.1:", "password authentication failed")
}

// Whatever is wrong with a URL, no error shows a piece of its password.
func TestErrorsShowNoPassword(t *testing.T) {
	t.Parallel()
	d := testdb.Empty(t)
	host := change(t, d, func(u *url.URL) { u.User = nil })
	host = strings.TrimSuffix(strings.TrimPrefix(host, "postgres://"), "?sslmode=disable")
	server, _, _ := strings.Cut(host, "/")
	for _, bad := range []string{
		"postgres://guardian:s3cret@" + host,                // a wrong one
		"postgres://guardian:s3cret@127.0.0.1:1/x",          // nobody listens
		"postgres://guardian:s3cret@127.0.0.1:notaport/x",   // no port
		"postgres://guardian:s3cret@" + host + "?sslmode=x", // a bad option
		"postgres://guardian:s3cret@" + host + "?sslmode=disable&connect_timeout=x",
		"postgres://guardian:s3cret@" + host + "?sslmode=disable&nonsense=1",
		"postgres://guardian:s3cret@" + host + "?pool_max_conns=x",
		"postgres://guardian:s3cret@" + host + "?default_query_exec_mode=x",
		"postgres://guardian:%s3cret@" + host, // bare special characters
		"postgres://guardian:a/s3cret@" + host,
		"postgres://guardian:1/s3cret@" + host,
		"postgres://guardian:a#s3cret@" + host,
		"postgres://guardian:1#s3cret@" + host,
		"postgres://guardian:1?s3cret@" + host,
		"postgres://guardian:a?b=s3cret@" + host,
		"postgres://guardian:a@b/s3cret@" + host,
		"postgres://guardian:a@127.0.0.1/s3cret@" + host,
		"postgres://guardian:[s3cret@" + host,
		"postgres://guardian:s3cret @" + host,
		"postgres//guardian:s3cret@" + host, // a slip in the scheme
		"postgres:/guardian:s3cret@" + host,
		"mysql://guardian:s3cret@" + host,
		"guardian:s3cret@" + host,
		"host=127.0.0.1 port=1 user=u password=s3cret",
		"host=127.0.0.1 port=x password = 's3cret'",
		`host=127.0.0.1 port=x password='it\'s s3cret'`,
		"host=127.0.0.1 port=1 sslmode=x password=a\\ s3cret",
		"host=127.0.0.1 password='s3cret",
		"password=a s3cret host=" + server,
		"mysql://guardian:s3cret@" + host + "?sslmode=disable", // taken for the keyword that ends at =
		"guardian:s3cret@" + host + "?sslmode=disable",
		"host=127.0.0.1 port=1 password=a s3cret/b=c",
		"",
	} {
		_, err := postgres.Open(t.Context(), postgres.Config{URL: bad})
		err2 := postgres.EnsureDatabase(t.Context(), bad)
		for _, err := range []error{err, err2} {
			mustBeOneLine(t, err)
			if strings.Contains(err.Error(), "s3cret") {
				t.Errorf("%s: %v", bad, err)
			}
		}
	}
}

// A password with special characters, whatever they are and wherever they stand,
// is either refused or read whole: no piece of it becomes a host or a name.
func TestSpecialCharactersShowNoPieceOfThePassword(t *testing.T) {
	t.Parallel()
	const special = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
	var passwords []string
	for _, a := range special {
		for at := range 7 { // the front and the end, too
			p := "Qz7Wj9"
			passwords = append(passwords, p[:at]+string(a)+p[at:])
		}
		for _, b := range special {
			passwords = append(passwords, "Qz7"+string(a)+"Wj9"+string(b)+"Vx8", "Qz7"+string(a)+string(b)+"Wj9")
		}
	}
	letters := []rune("Qz7Wj9" + special)
	for range 2000 {
		p := make([]rune, 4+rand.IntN(12))
		for i := range p {
			p[i] = letters[rand.IntN(len(letters))]
		}
		passwords = append(passwords, string(p))
	}
	for _, p := range passwords {
		bad := "postgres://u:" + p + "@127.0.0.1:1/x?sslmode=disable" // nothing listens on port 1
		_, err1 := postgres.Open(t.Context(), postgres.Config{URL: bad})
		for _, err := range []error{postgres.CheckURL(bad), err1, postgres.EnsureDatabase(t.Context(), bad)} {
			if err != nil {
				mustShowNoPiece(t, err.Error(), p)
			}
		}
		if postgres.CheckURL(bad) == nil {
			mustBeOneLine(t, err1, `cannot connect to database "x" as "u": 127.0.0.1:1`)
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
