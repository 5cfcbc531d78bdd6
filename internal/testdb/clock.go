package testdb

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/postgres"
)

// clockVariable moves the clock of the server that the tests use, not their own:
// "+400d" is 400 days ahead. What mixes the two clocks then fails today, not on
// some later day.
const clockVariable = "GUARDIAN_TEST_CLOCK"

// fakeTimes are where Debian's libfaketime and other systems' may lie.
var fakeTimes = []string{
	"/usr/lib/*/faketime/libfaketime.so.1",
	"/usr/lib*/faketime/libfaketime.so.1",
	"/usr/local/lib/faketime/libfaketime.so.1",
}

// clockEnvironment is what makes a server live at another time; nil where the
// switch is not set.
func clockEnvironment(offset string, places []string) ([]string, error) {
	if offset == "" {
		return nil, nil
	}
	for _, place := range places {
		found, err := filepath.Glob(place)
		if err != nil {
			return nil, err
		}
		if len(found) > 0 {
			return []string{
				"LD_PRELOAD=" + found[0], "FAKETIME=" + offset,
				"FAKETIME_DONT_RESET=1",          // each session's process would start at the offset anew
				"FAKETIME_DONT_FAKE_MONOTONIC=1", // waits are measured by it
			}, nil
		}
	}
	return nil, fmt.Errorf("%s is set to %s, which needs libfaketime (Debian: apt-get install faketime): nothing at %v", clockVariable, offset, places)
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
