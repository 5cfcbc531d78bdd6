package seed

import (
	"os"
	"regexp"
	"runtime"
	"strconv"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/repositories"
)

func TestMain(m *testing.M) { os.Exit(testdb.Run(m)) }

// noon is the Now of tests.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// run seeds and fails the test where that fails.
func run(t testing.TB, db *postgres.DB, o Options) Result {
	t.Helper()
	o.passwordCost = bcrypt.MinCost
	if o.Now.IsZero() {
		o.Now = noon
	}
	result, err := Run(t.Context(), repositories.New(db, 0), o)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// value reads one value.
func value[T any](t testing.TB, db *postgres.DB, sql string) T {
	t.Helper()
	var v T
	if err := db.Pool.QueryRow(t.Context(), sql).Scan(&v); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return v
}

func TestStory(t *testing.T) {
	t.Parallel()
	db := testdb.OpenOwner(t)
	result := run(t, db, Options{})
	checkInvariants(t, db, noon)

	if n := value[int64](t, db, "SELECT count(*) FROM drifts"); n != DefaultDrifts || result.Drifts != n {
		t.Errorf("%d drifts, the result says %d, want %d", n, result.Drifts, DefaultDrifts)
	}
	// What a newcomer is to see, as statements that give true.
	for _, sql := range []string{
		"SELECT count(DISTINCT status) = 5 AND count(DISTINCT severity) = 3 AND count(DISTINCT detected_by) = 3 FROM drifts",
		"SELECT count(DISTINCT (status, severity)) >= 13 FROM drifts",
		"SELECT count(*) = 5 FROM (SELECT DISTINCT resource_type FROM drifts WHERE resource_type IN ('EC2', 'RDS', 'S3', 'IAM_ROLE', 'SECURITY_GROUP')) t",
		"SELECT count(DISTINCT resource_type) >= 9 AND count(DISTINCT account_id) >= 4 AND count(DISTINCT region) >= 5 FROM drifts",
		"SELECT count(DISTINCT resolved_how) = 3 FROM drifts",
		"SELECT max(detected_at) > now() - (now() - '2026-11-23 12:00Z') - interval '1 day' AND min(detected_at) < '2026-09-10' FROM drifts",
		"SELECT count(*) FILTER (WHERE is_read) > 10 AND count(*) FILTER (WHERE NOT is_read) > 5 FROM alerts",
		"SELECT count(DISTINCT scope) = 8 AND count(DISTINCT source) = 2 AND bool_or(errored) AND sum(superseded) > 0 AND sum(resolved) > 0 FROM scans",
		"SELECT count(DISTINCT next_apply) = 3 AND count(actual_state) > 0 AND bool_or(action = 'delete') FROM drift_occurrences",
		"SELECT bool_or(o.approved_at IS NOT NULL) FROM drift_summaries s JOIN drifts o ON o.id = s.supersedes",
		"SELECT count(*) > 100 AND min(cost_usd) < 0 FROM cost_metrics",
		"SELECT bool_or(is_revoked) AND bool_or(expires_at < '2026-11-23 12:00Z') AND bool_or(NOT is_revoked AND expires_at > '2026-11-23 12:00Z') FROM sessions",
		"SELECT count(DISTINCT role) = 3 AND bool_or(NOT is_active) FROM users",
		"SELECT finished_at IS NOT NULL AND drifts = 64 AND random_seed = 1 FROM seed_runs",
	} {
		if !value[bool](t, db, sql) {
			t.Errorf("not so: %s", sql)
		}
	}
}

var timeText = regexp.MustCompile(`\d{4}-\d\d-\d\dT[0-9:.]+Z`)

// TestLarge holds an estate of SEED_TEST_DRIFTS drifts to the invariants, and the
// memory of it to a bound. A million takes some ten minutes.
func TestLarge(t *testing.T) {
	drifts, err := strconv.Atoi(os.Getenv("SEED_TEST_DRIFTS"))
	if err != nil {
		t.Skip("SEED_TEST_DRIFTS is not set")
	}
	db := testdb.OpenOwner(t)
	var most uint64
	start := time.Now()
	result := run(t, db, Options{Drifts: drifts, Progress: func(int64, int64) {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		most = max(most, m.Sys)
	}})
	t.Logf("%d drifts, %d rows in %s, %d MB of memory", result.Drifts, result.Rows, time.Since(start).Round(time.Second), most>>20)
	if most > 500<<20 {
		t.Errorf("it took %d MB", most>>20)
	}
	start = time.Now()
	checkInvariants(t, db, noon)
	t.Logf("the invariants took %s", time.Since(start).Round(time.Second))
	start = time.Now()
	run(t, db, Options{})
	t.Logf("seeding the default story over it took %s", time.Since(start).Round(time.Millisecond))
}
