package main

import (
	"os"
	"strings"
	"syscall"
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

// Whoever stops it, by a key or as a supervisor does, leaves neither a server nor a ledger behind.
func TestStopped(t *testing.T) {
	for _, by := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		ctx, cancel := untilStopped()
		defer cancel()
		if err := syscall.Kill(syscall.Getpid(), by); err != nil {
			t.Fatal(err)
		}
		select {
		case <-ctx.Done():
		case <-t.Context().Done():
		}
	}
}
