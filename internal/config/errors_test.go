package config_test

import (
	"os"
	"testing"

	"github.com/clouddrift/guardian/internal/config"
)

func TestErrorSaysWhereTheValueIsSet(t *testing.T) {
	t.Parallel()
	_, err := load(t, env(), "", "--log-format=xml")
	wantError(t, err, `got "xml" (set in --log-format)`)
	_, err = load(t, env(), "LOG_FORMAT=xml")
	wantError(t, err, `.env)`)
	_, err = config.Load(func(string) (string, bool) { return "", false }, t.TempDir(), nil)
	if os.Geteuid() != 0 { // root needs no home
		wantError(t, err, "DATA_DIR: want a directory for the private PostgreSQL")
	}
}
