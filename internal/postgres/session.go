package postgres

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// session is what every session of a pool must be, or tables of somebody else are read and
// written, and what only reads may write.
type session struct {
	schema   string // all of the search_path but what a session makes for itself
	readOnly bool
	timeout  int64 // in milliseconds, 0 for the server's own
	// chosen: the server is chosen by whether it takes writes, which the driver asks of the
	// session. So the session becomes read-only afterwards.
	chosen bool
}

// plain is a name that means itself without quotes.
var plain = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// path is the whole search_path. PostgreSQL looks there for functions and operators in its own schema first and never among
// what a session makes for itself, and for tables and types among these last, so that none takes the place of
// one of ours. Nobody but the owner may make something in the schema, which the migrations see to.
func (s session) path() string { return pgx.Identifier{s.schema}.Sanitize() + pathEnd }

const pathEnd = ", pg_temp"

// ask puts the settings into the startup packet of every connection.
func (s session) ask(params map[string]string) {
	params["search_path"] = s.path()
	if s.timeout > 0 {
		params["statement_timeout"] = strconv.FormatInt(s.timeout, 10)
	}
	if s.readOnly && !s.chosen {
		params["default_transaction_read_only"] = "on"
	}
}

// begin completes a session that is connected, and refuses with a [SessionError] one that is not
// as asked.
func (s session) begin(ctx context.Context, conn *pgx.Conn) error {
	wrong, err := s.complete(ctx, conn)
	if err == nil && wrong == "" {
		return nil
	}
	return &SessionError{Wrong: wrong, cause: err}
}

// complete tells what of a session is not as asked. A limit that is lost is none to refuse it
// for: each call has its own deadline, by which it is cancelled.
func (s session) complete(ctx context.Context, conn *pgx.Conn) (string, error) {
	timesInUTC(conn)
	var path, readOnly, zone, isolation, least string
	var pid uint32
	err := conn.QueryRow(ctx, `SELECT current_setting('search_path'), current_setting('default_transaction_read_only'),
		current_setting('timezone'), current_setting('default_transaction_isolation'), current_setting('client_min_messages'), pg_backend_pid()`,
		pgx.QueryExecModeSimpleProtocol).Scan(&path, &readOnly, &zone, &isolation, &least, &pid)
	if err != nil {
		return "", err
	}
	if pid != conn.PgConn().PID() { // a pooler has given a number of its own
		conn.PgConn().CustomData()[pinned] = s.pin()
	}
	switch {
	case s.readOnly && Pooled(conn): // each transaction begins with it; others who get the server's connection may write
		readOnly = "on"
	case s.readOnly && s.chosen:
		if _, err := conn.Exec(ctx, "SET default_transaction_read_only = on", pgx.QueryExecModeSimpleProtocol); err != nil {
			return "", err
		}
		readOnly = "on"
	}
	if least == "error" && !Pooled(conn) { // that a commit was not replicated is said by a warning alone
		if _, err := conn.Exec(ctx, "SET "+warnings, pgx.QueryExecModeSimpleProtocol); err != nil {
			return "", err
		}
	}
	var wrong []string
	differs := func(name, is, want string) { wrong = append(wrong, fmt.Sprintf("%s is %s and not %s", name, is, want)) }
	// A user may have been given the schema alone, by ALTER ROLE.
	if schema := strings.TrimSuffix(path, pathEnd); schema+pathEnd != s.path() && (schema != s.schema || !plain.MatchString(schema)) {
		differs("search_path", path, s.path())
	}
	if s.readOnly && readOnly != "on" {
		differs("default_transaction_read_only", readOnly, "on")
	}
	if zone != "UTC" && zone != "Etc/UTC" {
		differs("timezone", zone, "UTC")
	}
	if isolation != "read committed" {
		differs("default_transaction_isolation", isolation, "read committed")
	}
	if len(wrong) == 0 {
		return "", nil
	}
	return "the database's session is not as asked: " + strings.Join(wrong, ", ") + "; a pooler between, such as PgBouncer with ignore_startup_parameters, " +
		"drops it: connect to the server itself, or give the settings to the user (ALTER ROLE … IN DATABASE … SET …)", nil
}

// warnings has the server say what it warns of, which a user's own settings may keep from saying.
const warnings = "client_min_messages = warning"

// pinned is where a connection keeps the statements that Pin sends.
const pinned = "guardian-pin"

// pin is what a transaction must be whatever others do to the server's connection, which a pooler
// lends to one after the other. What the user is given by ALTER ROLE or ALTER DATABASE is the default.
func (s session) pin() string {
	statements := []string{
		"SET LOCAL search_path = " + s.path(), "SET LOCAL timezone = 'UTC'", "SET LOCAL jit = off",
		"SET LOCAL role TO DEFAULT", "SET LOCAL synchronous_commit TO DEFAULT", "SET LOCAL lock_timeout TO DEFAULT", "SET LOCAL " + warnings,
		"SET LOCAL statement_timeout = " + strconv.FormatInt(s.timeout, 10),
	}
	if s.timeout == 0 {
		statements[len(statements)-1] = "SET LOCAL statement_timeout TO DEFAULT"
	}
	if s.readOnly {
		statements = append(statements, "SET TRANSACTION READ ONLY")
	}
	return strings.Join(statements, "; ")
}

// Pooled says whether a pooler stands between: then what a session was asked to be holds within a
// transaction alone that begins by [Begin] or is followed by [Pin].
func Pooled(conn *pgx.Conn) bool { return conn.PgConn().CustomData()[pinned] != nil }

// Pin makes the transaction that has just begun on a connection what its session was asked to
// be, which costs a trip where a pooler stands between, else nothing. Errors are the database's.
func Pin(ctx context.Context, conn *pgx.Conn) error {
	if !Pooled(conn) {
		return nil
	}
	_, err := conn.Exec(ctx, conn.PgConn().CustomData()[pinned].(string), pgx.QueryExecModeSimpleProtocol)
	return err
}

// Begin gives the options of a transaction that is as its session was asked to be, and reads what
// is committed; it costs no trip more than any other.
func Begin(conn *pgx.Conn) pgx.TxOptions {
	if !Pooled(conn) {
		return pgx.TxOptions{IsoLevel: pgx.ReadCommitted}
	}
	return pgx.TxOptions{BeginQuery: "BEGIN ISOLATION LEVEL READ COMMITTED; " + conn.PgConn().CustomData()[pinned].(string)}
}

// timesInUTC makes a timestamptz arrive in UTC, as it is written, rather than
// in the zone of this machine.
func timesInUTC(conn *pgx.Conn) {
	conn.TypeMap().RegisterType(&pgtype.Type{
		Name:  "timestamptz",
		OID:   pgtype.TimestamptzOID,
		Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
	})
}
