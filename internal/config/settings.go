package config

import (
	"encoding/base64"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/sirupsen/logrus"
	"github.com/spf13/pflag"
)

// Setting describes one setting for people: in the help, in .env.example, in documents.
type Setting struct {
	Name    string // its name in the environment and in .env
	Meaning string // one line for people
	Default string // "" where there is none, or where it depends on the machine
	Secret  bool   // its value is never shown

	want string                          // what it takes, for the error
	hint string                          // the way out of a common mistake, for the error
	flag bool                            // its flag stands alone for true
	set  func(*Config, string) (ok bool) // checks a value that is not empty, and keeps it
}

// Flag returns the name of the setting's flag, without its dashes.
func (s Setting) Flag() string { return strings.ToLower(strings.ReplaceAll(s.Name, "_", "-")) }

const (
	wantURL = "a PostgreSQL URL (postgres://user:password@host:5432/name) or keywords (host=... user=... dbname=...)"
	hintURL = "inside a URL percent-encode what is special in the password: / is %2F, @ is %40, # is %23, % is %25"
)

var table = []Setting{
	{
		Name:    "DATABASE_URL",
		Meaning: "PostgreSQL 14 or later; several hosts and target_session_attrs allowed. Empty: a private PostgreSQL that the program runs itself",
		Secret:  true, want: wantURL, hint: hintURL,
		set: func(c *Config, v string) bool { c.DatabaseURL = Secret(v); return isDatabaseURL(v) },
	},
	{
		Name:    "DATABASE_READ_URL",
		Meaning: "A replica, used by serve for the inspection routes. Empty: DATABASE_URL",
		Secret:  true, want: wantURL, hint: hintURL,
		set: func(c *Config, v string) bool { c.DatabaseReadURL = Secret(v); return isDatabaseURL(v) },
	},
	{
		Name:    "DATABASE_SCHEMA",
		Meaning: "The schema that holds every table; migrate up creates it. One schema a tenant",
		Default: "public",
		want:    "a schema name of 1 to 63 bytes: letters, digits, _ and -, no digit or - first, and not pg_... or information_schema",
		set:     func(c *Config, v string) bool { c.DatabaseSchema = v; return isSchemaName(v) },
	},
	{
		Name:    "DATABASE_MAX_CONNS",
		Meaning: "Size of the connection pool",
		Default: "10",
		want:    "a whole number from 1 to 1000",
		set: func(c *Config, v string) (ok bool) {
			c.DatabaseMaxConns, ok = wholeNumber(v, 1, 1000)
			return ok
		},
	},
	{
		Name:    "DATA_DIR",
		Meaning: "Where the private PostgreSQL keeps its files. Empty: the user's data directory; for root /var/lib/clouddrift-guardian",
		want:    "a directory",
		set:     func(c *Config, v string) bool { c.DataDir = v; return !strings.ContainsRune(v, 0) },
	},
	{
		Name:    "HTTP_ADDR",
		Meaning: "Where serve listens",
		Default: "127.0.0.1:8080",
		want:    "host:port, such as 127.0.0.1:8080 or [::1]:8080, with a port from 0 to 65535",
		set:     func(c *Config, v string) bool { c.HTTPAddr = v; return isHostPort(v) },
	},
	{
		Name:    "ADMIN_TOKEN",
		Meaning: "When set, every route but the health routes wants it: Authorization: Bearer, or the password of HTTP Basic",
		Secret:  true,
		want:    "at least 16 characters, all of them printable ASCII and none a space; openssl rand -hex 32 makes one",
		set:     func(c *Config, v string) bool { c.AdminToken = Secret(v); return len(v) >= minToken && isToken(v) },
	},
	{
		Name:    "ADMIN_ALLOW_ANONYMOUS",
		Meaning: "true lets serve listen beyond loopback with no token; otherwise it refuses to start",
		Default: "false",
		want:    "true or false",
		flag:    true,
		set: func(c *Config, v string) bool {
			c.AdminAllowAnonymous = v == "true"
			return v == "true" || v == "false"
		},
	},
	{
		Name:    "QUERY_TIMEOUT",
		Meaning: "Longest a single database call of serve and of the lifecycle may take; imports, downloads, steps on several drifts and slow totals have limits of their own",
		Default: "5s",
		want:    "a duration from 1ms to 10m, such as 5s or 1m30s",
		set: func(c *Config, v string) bool {
			d, err := time.ParseDuration(v)
			c.QueryTimeout = d
			return err == nil && d >= time.Millisecond && d <= 10*time.Minute
		},
	},
	{
		Name:    "PUBLIC_URL",
		Meaning: "Where people open the pages, for links to them. Empty: links only where serve itself is meant, by HTTP_ADDR",
		want:    "an address such as https://guardian.example.com, without a user, a query or a fragment",
		set: func(c *Config, v string) bool {
			c.PublicURL = strings.TrimRight(v, "/")
			return isPageAddress(v)
		},
	},
	{
		Name:    "GUARDIAN_WEBHOOK_SECRET",
		Meaning: "Signs the webhooks that notify sends, as their receiver knows it. Empty: no webhook is sent",
		Secret:  true,
		want:    "whsec_ and base64 of 24 bytes or more, as `echo whsec_$(openssl rand -base64 24)` makes it",
		set: func(c *Config, v string) bool {
			key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(v, "whsec_"))
			c.WebhookSecret = Secret(v)
			return err == nil && strings.HasPrefix(v, "whsec_") && len(key) >= 24
		},
	},
	{
		Name:    "GUARDIAN_USER",
		Meaning: "The e-mail of the user who acts, where --as is not given",
		want:    "an e-mail address such as ann@example.com",
		set:     func(c *Config, v string) bool { c.User = v; return isEmail(v) },
	},
	{
		Name:    "GUARDIAN_SECRET_KEY",
		Meaning: "32 random bytes or more, base64: keeps a keyed fingerprint of a masked secret, so that one that changes once more is seen. Empty: such a change is a repeat",
		Secret:  true,
		want:    "base64 of 32 bytes or more, as `openssl rand -base64 32` makes it",
		set: func(c *Config, v string) bool {
			key, err := base64.StdEncoding.DecodeString(v)
			c.SecretKey = Secret(key)
			return err == nil && len(key) >= 32
		},
	},
	{
		Name:    "LOG_LEVEL",
		Meaning: "Least severe level that is logged: panic, fatal, error, warning, info, debug or trace",
		Default: "info",
		want:    "panic, fatal, error, warning, info, debug or trace",
		set: func(c *Config, v string) bool {
			level, err := logrus.ParseLevel(v)
			c.LogLevel = level
			return err == nil
		},
	},
	{
		Name:    "LOG_FORMAT",
		Meaning: "text or json. Empty: text on a terminal, else json",
		want:    "text or json",
		set:     func(c *Config, v string) bool { c.LogFormat = v; return v == "text" || v == "json" },
	},
}

// Settings returns every setting that the program reads, in the order of the documents.
func Settings() []Setting { return append([]Setting(nil), table...) }

// Example returns the text of .env.example: every setting with its meaning and its default.
func Example() string {
	var b strings.Builder
	b.WriteString("# Copy to .env and change what you need. An empty value stands for the default.\n" +
		"# A value with $ or # in it belongs in single quotes.\n")
	for _, s := range table {
		b.WriteString("\n# " + s.Meaning + "\n" + s.Name + "=" + s.Default + "\n")
	}
	return b.String()
}

// AddFlags adds a flag for every setting to a command's flags. Their defaults are only shown: Load applies them.
func AddFlags(fs *pflag.FlagSet) {
	for _, s := range table {
		usage := s.Meaning + " (" + s.Name + ")"
		switch {
		case s.flag:
			fs.Bool(s.Flag(), s.Default == "true", usage)
		case s.Secret:
			fs.String(s.Flag(), s.Default, usage+"; other users of the machine see flags, so better set it in the environment")
		default:
			fs.String(s.Flag(), s.Default, usage)
		}
	}
}

// FlagValues returns the settings that the user gave as flags, for Load.
func FlagValues(fs *pflag.FlagSet) map[string]string {
	given := map[string]string{}
	for _, s := range table {
		if f := fs.Lookup(s.Flag()); f != nil && f.Changed {
			given[s.Flag()] = f.Value.String()
		}
	}
	return given
}

// isDatabaseURL asks the driver. Its error may quote parts of the URL, a password among them, and is dropped.
func isDatabaseURL(v string) bool {
	_, err := pgxpool.ParseConfig(v)
	return err == nil
}

// isSchemaName is narrower than PostgreSQL, which takes any text: a name that needs no thought wherever people
// type it. PostgreSQL keeps names that begin with pg_ to itself.
func isSchemaName(v string) bool {
	if len(v) > 63 || !utf8.ValidString(v) || strings.HasPrefix(v, "pg_") || v == "information_schema" {
		return false
	}
	for i, r := range v {
		switch {
		case r == '_' || unicode.IsLetter(r):
		case i > 0 && (r == '-' || unicode.IsDigit(r)):
		default:
			return false
		}
	}
	return true
}

func isHostPort(v string) bool {
	host, port, err := net.SplitHostPort(v)
	if err != nil || strings.ContainsFunc(host, unicode.IsSpace) {
		return false
	}
	_, ok := wholeNumber(port, 0, 65535)
	return ok
}

func isPageAddress(v string) bool {
	u, err := url.Parse(v)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil &&
		!strings.ContainsAny(v, "?# \"<>`\\") && !strings.ContainsFunc(v, unicode.IsControl)
}

// isEmail is narrow enough to find a mistake; whether there is such a user the ledger knows.
func isEmail(v string) bool {
	name, domain, found := strings.Cut(v, "@")
	return found && name != "" && domain != "" && !strings.ContainsFunc(v, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) })
}

// minToken is the least length of a token: a shorter one may be guessed.
const minToken = 16

// isToken keeps to what a browser and every HTTP client can send in a header.
func isToken(v string) bool {
	return !strings.ContainsFunc(v, func(r rune) bool { return r <= ' ' || r > '~' })
}

func wholeNumber(v string, lowest, highest int) (n int, ok bool) {
	n, err := strconv.Atoi(v)
	return n, err == nil && n >= lowest && n <= highest
}
