package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/spf13/pflag"

	"github.com/clouddrift/guardian/internal/config"
)

// env is an environment with a home, so that DATA_DIR has a default.
func env(pairs ...string) func(string) (string, bool) {
	values := map[string]string{"HOME": "/home/ann"}
	for i := 0; i < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	return func(name string) (string, bool) { v, ok := values[name]; return v, ok }
}

func load(t *testing.T, lookup func(string) (string, bool), dotenv string, args ...string) (config.Config, error) {
	t.Helper()
	dir := t.TempDir()
	if dotenv != "" {
		if err := os.WriteFile(filepath.Join(dir, ".env"), []byte(dotenv), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	fs := pflag.NewFlagSet("guardian", pflag.ContinueOnError)
	config.AddFlags(fs)
	if err := fs.Parse(args); err != nil {
		t.Fatal(err)
	}
	return config.Load(lookup, dir, config.FlagValues(fs))
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	got, err := load(t, env(), "")
	if err != nil {
		t.Fatal(err)
	}
	if !filepath.IsAbs(got.DataDir) {
		t.Errorf("DataDir = %q, want an absolute path", got.DataDir)
	}
	want := config.Config{
		DatabaseSchema: "public", DatabaseMaxConns: 10, DataDir: got.DataDir, HTTPAddr: "127.0.0.1:8080",
		QueryTimeout: 5 * time.Second, LogLevel: logrus.InfoLevel,
	}
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestEverySettingIsRead(t *testing.T) {
	t.Parallel()
	got, err := load(t, env(
		"DATABASE_URL", "postgres://ann:pw@db1,db2/guardian?target_session_attrs=read-write",
		"DATABASE_READ_URL", "host=replica user=ann dbname=guardian",
		"DATABASE_SCHEMA", "tenant_7", "DATABASE_MAX_CONNS", "25", "DATA_DIR", "/srv/guardian",
		"HTTP_ADDR", "[::1]:0", "ADMIN_TOKEN", "0123456789abcdef", "ADMIN_ALLOW_ANONYMOUS", "true",
		"QUERY_TIMEOUT", "1m30s", "LOG_LEVEL", "DEBUG", "LOG_FORMAT", "json",
	), "")
	if err != nil {
		t.Fatal(err)
	}
	want := config.Config{
		DatabaseURL:     "postgres://ann:pw@db1,db2/guardian?target_session_attrs=read-write",
		DatabaseReadURL: "host=replica user=ann dbname=guardian",
		DatabaseSchema:  "tenant_7", DatabaseMaxConns: 25, DataDir: "/srv/guardian",
		HTTPAddr: "[::1]:0", AdminToken: "0123456789abcdef", AdminAllowAnonymous: true,
		QueryTimeout: 90 * time.Second, LogLevel: logrus.DebugLevel, LogFormat: "json",
	}
	if got != want {
		t.Error("a setting did not arrive") // secrets do not print: no use in showing the two
	}
}

func TestFlagOverEnvironmentOverFile(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name        string
		environment []string
		dotenv      string
		args        []string
		want        string
	}{
		{"default", nil, "", nil, "public"},
		{"file", nil, "DATABASE_SCHEMA=filed\n", nil, "filed"},
		{"environment over file", []string{"DATABASE_SCHEMA", "set"}, "DATABASE_SCHEMA=filed\n", nil, "set"},
		{"flag over both", []string{"DATABASE_SCHEMA", "set"}, "DATABASE_SCHEMA=filed\n", []string{"--database-schema=flagged"}, "flagged"},
		{"empty is the default and hides the file", []string{"DATABASE_SCHEMA", ""}, "DATABASE_SCHEMA=filed\n", nil, "public"},
		{"empty in the file", nil, "DATABASE_SCHEMA=\n", nil, "public"},
		{"other names in the file are not ours", nil, "POSTGRES_PASSWORD='a$b'\nexport DATABASE_SCHEMA=\"filed\" # why\n", nil, "filed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := load(t, env(c.environment...), c.dotenv, c.args...)
			if err != nil || got.DatabaseSchema != c.want {
				t.Errorf("got %q, %v; want %q", got.DatabaseSchema, err, c.want)
			}
		})
	}
	if _, ok := os.LookupEnv("DATABASE_SCHEMA"); ok {
		t.Error("the file was written into the process environment")
	}
}

func TestReadURLFollowsURL(t *testing.T) {
	t.Parallel()
	got, err := load(t, env("DATABASE_URL", "postgres://db/guardian"), "")
	if err != nil || got.DatabaseReadURL.Reveal() != "postgres://db/guardian" {
		t.Errorf("got %q, %v", got.DatabaseReadURL.Reveal(), err)
	}
	_, err = load(t, env("DATABASE_READ_URL", "postgres://db/guardian"), "")
	wantError(t, err, "DATABASE_READ_URL: want DATABASE_URL set as well; the private PostgreSQL has no replica")
}

func TestRelativeDataDirIsBelowTheWorkingDirectory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	got, err := config.Load(env("DATA_DIR", "data"), dir, nil)
	if want := filepath.Join(dir, "data"); err != nil || got.DataDir != want {
		t.Errorf("got %q, %v; want %q", got.DataDir, err, want)
	}
}

func TestWrongValuesAreOneClearLine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, value, want string }{
		{"DATABASE_SCHEMA", "pg_temp", "DATABASE_SCHEMA: want a schema name of 1 to 63 bytes"},
		{"DATABASE_SCHEMA", "information_schema", `got "information_schema"`},
		{"DATABASE_SCHEMA", "$user", `got "$user"`},
		{"DATABASE_SCHEMA", "7tenants", `got "7tenants"`},
		{"DATABASE_SCHEMA", strings.Repeat("ä", 32), "1 to 63 bytes"},
		{"DATABASE_SCHEMA", "a\nb", `got "a\nb"`},
		{"DATABASE_MAX_CONNS", "ten", `DATABASE_MAX_CONNS: want a whole number from 1 to 1000, got "ten"`},
		{"DATABASE_MAX_CONNS", "0", `got "0"`},
		{"DATABASE_MAX_CONNS", "1001", `got "1001"`},
		{"DATABASE_MAX_CONNS", "99999999999999999999", `got "99999999999999999999"`},
		{"DATA_DIR", "a\x00b", `DATA_DIR: want a directory, got "a\x00b"`},
		{"HTTP_ADDR", "8080", `HTTP_ADDR: want host:port`},
		{"HTTP_ADDR", "127.0.0.1:http", `got "127.0.0.1:http"`},
		{"HTTP_ADDR", "127.0.0.1:65536", `got "127.0.0.1:65536"`},
		{"HTTP_ADDR", "::1:8080", `got "::1:8080"`},
		{"HTTP_ADDR", "a b:80", `got "a b:80"`},
		{"ADMIN_ALLOW_ANONYMOUS", "yes", `ADMIN_ALLOW_ANONYMOUS: want true or false, got "yes"`},
		{"QUERY_TIMEOUT", "5", `QUERY_TIMEOUT: want a duration from 1ms to 10m, such as 5s or 1m30s, got "5"`},
		{"QUERY_TIMEOUT", "0s", `got "0s"`},
		{"QUERY_TIMEOUT", "-1s", `got "-1s"`},
		{"QUERY_TIMEOUT", "11m", `got "11m"`},
		{"LOG_LEVEL", "loud", "LOG_LEVEL: want panic, fatal, error, warning, info, debug or trace, got \"loud\""},
		{"LOG_FORMAT", "xml", `LOG_FORMAT: want text or json, got "xml"`},
	} {
		_, err := load(t, env(c.name, c.value), "")
		wantError(t, err, c.want)
	}
	_, err := load(t, env("DATABASE_URL", "postgres://db/x"), "", "--database-url=")
	wantError(t, err, "(set in --database-url); it is empty there, as a variable that is not set gives it; an empty DATABASE_URL in the environment is the default")
}

func TestUnusableDatabaseURLShowsNothingOfIt(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"postgres://ann:hunter2@db:port/x",
		"postgres://ann:hunter2/rest@db/x",
		"postgres://ann:hunter2%zz@db/x",
		"mysql://ann:hunter2@db/x",
		"host=db password='hunter2",
		"host=db password=hunter2 sslmode=hunter2",
		"postgres://ann@db/x?password=hunter2&sslmode=hunter2",
		"hunter2",
	} {
		for _, name := range []string{"DATABASE_URL", "DATABASE_READ_URL"} {
			_, err := load(t, env("DATABASE_URL", "postgres://db/x", name, url), "")
			wantError(t, err, name+": want a PostgreSQL URL")
			if err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%s=%s leaks: %v", name, url, err)
			}
		}
	}
	for _, token := range []string{"hunter2 hunter2 hunter2", "hunter2", "hunter2hunter2h"} {
		_, err := load(t, env("ADMIN_TOKEN", token), "")
		wantError(t, err, "ADMIN_TOKEN: want at least 16 characters")
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("leaks: %v", err)
		}
	}
}

// An address where none with a password may be given is no place to show the password.
func TestWrongAddressShowsNoPassword(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"https://ann:hunter2@guardian.example.com":       `got "https://…@guardian.example.com"`,
		"https://ann:hunter2@hunter2@example.com/x":      `got "https://…@example.com/x"`,
		"https://guardian.example.com/?token=hunter2":    `got "https://guardian.example.com/?…"`,
		"https://ann:hunter2\n@guardian.example.com":     `got "https://…@guardian.example.com"`,
		"postgres://ann:hunter2@guardian.example.com/db": `got "postgres://…@guardian.example.com/db"`,
	} {
		for _, name := range []string{"PUBLIC_URL", "HTTP_ADDR", "GUARDIAN_USER", "DATABASE_SCHEMA"} {
			_, err := load(t, env(name, value), "")
			if name == "PUBLIC_URL" {
				wantError(t, err, want)
			}
			if err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%s=%s leaks: %v", name, value, err)
			}
		}
	}
}

// wantError holds an error to the shape of every error of this package: typed, one line, and saying the words.
func wantError(t *testing.T, err error, words string) {
	t.Helper()
	var e *config.Error
	if !errors.As(err, &e) {
		t.Errorf("got %v, want an *config.Error that says %q", err, words)
		return
	}
	if !strings.Contains(err.Error(), words) || strings.Contains(err.Error(), "\n") {
		t.Errorf("got  %s\nwant one line that says %s", err, words)
	}
}
