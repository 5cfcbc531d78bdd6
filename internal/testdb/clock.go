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
// "+400d" is 400 days ahead, "+400d@23:30" that day at that time in UTC, when the server
// starts. What mixes the two clocks, or reaches into the next day, then fails today, not on
// some later day or in some evening.
const clockVariable = "GUARDIAN_TEST_CLOCK"

// clockSource is compiled and loaded into the server. The library libfaketime would
// do without a compiler, but a signal that comes while the server waits finds the
// machine's own clock there: no timeout and no check for deadlocks ever comes due.
//
//go:embed testdata/clock.c
var clockSource string

// clockOffset reads how far from now the server shall live; "" is not at all.
func clockOffset(setting string, now time.Time) (time.Duration, error) {
	if setting == "" {
		return 0, nil
	}
	day, at, timed := strings.Cut(setting, "@")
	number, ok := strings.CutSuffix(day, "d")
	days, err := strconv.Atoi(number)
	if !ok || err != nil {
		return 0, fmt.Errorf("%s takes days like +400d or +400d@23:30, got %q", clockVariable, setting)
	}
	offset := time.Duration(days) * 24 * time.Hour
	if !timed {
		return offset, nil
	}
	clock, err := time.Parse("15:04", at)
	if err != nil {
		return 0, fmt.Errorf("%s takes a time of day like 23:30 behind the @, got %q", clockVariable, setting)
	}
	wanted := time.Date(now.UTC().Year(), now.UTC().Month(), now.UTC().Day(), clock.Hour(), clock.Minute(), 0, 0, time.UTC)
	return offset + wanted.Sub(now).Round(time.Second), nil
}

// clockEnvironment is what makes a server live so far away; nil for none. What it loads is
// put into dir.
func clockEnvironment(offset time.Duration, compiler, dir string) ([]string, error) {
	if offset == 0 {
		return nil, nil
	}
	library := filepath.Join(dir, "clock.so")
	cmd := exec.Command(compiler, "-shared", "-fPIC", "-O1", fmt.Sprintf("-DSECONDS=%d", int64(offset.Seconds())), "-o", library, "-x", "c", "-")
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
