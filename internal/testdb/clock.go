package testdb

import (
	_ "embed" // the source of what moves a clock
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/postgres"
)

// clockVariable moves the clock of the server that the tests use, not their own:
// "+400d" is 400 days ahead. What mixes the two clocks then fails today, not on
// some later day.
const clockVariable = "GUARDIAN_TEST_CLOCK"

// clockSource is compiled and loaded into the server. The library libfaketime would
// do without a compiler, but a signal that comes while the server waits finds the
// machine's own clock there: no timeout and no check for deadlocks ever comes due.
//
//go:embed testdata/clock.c
var clockSource string

// clockDays reads how many days away the server shall live; "" is none.
func clockDays(offset string) (int, error) {
	if offset == "" {
		return 0, nil
	}
	number, ok := strings.CutSuffix(offset, "d")
	days, err := strconv.Atoi(number)
	if !ok || err != nil {
		return 0, fmt.Errorf("%s takes days like +400d, got %q", clockVariable, offset)
	}
	return days, nil
}

// clockEnvironment is what makes a server live so many days away; nil for none. What
// it loads is put into dir.
func clockEnvironment(days int, compiler, dir string) ([]string, error) {
	if days == 0 {
		return nil, nil
	}
	library := filepath.Join(dir, "clock.so")
	cmd := exec.Command(compiler, "-shared", "-fPIC", "-O1", "-DDAYS="+strconv.Itoa(days), "-o", library, "-x", "c", "-")
	cmd.Stdin = strings.NewReader(clockSource)
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%s needs a C compiler that works (Debian: apt-get install gcc libc6-dev): %w %s", clockVariable, err, out)
	}
	return []string{"LD_PRELOAD=" + library}, nil
}

// Now is the time by the database's clock, which need not be the test's.
func Now(t testing.TB, db *postgres.DB) time.Time {
	t.Helper()
	var now time.Time
	if err := db.Pool.QueryRow(t.Context(), "SELECT clock_timestamp()").Scan(&now); err != nil {
		t.Fatal("testdb: ", err)
	}
	return now
}
