package postgres_test

import (
	"io"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
)

// forgetful is a pooler that drops what a client asks of its session, and gives the URL
// by which one gets to a database through it.
func forgetful(t *testing.T, d testdb.Database) string {
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
			go pass(client, server.Host)
		}
	}()
	return change(t, d, func(u *url.URL) { u.Host = l.Addr().String() })
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
		{postgres.Config{Schema: "t1"}, []string{`search_path is "$user", public and not "t1"`}},
		{postgres.Config{ReadOnly: true}, []string{"default_transaction_read_only is off and not on"}},
		{postgres.Config{}, []string{`search_path is "$user", public and not "public"`, "PgBouncer"}},
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
	db := testdb.With(t, postgres.Config{URL: withOption(t, d, "target_session_attrs", "read-write"), ReadOnly: true})
	if err := db.Gorm.Exec("CREATE TABLE t ()").Error; err == nil || !strings.Contains(err.Error(), "read-only") {
		t.Errorf("a reader writes: %v", err)
	}
	_, err := postgres.Open(t.Context(), postgres.Config{URL: withOption(t, d, "target_session_attrs", "read-only"), ReadOnly: true})
	mustBeOneLine(t, err, "connection is not read only")
	for _, attrs := range []string{"any", "primary", "prefer-standby"} {
		db := testdb.With(t, postgres.Config{URL: withOption(t, d, "target_session_attrs", attrs), ReadOnly: true})
		if err := db.Gorm.Exec("CREATE TABLE t ()").Error; err == nil {
			t.Errorf("%s: a reader writes", attrs)
		}
	}
}
