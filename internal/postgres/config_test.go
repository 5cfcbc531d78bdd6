package postgres_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
)

func TestSessions(t *testing.T) {
	t.Parallel()
	d := testdb.Empty(t)
	const schema = `Te"nant, 7`
	tenant := testdb.With(t, postgres.Config{URL: d.URL, Schema: schema, QueryTimeout: 1500 * time.Millisecond, ReadOnly: true, MaxConns: 3})
	plain := testdb.With(t, postgres.Config{URL: d.URL})
	if err := plain.Gorm.Exec(`CREATE SCHEMA "Te""nant, 7"`).Error; err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		db            *postgres.DB
		setting, want string
	}{
		{tenant, "search_path", `"Te""nant, 7", pg_temp`}, {plain, "search_path", `"public", pg_temp`},
		{tenant, "statement_timeout", "1500ms"}, {plain, "statement_timeout", "0"},
		{tenant, "default_transaction_read_only", "on"}, {plain, "default_transaction_read_only", "off"},
		{plain, "application_name", "clouddrift-guardian"}, {plain, "TimeZone", "UTC"}, {plain, "jit", "off"},
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

func TestQueryTimeout(t *testing.T) {
	t.Parallel()
	db := testdb.With(t, postgres.Config{URL: testdb.Empty(t).URL, QueryTimeout: 20 * time.Millisecond})
	mustHaveState(t, db.Gorm.Exec("SELECT pg_sleep(60)").Error, "57014") // query_canceled
}

func TestTimesAreUTCInMicroseconds(t *testing.T) {
	t.Parallel()
	db := testdb.With(t, postgres.Config{URL: testdb.Empty(t).URL})
	got := scan[time.Time](t, db, "SELECT '2026-01-02 03:04:05.678901+02'::timestamptz")
	if want := time.Date(2026, 1, 2, 1, 4, 5, 678901000, time.UTC); got != want { // the location too
		t.Errorf("read %v, want %v", got, want)
	}
	now := db.Gorm.NowFunc()
	if now.Location() != time.UTC || now.Nanosecond()%1000 != 0 {
		t.Errorf("now is %v", now)
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
	db := testdb.With(t, postgres.Config{URL: both("&target_session_attrs=read-write")})
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
		db := testdb.With(t, postgres.Config{URL: testdb.Set(t, d.URL, "default_query_exec_mode", mode), MaxConns: 1})
		scan[int](t, db, "SELECT ?::int", 1)
		if got := scan[int](t, db, "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%::int'"); (got > 0) != cached {
			t.Errorf("%s: %d prepared statements", mode, got)
		}
	}
}
