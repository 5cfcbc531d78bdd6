package postgres_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
)

// standsBetween is the URL of a database by way of a listener, whose clients are handed on as serve does.
func standsBetween(t *testing.T, d testdb.Database, serve func(client net.Conn, server string)) string {
	t.Helper()
	server, err := url.Parse(d.URL)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go serve(client, server.Host)
		}
	}()
	return change(t, d, func(u *url.URL) { u.Host = l.Addr().String() })
}

// forgetful is a pooler that drops what a client asks of its session, and gives the URL
// by which one gets to a database through it.
func forgetful(t *testing.T, d testdb.Database) string {
	t.Helper()
	return standsBetween(t, d, pass)
}

// pass hands the startup message of a client on without its settings, and all that follows as it is.
func pass(client net.Conn, server string) {
	defer client.Close()
	message, err := pgproto3.NewBackend(client, client).ReceiveStartupMessage()
	if err != nil {
		return
	}
	conn, err := net.Dial("tcp", server)
	if err != nil {
		return
	}
	defer conn.Close()
	if start, ok := message.(*pgproto3.StartupMessage); ok {
		start.Parameters = map[string]string{"user": start.Parameters["user"], "database": start.Parameters["database"]}
		raw, err := start.Encode(nil)
		if err != nil {
			return
		}
		if _, err := conn.Write(raw); err != nil {
			return
		}
	}
	go func() { _, _ = io.Copy(conn, client); conn.Close() }()
	_, _ = io.Copy(client, conn)
}

// renumbering is a pooler that lends connections of the server, and gives them numbers of its own.
func renumbering(t *testing.T, d testdb.Database) string {
	t.Helper()
	return standsBetween(t, d, renumber)
}

func renumber(client net.Conn, server string) {
	defer client.Close()
	conn, err := net.Dial("tcp", server)
	if err != nil {
		return
	}
	defer conn.Close()
	go func() { _, _ = io.Copy(conn, client); conn.Close() }()
	for head := make([]byte, 5); ; { // the kind of a message and how long it is, with the length itself
		if _, err := io.ReadFull(conn, head); err != nil {
			return
		}
		body := make([]byte, binary.BigEndian.Uint32(head[1:])-4)
		if _, err := io.ReadFull(conn, body); err != nil {
			return
		}
		if head[0] == 'K' {
			body[0] ^= 1
		}
		if _, err := client.Write(append(slices.Clone(head), body...)); err != nil {
			return
		}
	}
}

// Where a pooler stands between, nothing is prepared on a connection that others get, too, nor set for longer than a
// transaction: also where the server is chosen by whether it takes writes.
func TestPooledConnectionIsLeftAsItWas(t *testing.T) {
	t.Parallel()
	through := renumbering(t, testdb.Empty(t))
	for query, want := range map[string]pgx.QueryExecMode{
		"": pgx.QueryExecModeExec, "&default_query_exec_mode=cache_describe": pgx.QueryExecModeCacheDescribe,
		"&target_session_attrs=read-write": pgx.QueryExecModeExec, "&target_session_attrs=primary": pgx.QueryExecModeExec,
	} {
		chosen := strings.Contains(query, "target") // and so begins as one that writes
		db := testdb.With(t, postgres.Config{URL: through + query, ReadOnly: chosen, MaxConns: 1})
		if got := db.Pool.Config().ConnConfig.DefaultQueryExecMode; got != want || !db.Pooled {
			t.Errorf("%q: statements go by %s, want %s", query, got, want)
		}
		for range 2 {
			if got := scan[string](t, db, "SELECT CAST(? AS text)", "x"); got != "x" {
				t.Error(got)
			}
		}
		if n := scan[int](t, db, "SELECT count(*) FROM pg_prepared_statements"); n != 0 && want == pgx.QueryExecModeExec {
			t.Errorf("%q: %d prepared", query, n)
		}
		if got := scan[string](t, db, "SELECT current_setting('default_transaction_read_only')"); got != "off" {
			t.Errorf("%q: whoever is lent the connection next cannot write", query)
		}
		conn, err := db.Pool.Acquire(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		tx, err := conn.BeginTx(t.Context(), postgres.Begin(conn.Conn()))
		if err != nil {
			t.Fatal(err)
		}
		var least string // whatever the user is given: by a warning alone it is said that a commit was not replicated
		if err := tx.QueryRow(t.Context(), "SELECT current_setting('client_min_messages')").Scan(&least); err != nil || least != "warning" {
			t.Errorf("%q: told is what is %s and more, %v", query, least, err)
		}
		_, err = tx.Exec(t.Context(), "CREATE TABLE t_"+fmt.Sprint(len(query))+" ()")
		if wrote := err == nil; wrote == chosen {
			t.Errorf("%q: %v", query, err)
		}
		_ = tx.Rollback(t.Context())
		conn.Release()
	}
}

// A session that is not what was asked for is refused: it would read and write another
// schema's tables, or let a reader write.
func TestSessionIsAsAsked(t *testing.T) {
	t.Parallel()
	d := testdb.Empty(t)
	through := forgetful(t, d)
	for _, c := range []struct {
		cfg  postgres.Config
		want []string
	}{
		{postgres.Config{Schema: "t1"}, []string{`search_path is "$user", public and not "t1", pg_temp`}},
		{postgres.Config{ReadOnly: true}, []string{"default_transaction_read_only is off and not on"}},
		{postgres.Config{}, []string{`search_path is "$user", public and not "public", pg_temp`, "PgBouncer"}},
	} {
		c.cfg.URL = through
		db, err := postgres.Open(t.Context(), c.cfg)
		if err == nil {
			db.Close()
		}
		mustBeOneLine(t, err, c.want...)
		c.cfg.URL = d.URL
		if db, err = postgres.Open(t.Context(), c.cfg); err != nil {
			t.Fatal(err)
		}
		db.Close()
	}
	// A user whose own settings are those is let in.
	db := testdb.With(t, postgres.Config{URL: d.URL})
	for _, setting := range []string{`search_path = "t1"`, "default_transaction_read_only = on", "timezone = 'UTC'"} {
		if err := db.Gorm.Exec("ALTER DATABASE " + scan[string](t, db, "SELECT quote_ident(current_database())") + " SET " + setting).Error; err != nil {
			t.Fatal(err)
		}
	}
	reader := testdb.With(t, postgres.Config{URL: through, Schema: "t1", ReadOnly: true, QueryTimeout: time.Second})
	if err := reader.Gorm.Exec("CREATE TABLE t1.t ()").Error; err == nil || !strings.Contains(err.Error(), "read-only") {
		t.Errorf("a reader writes: %v", err)
	}
}

// A reader may choose its server by whether that takes writes, and does not write there.
func TestReadOnlyOnAChosenServer(t *testing.T) {
	t.Parallel()
	d := testdb.Empty(t)
	db := testdb.With(t, postgres.Config{URL: testdb.Set(t, d.URL, "target_session_attrs", "read-write"), ReadOnly: true})
	if err := db.Gorm.Exec("CREATE TABLE t ()").Error; err == nil || !strings.Contains(err.Error(), "read-only") {
		t.Errorf("a reader writes: %v", err)
	}
	_, err := postgres.Open(t.Context(), postgres.Config{URL: testdb.Set(t, d.URL, "target_session_attrs", "read-only"), ReadOnly: true})
	mustBeOneLine(t, err, "connection is not read only")
	for _, attrs := range []string{"any", "primary", "prefer-standby"} {
		db := testdb.With(t, postgres.Config{URL: testdb.Set(t, d.URL, "target_session_attrs", attrs), ReadOnly: true})
		if err := db.Gorm.Exec("CREATE TABLE t ()").Error; err == nil {
			t.Errorf("%s: a reader writes", attrs)
		}
	}
}

// refusing is a pooler that lets nobody in, and says of a startup message why; it gives the URL
// by which one gets to it.
func refusing(t *testing.T, d testdb.Database, why func(*pgproto3.StartupMessage) string) string {
	t.Helper()
	return refusingAs(t, d, "08P01", why)
}

// refusingAs is refusing with a code of its own.
func refusingAs(t *testing.T, d testdb.Database, code string, why func(*pgproto3.StartupMessage) string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			backend := pgproto3.NewBackend(client, client)
			if message, err := backend.ReceiveStartupMessage(); err == nil {
				if start, ok := message.(*pgproto3.StartupMessage); ok {
					backend.Send(&pgproto3.ErrorResponse{Severity: "FATAL", Code: code, Message: why(start)})
					_ = backend.Flush()
				}
			}
			client.Close()
		}
	}()
	return change(t, d, func(u *url.URL) { u.Host = l.Addr().String() })
}

// What this program itself asks of a session, and a pooler does not know, is named.
func TestPoolerDoesNotKnowASetting(t *testing.T) {
	t.Parallel()
	d := testdb.Empty(t)
	var asked sync.Map
	_, _ = postgres.Open(t.Context(), postgres.Config{ReadOnly: true, QueryTimeout: time.Second, URL: refusing(t, d, func(m *pgproto3.StartupMessage) string {
		for name := range m.Parameters {
			asked.Store(name, true)
		}
		return "no"
	})})
	n := 0
	for name := range asked.Range {
		n++
		_, err := postgres.Open(t.Context(), postgres.Config{ReadOnly: true, QueryTimeout: time.Second, URL: refusing(t, d, func(*pgproto3.StartupMessage) string {
			return "unsupported startup parameter: " + name.(string)
		})})
		mustBeOneLine(t, err, "unsupported startup parameter: "+name.(string), "a pooler such as PgBouncer")
	}
	if n < 8 {
		t.Errorf("only %d settings are asked for", n)
	}
}

// What a server says of a setting that is the tail of a password shows nothing of it, in whichever language it says so.
func TestNoServerShowsATailOfThePassword(t *testing.T) {
	t.Parallel()
	d := testdb.Empty(t)
	for code, words := range map[string]string{
		"42704": "nicht erkannter Konfigurationsparameter »%s«",
		"22023": "ungültiger Wert für Parameter »jit«: »%s«",
		"42501": "Berechtigung verweigert: »%s« %[1]s",
		"42602": `invalid configuration parameter name "%s"`,
		"08P01": "unsupported startup parameter: %s",
	} {
		for _, tail := range []string{"hunter2=1", "hunter.hunter2=1", "jit=hunter2", "x=hunter2", "DateStyle='hunter2 7'", "options=hunter2"} {
			name, value, _ := strings.Cut(tail, "=")
			shown := name
			if !strings.Contains(name, "hunter2") {
				shown = strings.Trim(value, "'")
			}
			refused := refusingAs(t, d, code, func(*pgproto3.StartupMessage) string { return fmt.Sprintf(words, shown) })
			u, err := url.Parse(refused)
			if err != nil {
				t.Fatal(err)
			}
			bad := fmt.Sprintf("host=%s port=%s user=u dbname=d sslmode=disable password=a %s", u.Hostname(), u.Port(), tail)
			for _, err := range []error{openError(t, bad), postgres.EnsureDatabase(t.Context(), bad)} {
				mustBeOneLine(t, err, "SQLSTATE "+code)
				if strings.Contains(err.Error(), "hunter2") {
					t.Errorf("%s: %v", tail, err)
				}
			}
		}
	}
}

func openError(t *testing.T, url string) error {
	t.Helper()
	db, err := postgres.Open(t.Context(), postgres.Config{URL: url})
	if err == nil {
		db.Close()
	}
	return err
}

// That a pooler's server knows no such user says nothing of the database.
func TestPoolerDoesNotKnowTheUser(t *testing.T) {
	t.Parallel()
	url := refusing(t, testdb.Empty(t), func(*pgproto3.StartupMessage) string { return `server login failed: FATAL role "x" does not exist` })
	_, err := postgres.Open(t.Context(), postgres.Config{URL: url})
	if postgres.NoSuchDatabase(err) {
		t.Error("taken for a missing database")
	}
	mustBeOneLine(t, postgres.EnsureDatabase(t.Context(), url), `role "x" does not exist`)
}

// A session whose transactions would see another moment than those are written for is refused, and one that breaks while it
// begins is told as what it is.
func TestSessionIsolation(t *testing.T) {
	t.Parallel()
	d := testdb.Empty(t)
	through := forgetful(t, d)
	db := testdb.With(t, postgres.Config{URL: d.URL})
	name := scan[string](t, db, "SELECT quote_ident(current_database())")
	for _, setting := range []string{"search_path = public", "timezone = 'UTC'", "default_transaction_isolation = 'repeatable read'"} {
		if err := db.Gorm.Exec("ALTER DATABASE " + name + " SET " + setting).Error; err != nil {
			t.Fatal(err)
		}
	}
	_, err := postgres.Open(t.Context(), postgres.Config{URL: through})
	mustBeOneLine(t, err, "default_transaction_isolation is repeatable read and not read committed")
	if err := db.Gorm.Exec("ALTER DATABASE " + name + " RESET default_transaction_isolation").Error; err != nil {
		t.Fatal(err)
	}
	later := testdb.With(t, postgres.Config{URL: through, MaxConns: 2})
	if err := db.Gorm.Exec("ALTER DATABASE " + name + " SET search_path = other").Error; err != nil {
		t.Fatal(err)
	}
	held, err := later.Pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer held.Release()
	var session *postgres.SessionError
	if err := later.Gorm.Exec("SELECT 1").Error; !errors.As(err, &session) || !strings.Contains(session.Wrong, "search_path is other") {
		t.Errorf("a later session is refused as %v", err)
	}
}

// What a session makes for itself, as another user of a pooler's connection may have, takes the place of no table of ours,
// and a function there of none of PostgreSQL's own.
func TestTemporaryThingsShadowNothing(t *testing.T) {
	t.Parallel()
	db := testdb.With(t, postgres.Config{URL: testdb.New(t).URL, MaxConns: 1})
	for _, sql := range []string{
		"CREATE TEMPORARY TABLE drifts (LIKE drifts)",
		"CREATE FUNCTION pg_temp.lower(varchar) RETURNS text LANGUAGE sql AS $$ SELECT 'somebody' $$",
	} {
		if err := db.Gorm.Exec(sql).Error; err != nil {
			t.Fatal(err)
		}
	}
	if schema := scan[string](t, db, "SELECT relnamespace::regnamespace::text FROM pg_class WHERE oid = 'drifts'::regclass"); schema != "public" {
		t.Errorf("drifts is the table of %s", schema)
	}
	if text := scan[string](t, db, "SELECT lower(CAST('ANN' AS varchar))"); text != "ann" {
		t.Errorf("lower gives %q", text)
	}
}
