package main

import (
	"os"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
)

func TestMain(m *testing.M) { os.Exit(testdb.Run(m)) }

func TestRunRefuses(t *testing.T) {
	t.Setenv("BENCH_DATABASE_URL", "")
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"measure"}, "usage:"},
		{[]string{"load"}, "usage:"},
		{[]string{"compare", "x"}, "usage:"},
		{[]string{"prove", "x"}, "usage:"},
		{[]string{"measure", t.TempDir()}, "holds no ledger"},
	} {
		if err := run(t.Context(), c.args); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v: %v", c.args, err)
		}
	}
	t.Setenv("BENCH_DRIFTS", "many")
	if err := run(t.Context(), nil); err == nil || !strings.Contains(err.Error(), `BENCH_DRIFTS is "many"`) {
		t.Error(err)
	}
}
