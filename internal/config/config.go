// Package config reads the program's settings: a flag wins over the environment, the environment over a file .env in
// the working directory, and that over the default. One table, in settings.go, drives the reading, the flags and
// .env.example. Nothing is ever written into the process environment.
package config

import (
	"time"

	"github.com/sirupsen/logrus"
)

// Config holds every setting, checked.
type Config struct {
	// DatabaseURL is a PostgreSQL URL or keyword string. Empty: the program runs a private PostgreSQL itself.
	DatabaseURL Secret
	// DatabaseReadURL is where the inspection routes of serve read. It is DatabaseURL unless it was set.
	DatabaseReadURL Secret
	// DatabaseSchema holds every table. 1 to 63 bytes.
	DatabaseSchema string
	// DatabaseMaxConns is the size of the connection pool, 1 to 1000.
	DatabaseMaxConns int
	// DataDir is the absolute path where the private PostgreSQL keeps its files. Empty only when DatabaseURL is
	// set and the user has no home directory.
	DataDir string
	// HTTPAddr is the host:port where serve listens. Port 0 lets the system choose one.
	HTTPAddr string
	// AdminToken is what every route but the health routes wants. Empty: they want none.
	AdminToken Secret
	// AdminAllowAnonymous lets serve listen beyond loopback without a token; see CheckListen.
	AdminAllowAnonymous bool
	// QueryTimeout is the longest that one database call of serve and of the lifecycle may take, 1ms to 10m.
	// What takes its time has limits of its own.
	QueryTimeout time.Duration
	// PublicURL is where people open the pages, without a slash at its end. Empty: where serve listens.
	PublicURL string
	// WebhookSecret signs Standard Webhooks: whsec_ and base64. Empty: none can be sent.
	WebhookSecret Secret
	// User is the e-mail of the user who acts where a command does not say. Empty: it has to.
	User string
	// SecretKey makes the fingerprints that tell one masked secret from another: the bytes themselves, 32 or more.
	// Empty makes none.
	SecretKey Secret
	// LogLevel is the least severe level that is logged.
	LogLevel logrus.Level
	// LogFormat is "text", "json", or "" for text on a terminal and json elsewhere.
	LogFormat string
}
