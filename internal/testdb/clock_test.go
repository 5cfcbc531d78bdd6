package testdb

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

func TestClockDays(t *testing.T) {
	t.Parallel()
	for offset, want := range map[string]int{"": 0, "+1d": 1, "+400d": 400, "-3d": -3} {
		if got, err := clockDays(offset); got != want || err != nil {
			t.Errorf("%q: got %d, %v", offset, got, err)
		}
	}
	for _, offset := range []string{"d", "400", "+4h", "tomorrow"} {
		if _, err := clockDays(offset); err == nil || !strings.Contains(err.Error(), clockVariable) {
			t.Errorf("%q: %v", offset, err)
		}
	}
}

func TestClockEnvironment(t *testing.T) {
	t.Parallel()
	if got, err := clockEnvironment(0, "no-compiler", ""); got != nil || err != nil {
		t.Errorf("without the switch: %v, %v", got, err)
	}
	if _, err := clockEnvironment(1, "no-compiler", t.TempDir()); err == nil || !strings.Contains(err.Error(), "apt-get install gcc") {
		t.Errorf("without a compiler: %v", err)
	}
}

// The switch moves the server's clock by what it says, nothing else moves it, and a
// server that lives at another time still ends what takes too long.
func TestNow(t *testing.T) {
	t.Parallel()
	days, err := clockDays(os.Getenv(clockVariable))
	if err != nil {
		t.Fatal(err)
	}
	db := Open(t)
	if off := Now(t, db).Sub(time.Now().AddDate(0, 0, days)); off.Abs() > time.Minute {
		t.Errorf("the database's clock is %v away from where it should be", off)
	}
	_, err = db.Pool.Exec(t.Context(), "SET statement_timeout = 20; SELECT pg_sleep(5)")
	var ended *pgconn.PgError
	if !errors.As(err, &ended) || ended.Code != "57014" { // query_canceled
		t.Errorf("a statement that takes too long: %v", err)
	}
}
