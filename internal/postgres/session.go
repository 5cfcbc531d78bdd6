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
	schema   string // the whole search_path
	readOnly bool
	timeout  int64 // in milliseconds, 0 for the server's own
	// chosen: the server is chosen by whether it takes writes, which the driver asks of the
	// session. So the session becomes read-only afterwards.
	chosen bool
}

// plain is a name that means itself without quotes.
var plain = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// ask puts the settings into the startup packet of every connection.
func (s session) ask(params map[string]string) {
	params["search_path"] = pgx.Identifier{s.schema}.Sanitize()
	if s.timeout > 0 {
		params["statement_timeout"] = strconv.FormatInt(s.timeout, 10)
	}
	if s.readOnly && !s.chosen {
		params["default_transaction_read_only"] = "on"
	}
}

// begin completes a session that is connected, and refuses one that is not as asked. A limit
// that is lost is none to refuse it for: each call has its own deadline, by which it is cancelled.
func (s session) begin(ctx context.Context, conn *pgx.Conn) error {
	timesInUTC(conn)
	if s.readOnly && s.chosen {
		if _, err := conn.Exec(ctx, "SET default_transaction_read_only = on", pgx.QueryExecModeSimpleProtocol); err != nil {
			return err
		}
	}
	var path, readOnly, zone string
	err := conn.QueryRow(ctx, `SELECT current_setting('search_path'), current_setting('default_transaction_read_only'),
		current_setting('timezone')`, pgx.QueryExecModeSimpleProtocol).Scan(&path, &readOnly, &zone)
	if err != nil {
		return err
	}
	var wrong []string
	differs := func(name, is, want string) { wrong = append(wrong, fmt.Sprintf("%s is %s and not %s", name, is, want)) }
	if quoted := (pgx.Identifier{s.schema}).Sanitize(); path != quoted && (path != s.schema || !plain.MatchString(path)) {
		differs("search_path", path, quoted)
	}
	if s.readOnly && readOnly != "on" {
		differs("default_transaction_read_only", readOnly, "on")
	}
	if zone != "UTC" && zone != "Etc/UTC" {
		differs("timezone", zone, "UTC")
	}
	if len(wrong) > 0 {
		return &lineError{text: "the database's session is not as asked: " + strings.Join(wrong, ", ") + "; a pooler between, such as PgBouncer with ignore_startup_parameters, " +
			"drops it: connect to the server itself, or give the settings to the user (ALTER ROLE … IN DATABASE … SET …)"}
	}
	return nil
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
