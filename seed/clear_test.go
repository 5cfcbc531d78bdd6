package seed

import (
	"context"
	"errors"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/migrations"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// contents counts the rows of every table and sums up the drifts.
func contents(t *testing.T, db *postgres.DB) string {
	t.Helper()
	return value[string](t, db, `SELECT concat_ws(' ',
		(SELECT count(*) FROM users), (SELECT count(*) FROM drifts), (SELECT count(*) FROM alerts), (SELECT count(*) FROM audit_logs),
		(SELECT count(*) FROM cost_metrics), (SELECT count(*) FROM sessions), (SELECT count(*) FROM scans), (SELECT count(*) FROM drift_occurrences),
		(SELECT md5(string_agg(d::text, '' ORDER BY id)) FROM drifts d))`)
}

func TestTwiceIsOnce(t *testing.T) {
	t.Parallel()
	db := testdb.OpenOwner(t)
	run(t, db, Options{})
	once := contents(t, db)
	run(t, db, Options{})
	if twice := contents(t, db); twice != once {
		t.Errorf("once %s, twice %s", once, twice)
	}
	run(t, db, Options{RandomSeed: 2}) // what another seed wrote is the seed's all the same
	checkInvariants(t, db, noon)
}

func TestClearingKeepsWhatOthersWrote(t *testing.T) {
	t.Parallel()
	db := testdb.OpenOwner(t)
	store := repositories.New(db, 0)
	run(t, db, Options{})
	ctx := t.Context()
	for range 2 {
		_, err := store.Drifts.Create(ctx, models.CreateDriftInput{
			ResourceID: "i-1", ResourceType: models.ResourceEC2, Region: "eu-west-1",
			ExpectedState: models.JSON(`{"a":1}`), ActualState: models.JSON(`{"a":2}`),
			Severity: models.SeverityInfo, DetectedBy: models.DetectedByAPI,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Pool.Exec(ctx, "INSERT INTO users (email, password_hash) VALUES ('me@example.com', 'x')"); err != nil {
		t.Fatal(err)
	}
	before := contents(t, db)

	_, err := Run(ctx, store, Options{passwordCost: bcrypt.MinCost})
	const want = "the database holds rows that the seed did not write (drifts 2, users 1, audit_logs 2); --force clears them too"
	var refused *repositories.NotSeededError
	if !errors.As(err, &refused) || !errors.Is(err, models.ErrConflict) || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if after := contents(t, db); after != before {
		t.Errorf("refused, and yet %s became %s", before, after)
	}

	run(t, db, Options{Force: true})
	if n := value[int64](t, db, "SELECT count(*) FROM drifts WHERE resource_id = 'i-1'"); n != 0 {
		t.Errorf("%d foreign drifts are left in spite of force", n)
	}
}

// TestBrokenOff breaks a seeding off after its first batch, in four ways. The next one
// clears what is there, without force.
func TestBrokenOff(t *testing.T) {
	t.Parallel()
	for name, stop := range map[string]struct {
		do   func(t *testing.T, db *postgres.DB, cancel context.CancelFunc)
		kind error
		text string
	}{
		"interrupt": {
			func(_ *testing.T, _ *postgres.DB, cancel context.CancelFunc) { cancel() },
			context.Canceled, "the caller gave up; the database is half seeded, and the next seed clears it",
		},
		"the database goes away": {
			func(t *testing.T, db *postgres.DB, _ context.CancelFunc) {
				value[int64](t, db, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
			},
			models.ErrUnavailable, "the database is half seeded",
		},
		"a row that the database refuses": {
			func(t *testing.T, db *postgres.DB, _ context.CancelFunc) {
				if _, err := db.Pool.Exec(t.Context(), "ALTER TABLE cost_metrics ADD CHECK (id::text NOT LIKE '%ff') NOT VALID"); err != nil {
					t.Error(err)
				}
			},
			models.ErrInvalid, "the database is half seeded",
		},
		"the disk is full": {
			func(t *testing.T, db *postgres.DB, _ context.CancelFunc) {
				_, err := db.Pool.Exec(t.Context(), `CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
					$$BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END$$;
					CREATE TRIGGER full_disk BEFORE INSERT ON cost_metrics EXECUTE FUNCTION full_disk()`)
				if err != nil {
					t.Error(err)
				}
			},
			models.ErrUnavailable, "the database's disk is full; the database is half seeded",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := testdb.New(t).Owner().URL
			db, other := testdb.With(t, postgres.Config{URL: url}), testdb.With(t, postgres.Config{URL: url})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			batch := 0
			_, err := Run(ctx, repositories.New(db, 0), Options{
				Drifts: 900, batchDrifts: 300, passwordCost: bcrypt.MinCost,
				Progress: func(int64, int64) {
					if batch++; batch == 1 {
						stop.do(t, other, cancel)
					}
				},
			})
			if !errors.Is(err, stop.kind) || !strings.Contains(err.Error(), stop.text) {
				t.Errorf("got %v, want %q", err, stop.text)
			}
			if seeded, err := repositories.NewReader(other, 0).SeedRun(t.Context()); err != nil || seeded.FinishedAt != nil || seeded.Drifts != 900 {
				t.Errorf("the run is noted as %+v, %v", seeded, err)
			}
			if n := value[int64](t, other, "SELECT count(*) FROM drifts"); n < 300 || n >= 900 {
				t.Errorf("%d drifts are left", n)
			}
			if _, err := other.Pool.Exec(t.Context(), `DROP TRIGGER IF EXISTS full_disk ON cost_metrics;
				ALTER TABLE cost_metrics DROP CONSTRAINT IF EXISTS cost_metrics_id_check`); err != nil {
				t.Fatal(err)
			}
			run(t, other, Options{})
			checkInvariants(t, other, noon)
		})
	}
}

// TestFailsAsAWhole: what breaks before the first batch is committed changes nothing.
func TestFailsAsAWhole(t *testing.T) {
	t.Parallel()
	db := testdb.OpenOwner(t)
	run(t, db, Options{})
	before := contents(t, db)
	if _, err := db.Pool.Exec(t.Context(), "ALTER TABLE sessions ADD CHECK (NOT is_revoked) NOT VALID"); err != nil {
		t.Fatal(err)
	}
	_, err := Run(t.Context(), repositories.New(db, 0), Options{passwordCost: bcrypt.MinCost})
	if !errors.Is(err, models.ErrInvalid) || strings.Contains(err.Error(), "half seeded") {
		t.Errorf("got %v", err)
	}
	if after := contents(t, db); after != before {
		t.Errorf("it failed, and yet %s became %s", before, after)
	}
}

func TestOneSeedAtATime(t *testing.T) {
	t.Parallel()
	db := testdb.OpenOwner(t)
	store := repositories.New(db, 0)
	var second error
	once := false
	_, err := Run(t.Context(), store, Options{Drifts: 200, batchDrifts: 50, passwordCost: bcrypt.MinCost, Progress: func(int64, int64) {
		if !once {
			once = true
			_, second = Run(t.Context(), store, Options{passwordCost: bcrypt.MinCost})
		}
	}})
	if err != nil {
		t.Error(err)
	}
	if !errors.Is(second, models.ErrConflict) || second.Error() != "another seed is under way in this database" {
		t.Errorf("the second gets %v", second)
	}
}

func TestSchemaBehind(t *testing.T) {
	t.Parallel()
	db := testdb.OpenOwner(t)
	down, err := migrations.Down(t.Context(), db.Gorm, migrations.DownOptions{Steps: 1, Force: true})
	if err != nil {
		t.Fatal(err)
	}
	_, err = Run(t.Context(), repositories.New(db, 0), Options{passwordCost: bcrypt.MinCost})
	if !errors.Is(err, models.ErrConflict) || err.Error() != "the schema is behind: pending "+down[0]+"; run migrate up" {
		t.Errorf("got %v", err)
	}
	if n := value[int64](t, db, "SELECT count(*) FROM users"); n != 0 {
		t.Errorf("%d users were written", n)
	}
}
