// Package config reads the program's settings: a flag wins over the environment, the environment over a file .env in
// the working directory, and that over the default. One table, in settings.go, drives the reading, the flags and
// .env.example. Nothing is ever written into the process environment.
package config

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
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
	QueryTimeout time.Duration
	// LogLevel is the least severe level that is logged.
	LogLevel logrus.Level
	// LogFormat is "text", "json", or "" for text on a terminal and json elsewhere.
	LogFormat string
}

// Error says which setting cannot be used and what it takes. Its text is one line and never holds a secret.
type Error struct {
	Setting string // the setting's name, or FILE:LINE for a .env that cannot be read
	Want    string // what the setting takes
	Got     string // what it was; empty for a secret
	Source  string // where it was set, when that was not the environment
	Hint    string // why, or the way out; may be empty
}

// Error returns the line for the user.
func (e *Error) Error() string {
	line := e.Setting + ": want " + e.Want
	if e.Got != "" {
		line += fmt.Sprintf(", got %q", e.Got)
	}
	if e.Source != "" {
		line += " (set in " + e.Source + ")"
	}
	if e.Hint != "" {
		line += "; " + e.Hint
	}
	return line
}

// Load reads the settings. lookup is the environment (os.LookupEnv), dir the working directory, which may hold a
// .env, and flags the flags that were given, as FlagValues returns them.
//
// A setting that is there but empty stands for its default, and still hides what a lower place says: an empty
// DATABASE_URL in the environment means the private PostgreSQL, whatever .env holds.
//
// Every error is an *Error: the first setting, in the table's order, that cannot be used, or a .env that cannot be read.
func Load(lookup func(name string) (string, bool), dir string, flags map[string]string) (Config, error) {
	file := filepath.Join(dir, ".env")
	fromFile, err := readDotenv(file)
	if err != nil {
		return Config{}, err
	}
	var c Config
	for _, s := range table {
		value, source := "", ""
		if v, ok := flags[s.Flag()]; ok {
			value, source = v, "--"+s.Flag()
		} else if v, ok := lookup(s.Name); ok {
			value = v
		} else if v, ok := fromFile[s.Name]; ok {
			value, source = v, file
		}
		if value == "" {
			value = s.Default
		}
		if value == "" || s.set(&c, value) {
			continue
		}
		e := &Error{Setting: s.Name, Want: s.want, Got: value, Source: source, Hint: s.hint}
		if s.Secret {
			e.Got = ""
		}
		return Config{}, e
	}
	return c.complete(lookup, dir)
}

// complete fills in the defaults that depend on other settings or on the machine.
func (c Config) complete(lookup func(string) (string, bool), dir string) (Config, error) {
	if c.DatabaseReadURL == "" {
		c.DatabaseReadURL = c.DatabaseURL
	} else if c.DatabaseURL == "" {
		return Config{}, &Error{
			Setting: "DATABASE_READ_URL",
			Want:    "DATABASE_URL set as well",
			Hint:    "the private PostgreSQL has no replica",
		}
	}
	if c.DataDir == "" {
		c.DataDir = defaultDataDir(runtime.GOOS, os.Geteuid(), lookup)
	} else if !filepath.IsAbs(c.DataDir) {
		c.DataDir = filepath.Join(dir, c.DataDir)
	}
	if c.DataDir == "" && c.DatabaseURL == "" {
		return Config{}, &Error{
			Setting: "DATA_DIR",
			Want:    "a directory for the private PostgreSQL",
			Hint:    "there is no home directory to put it in by default; with DATABASE_URL none is needed",
		}
	}
	return c, nil
}
