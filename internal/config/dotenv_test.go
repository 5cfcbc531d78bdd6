package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/config"
)

func TestUnreadableDotenvNamesFileAndLine(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ dotenv, line string }{
		"no equals sign":           {"LOG_LEVEL=info\nADMIN TOKEN hunter2\nLOG_FORMAT=text\n", ".env:2: want NAME=value"},
		"no equals sign at end":    {"LOG_LEVEL=info\n\nhunter2", ".env:3: want NAME=value"},
		"no name":                  {"=hunter2\n", ".env:1: want NAME=value"},
		"a strange name":           {"# mine\nLOG-LEVEL=hunter2\n", ".env:2: want NAME=value"},
		"an open quote":            {"LOG_LEVEL=info\nADMIN_TOKEN='hunter2\nLOG_FORMAT=text\n", ".env:2: want NAME=value"},
		"after a value of 2 lines": {"A=\"one\ntwo\"\nwrong hunter2\n", ".env:3: want NAME=value"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := load(t, env(), c.dotenv)
			wantError(t, err, c.line)
			if err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Errorf("leaks: %v", err)
			}
		})
	}
}

func TestDotenvThatIsNoFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, ".env"), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := config.Load(env(), dir, nil)
	wantError(t, err, ".env: want a file that can be read; is a directory")
}

// FuzzDotenv feeds .env files to Load: it never panics, and every error is one line of this package's own.
func FuzzDotenv(f *testing.F) {
	for _, seed := range []string{"A=1\n", "export A='x\ny'\n", "=\n", "A", "A=\"", "A=${B}\n", "A: b # c\r\n", "HTTP_ADDR=:1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, dotenv string) {
		if _, err := load(t, env(), dotenv); err != nil {
			wantError(t, err, ": want ")
		}
	})
}

func TestVariablesOfTheEnvironmentWin(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, ".env"), []byte("ONCALL_URL=file\nTEAM_URL=file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	lookup, err := config.Variables(env("ONCALL_URL", "environment"), dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"ONCALL_URL": "environment", "TEAM_URL": "file", "OTHER_URL": ""} {
		if got, set := lookup(name); got != want || set != (want != "") {
			t.Errorf("%s is %q, %v", name, got, set)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, ".env"), []byte("nonsense"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = config.Variables(env(), dir)
	wantError(t, err, ".env:1: want NAME=value")
}
