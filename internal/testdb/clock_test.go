package testdb

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

func TestClockOffset(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	now := time.Date(2026, 11, 26, 19, 0, 0, 500, time.FixedZone("", 3600)) // 18:00 in UTC
	for setting, want := range map[string]time.Duration{
		"": 0, "+1d": day, "+400d": 400 * day, "-3d": -3 * day,
		"+400d@23:30": 400*day + 5*time.Hour + 30*time.Minute, "+0d@00:10": -17*time.Hour - 50*time.Minute,
	} {
		if got, err := clockOffset(setting, now); got != want || err != nil {
			t.Errorf("%q: got %s, %v", setting, got, err)
		}
	}
	for _, setting := range []string{"d", "400", "+4h", "tomorrow", "@23:30", "+1d@", "+1d@24:00", "+1d@11pm"} {
		if _, err := clockOffset(setting, now); err == nil || !strings.Contains(err.Error(), clockVariable) {
			t.Errorf("%q: %v", setting, err)
		}
	}
}

func TestClockEnvironment(t *testing.T) {
	t.Parallel()
	if got, err := clockEnvironment(0, "no-compiler", ""); got != nil || err != nil {
		t.Errorf("without the switch: %v, %v", got, err)
	}
	if _, err := clockEnvironment(time.Hour, "no-compiler", t.TempDir()); err == nil || !strings.Contains(err.Error(), "apt-get install gcc") {
		t.Errorf("without a compiler: %v", err)
	}
}

// begun is near when the server starts.
var begun = time.Now()

// The switch moves the server's clock by what it says, nothing else moves it, and a
// server that lives at another time still ends what takes too long.
func TestNow(t *testing.T) {
	t.Parallel()
	db := Open(t)
	offset, err := clockOffset(os.Getenv(clockVariable), begun)
	if err != nil {
		t.Fatal(err)
	}
	if off := Now(t, db).Sub(time.Now().Add(offset)); off.Abs() > time.Minute {
		t.Errorf("the database's clock is %v away from where it should be", off)
	}
	_, err = db.Pool.Exec(t.Context(), "SET statement_timeout = 20; SELECT pg_sleep(5)")
	var ended *pgconn.PgError
	if !errors.As(err, &ended) || ended.Code != "57014" { // query_canceled
		t.Errorf("a statement that takes too long: %v", err)
	}
}
