package postgres

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// lineError keeps its cause for errors.Is and errors.As and shows a text of our own.
type lineError struct {
	text  string
	cause error
}

func (e *lineError) Error() string { return e.text }
func (e *lineError) Unwrap() error { return e.cause }

// SessionError says that a connection was made and gave no session to work in.
type SessionError struct {
	// Wrong is what the session is in place of what was asked, a line; empty where it broke
	// before it could be asked.
	Wrong string
	cause error
}

// Error gives one line: what the session is, or why there is none.
func (e *SessionError) Error() string {
	if e.Wrong != "" {
		return e.Wrong
	}
	return "beginning a session: " + oneLine(e.cause)
}

// Unwrap gives what broke the session.
func (e *SessionError) Unwrap() error { return e.cause }

var errBadURL = errors.New("the database URL cannot be read: a special character in its user, password or database name (such as @ / : # ? %) must be percent-encoded, @ as %40")

// parseError tells what is wrong with a connection string without showing it:
// the driver prints the string itself and can only guess where a password ends.
func parseError(err error) error {
	var pe *pgconn.ParseConfigError
	if !errors.As(err, &pe) {
		return errors.New("the database URL cannot be read: " + oneLine(err))
	}
	var ue *url.Error
	if errors.As(err, &ue) {
		return errBadURL
	}
	bare := *pe
	bare.ConnString = ""
	text := strings.TrimPrefix(oneLine(&bare), "cannot parse ``: ")
	return errors.New("the database URL cannot be read: " + quoted.ReplaceAllString(text, hideQuoted))
}

// connectionError is one line of why a connection failed, with the cause kept.
func connectionError(err error) error {
	if errors.Is(err, context.Canceled) {
		return context.Canceled
	}
	var told *lineError
	if errors.As(err, &told) {
		return told
	}
	var session *SessionError
	if errors.As(err, &session) && session.Wrong != "" {
		return session
	}
	text := "cannot connect to the database: " + oneLine(err)
	var ce *pgconn.ConnectError
	if errors.As(err, &ce) {
		text = fmt.Sprintf("cannot connect to database %q as %q: %s", ce.Config.Database, ce.Config.User, hideSettings(attempts(ce.Unwrap()), ce.Config.RuntimeParams))
	}
	if state := SQLState(err); (state == "08P01" || state == "42704") && strings.Contains(text, "startup parameter") {
		text += " (a pooler such as PgBouncer stands between: connect to the server itself)"
	}
	return &lineError{text: text, cause: err}
}

// ownSettings are the settings of a session that this program asks for, and ownValues what it asks of them. All
// others come from the connection string, where what is taken for a setting may be the tail of a password with a
// blank in it.
var (
	ownSettings = []string{"application_name", "default_transaction_read_only", "search_path", "statement_timeout", "timezone", "client_encoding", "default_transaction_isolation", "jit"}
	ownValues   = regexp.MustCompile(`^(?:on|off|\d+|UTC|UTF8|read committed|clouddrift-guardian|"[^"]*", pg_temp)$`)
)

// hideSettings takes what a connection string sets out of what a server or a pooler says of it, in whichever language.
func hideSettings(text string, given map[string]string) string {
	hidden := false
	hide := func(piece string) {
		stands := regexp.MustCompile(`(^|[^\w.])` + regexp.QuoteMeta(piece) + `($|[^\w.])`)
		for stands.MatchString(text) { // two may share what stands between
			text, hidden = stands.ReplaceAllString(text, "$1…$2"), true
		}
	}
	for name, value := range given {
		if !slices.Contains(ownSettings, strings.ToLower(name)) {
			hide(name)
		}
		if value = strings.Join(strings.Fields(value), " "); value != "" && value != "…" && !ownValues.MatchString(value) {
			hide(value)
		}
	}
	if hidden {
		text += " (… is a setting of the connection string, which may be a piece of a password)"
	}
	return text
}

// Unreachable says whether a server answered that it cannot reach another, which has what was asked for.
func Unreachable(err error) bool {
	state := SQLState(err)
	return strings.HasPrefix(state, "08") && state != "08P01" // of the protocol
}

// NoSuchDatabase says whether a connection failed because the server has no database
// of that name. PgBouncer says so in words of its own or in the server's, and as a fault of
// the protocol.
func NoSuchDatabase(err error) bool {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return false
	}
	return pg.Code == "3D000" || // invalid_catalog_name
		pg.Code == "08P01" && (strings.HasPrefix(pg.Message, "no such database: ") || strings.Contains(pg.Message, "database ") && strings.HasSuffix(pg.Message, "does not exist"))
}

// NotLetIn tells whether the server refused the user or the password.
func NotLetIn(err error) bool {
	state := SQLState(err)
	return state == "28P01" || state == "28000" // invalid_password, invalid_authorization_specification
}

// SQLState is the SQLSTATE of a server's error, "" where it is none.
func SQLState(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code
	}
	return ""
}

// attempts is a line of what came of every host, each said once: where the server
// has no TLS the driver tries again without and has two lines for one failure.
func attempts(err error) string {
	var all []string
	for line := range strings.Lines(err.Error()) {
		if line = strings.TrimSpace(line); line != "" && !slices.Contains(all, line) {
			all = append(all, line)
		}
	}
	if telling := slices.DeleteFunc(slices.Clone(all), func(line string) bool {
		return strings.HasSuffix(line, "server refused TLS connection")
	}); len(telling) > 0 {
		all = telling
	}
	return strings.Join(all, "; ")
}

// lacks says what a server lacks for a call that has no fault, by SQLSTATE.
var lacks = map[string]string{
	"25006": "the database is read-only, as a standby is: writes go to its primary",
	"26000": poolerForgot,
	"42P05": poolerForgot,
	"53100": "the database's disk is full",
	"53200": "the database's memory is used up",
	"53300": "the database has no connection left",
}

// poolerForgot is said where a server does not have what was prepared there, or has it from somebody else.
const poolerForgot = "a pooler stands between that lends the server's connections: add default_query_exec_mode=exec to the database URL"

// Lacks says what the server lacked where a call failed for that, else "".
func Lacks(err error) string { return lacks[SQLState(err)] }

// Plain words in one line of this program's own what befell a call that had no fault: that the
// server lacks something, or that the connection to it broke. Any other error it gives as it is.
func Plain(err error) error {
	var pg *pgconn.PgError
	var network *net.OpError // a system call's error that is no network's is a net.Error as well
	switch {
	case err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return err
	case Lacks(err) != "" && errors.As(err, &pg):
		return &lineError{text: strings.ReplaceAll(err.Error(), pg.Error(), Lacks(err)), cause: err}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, driver.ErrBadConn), errors.As(err, &network),
		strings.HasPrefix(SQLState(err), "57P"): // it was shut down, or is not up yet
		return &lineError{text: "the connection to the database broke: see that it runs, and try again", cause: err}
	}
	return err
}

func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

var (
	quoted     = regexp.MustCompile(`(?s)".*"`)
	unencoded  = regexp.MustCompile(`(?s)unable to encode .* into`)
	hideQuoted = `"…"`
	// values begin with the first quote, of whichever language the server speaks, or as bytes.
	values = regexp.MustCompile("(?s)([\"«»„“”‘’‹›「『]|\\b0x).*")
)

// withoutValues is an error's text fit for a log: it tells what failed and
// leaves out the values that were at fault, which may be anything.
func withoutValues(err error) string {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		text := unencoded.ReplaceAllString(oneLine(err), "unable to encode … into")
		return quoted.ReplaceAllString(text, hideQuoted)
	}
	text := pg.Message
	if strings.HasPrefix(pg.Code, "22") { // data_exception: the message quotes the value
		text = values.ReplaceAllString(text, hideQuoted)
	}
	return strings.Join(strings.Fields(text), " ") + " (SQLSTATE " + pg.Code + ")"
}
