package testdb

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestClockEnvironment(t *testing.T) {
	t.Parallel()
	if got, err := clockEnvironment("", fakeTimes); got != nil || err != nil {
		t.Errorf("without the switch: %v, %v", got, err)
	}
	library := filepath.Join(t.TempDir(), "libfaketime.so.1")
	if _, err := clockEnvironment("+1d", []string{library}); err == nil || !strings.Contains(err.Error(), "apt-get install faketime") {
		t.Errorf("without the library: %v", err)
	}
	if err := os.WriteFile(library, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := clockEnvironment("+1d", []string{"/nowhere", library})
	if err != nil || !slices.Contains(got, "LD_PRELOAD="+library) || !slices.Contains(got, "FAKETIME=+1d") {
		t.Errorf("got %v, %v", got, err)
	}
}

// The switch moves the server's clock by what it says, in days, and nothing else
// moves it.
func TestNow(t *testing.T) {
	t.Parallel()
	var ahead time.Duration
	if offset := os.Getenv(clockVariable); offset != "" {
		days, ok := strings.CutSuffix(strings.TrimPrefix(offset, "+"), "d")
		hours, err := time.ParseDuration(days + "h")
		if !ok || err != nil {
			t.Skipf("%s is not so many days ahead", offset)
		}
		ahead = 24 * hours
	}
	if off := Now(t, Open(t)).Sub(time.Now()) - ahead; off.Abs() > time.Minute {
		t.Errorf("the database's clock is %v away from where it should be", off)
	}
}
