package config_test

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/clouddrift/guardian/internal/config"
)

func TestEnvExampleIsCurrent(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("../../.env.example")
	if err != nil {
		t.Fatal(err)
	}
	if string(file) != config.Example() {
		t.Errorf(".env.example must be:\n%s", config.Example())
	}
}

func TestExampleStandsForTheDefaults(t *testing.T) {
	t.Parallel()
	example, err := load(t, env(), config.Example())
	if err != nil {
		t.Fatal(err)
	}
	none, err := load(t, env(), "")
	if err != nil || example != none {
		t.Errorf("example %+v\nnone    %+v, %v", example, none, err)
	}
}

func TestOneFlagAndOneFieldASetting(t *testing.T) {
	t.Parallel()
	fs := pflag.NewFlagSet("guardian", pflag.ContinueOnError)
	config.AddFlags(fs)
	flags := 0
	fs.VisitAll(func(f *pflag.Flag) {
		flags++
		if f.Usage == "" {
			t.Errorf("--%s has no help", f.Name)
		}
	})
	settings := config.Settings()
	if fields := reflect.TypeFor[config.Config]().NumField(); flags != len(settings) || fields != len(settings) {
		t.Errorf("%d settings, %d flags, %d fields", len(settings), flags, fields)
	}
	for _, s := range settings {
		f := fs.Lookup(s.Flag())
		if f == nil || !strings.Contains(f.Usage, s.Name) {
			t.Errorf("%s: flag %+v", s.Name, f)
		}
	}
}

func TestSwitchStandsAlone(t *testing.T) {
	t.Parallel()
	got, err := load(t, env("ADMIN_ALLOW_ANONYMOUS", "false"), "", "--admin-allow-anonymous")
	if err != nil || !got.AdminAllowAnonymous {
		t.Errorf("got %v, %v", got.AdminAllowAnonymous, err)
	}
}
