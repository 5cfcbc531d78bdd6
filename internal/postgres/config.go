package postgres

import (
	"cmp"
	"errors"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/sirupsen/logrus"
)

const (
	applicationName       = "clouddrift-guardian"
	defaultMaxConns       = 10
	defaultConnectTimeout = 5 * time.Second

	// cancelPatience is how long a statement that is given up may take to stop
	// before its connection is closed instead.
	cancelPatience = time.Second
)

// Config says which database to open and how its sessions behave.
type Config struct {
	// URL is a libpq URL or keyword string. Several hosts,
	// target_session_attrs and pgx's default_query_exec_mode are respected.
	// A connect_timeout that it lacks is 5 seconds a host, an exec mode exec where a
	// pooler stands between.
	URL string
	// Schema is the only one that every session looks for tables in; "" is public.
	// It is taken as it is, capitals and odd characters too.
	Schema string
	// MaxConns is the size of the pool; 0 is 10.
	MaxConns int
	// QueryTimeout is the statement_timeout of every session, in whole
	// milliseconds; 0 leaves the server's own.
	QueryTimeout time.Duration
	// ReadOnly makes every session's transactions read-only by default.
	ReadOnly bool
	// Log takes queries at debug and failures at error level, both without
	// parameter values; nil is silent.
	Log logrus.FieldLogger
}

func poolConfig(cfg Config) (*pgxpool.Config, error) {
	if err := checkURL(cfg.URL); err != nil {
		return nil, err
	}
	pc, err := pgxpool.ParseConfig(cfg.URL)
	if err != nil {
		return nil, parseError(err)
	}
	if err := checkSettings(pc.ConnConfig); err != nil {
		return nil, err
	}
	pc.MaxConns = defaultMaxConns
	if cfg.MaxConns > 0 {
		pc.MaxConns = int32(min(cfg.MaxConns, 1<<30))
	}
	pc.ConnConfig.BuildContextWatcherHandler = cancelStatement
	setSession(pc.ConnConfig)
	pc.ConnConfig.Tracer, pc.ConnConfig.OnNotice = &tracer{commits: commits{besideOf(pc.ConnConfig), cfg.Log}}, noticed

	wanted := session{schema: cfg.schemaName(), readOnly: cfg.ReadOnly, chosen: pc.ConnConfig.ValidateConnect != nil}
	if cfg.QueryTimeout > 0 {
		wanted.timeout = max(1, cfg.QueryTimeout.Milliseconds())
	}
	wanted.ask(pc.ConnConfig.RuntimeParams)
	pc.AfterConnect = wanted.begin
	return pc, nil
}

// schemaName is that of the one that sessions look for tables in.
func (cfg Config) schemaName() string { return cmp.Or(cfg.Schema, "public") }

// setSession is what every connection of this program has in common.
func setSession(cc *pgx.ConnConfig) {
	cc.RuntimeParams["application_name"] = applicationName
	cc.RuntimeParams["timezone"] = "UTC"
	cc.RuntimeParams["client_encoding"] = "UTF8"
	// To compile a statement takes the server seconds, and no statement here runs as long as would make it worth it.
	if _, given := cc.RuntimeParams["jit"]; !given {
		cc.RuntimeParams["jit"] = "off"
	}
	// A statement that is a transaction by itself names no isolation.
	cc.RuntimeParams["default_transaction_isolation"] = "read committed"
	if cc.ConnectTimeout == 0 {
		cc.ConnectTimeout = defaultConnectTimeout
	}
}

// cancelStatement lets the server stop a statement whose context ends, where pgx
// would close the connection: a transaction then lives on and can go back to its
// last savepoint.
func cancelStatement(conn *pgconn.PgConn) ctxwatch.Handler {
	return &pgconn.CancelRequestContextWatcherHandler{Conn: conn, DeadlineDelay: cancelPatience}
}

// CheckURL says why Open could not read a database URL or keyword string, without
// showing it; nil where it can.
func CheckURL(raw string) error {
	_, err := poolConfig(Config{URL: raw})
	return err
}

// checkURL refuses the URLs that are read otherwise than they were meant because
// of a bare special character in the password: the driver ends the user and the
// password at the first @, so a piece of the password would become a host, a port
// or a database name, and these are shown. An @ stands between the password and the
// host and nowhere else.
func checkURL(raw string) error {
	if strings.TrimSpace(raw) == "" {
		return errors.New("the database URL is empty")
	}
	if !isURL(raw) {
		return nil // keyword=value, no such doubt
	}
	_, rest, _ := strings.Cut(raw, "://")
	user, after, found := strings.Cut(rest, "@")
	if found && strings.ContainsAny(user, "/?") || strings.Contains(after, "@") || strings.Contains(rest, "#") {
		return errBadURL
	}
	return nil
}

// choosesMode says whether a URL that can be read says how statements are sent.
func choosesMode(raw string) bool {
	cc, err := pgconn.ParseConfig(raw)
	if err != nil {
		return true
	}
	_, given := cc.RuntimeParams["default_query_exec_mode"]
	return given
}

// isURL tells a URL from keywords as the driver does.
func isURL(raw string) bool {
	return strings.HasPrefix(raw, "postgres://") || strings.HasPrefix(raw, "postgresql://")
}

// setting is the name of a setting of a session. The driver takes any text before
// a = for one: of a URL without its scheme that is the user, the password and more.
var setting = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.]*$`)

func checkSettings(cc *pgx.ConnConfig) error {
	for name := range cc.RuntimeParams {
		if !setting.MatchString(name) {
			return errBadURL
		}
	}
	return nil
}
