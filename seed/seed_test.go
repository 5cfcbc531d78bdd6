package seed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/crypto/bcrypt"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
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
	db := testdb.Open(t)
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

func TestUsersCanLogIn(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	run(t, db, Options{Drifts: 1})
	for email, password := range map[string]string{AdminEmail: AdminPassword, EngineerEmail: EngineerPassword, ViewerEmail: ViewerPassword} {
		hash := value[string](t, db, "SELECT password_hash FROM users WHERE email = '"+email+"'")
		if err := bcrypt.CompareHashAndPassword([]byte(hash), []byte(password)); err != nil {
			t.Errorf("%s: %v", email, err)
		}
	}
}

// TestOriginals holds the three drifts of the first specification to its words.
func TestOriginals(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	run(t, db, Options{Drifts: 3})
	rows, err := db.Pool.Query(t.Context(), `SELECT concat_ws(' | ', resource_id, resource_type, region, account_id, severity,
		cost_impact_monthly, detected_by, status, age('2026-11-23 12:00Z', detected_at), approval_reason,
		(SELECT email FROM users WHERE id = approved_by), age('2026-11-23 12:00Z', approved_at), difference)
		FROM drifts ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`i-0123456789abcdef0 | EC2 | us-east-1 | critical | 125.50 | scheduler | detected | 1 day | {"instanceType": {"actual": "t3.large", "expected": "t3.medium"}, "securityGroups": {"actual": ["sg-87654321"], "expected": ["sg-12345678"]}}`,
		`rds-prod-db-01 | RDS | eu-west-1 | warning | 45.00 | scheduler | triaged | 12:00:00 | {"multiAZ": {"actual": false, "expected": true}}`,
		`s3-bucket-logs | S3 | us-west-2 | info | 0.00 | manual | approved | 3 days | Intentional configuration change for cost savings | engineer@driftsentry.local | 2 days | {"versioning": {"actual": "Suspended", "expected": "Enabled"}}`,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if title := value[string](t, db, "SELECT title FROM alerts ORDER BY id LIMIT 1"); title != "Critical drift: EC2 instance configuration" {
		t.Errorf("the alert is %q", title)
	}
}

// TestSizes holds estates of several sizes and seeds to the invariants.
func TestSizes(t *testing.T) {
	t.Parallel()
	for _, o := range []Options{
		{Drifts: 1}, {Drifts: 2}, {Drifts: 10},
		{Drifts: 100, RandomSeed: 7, Now: time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)},
		{Drifts: 1000, RandomSeed: 1 << 63, Now: time.Date(2027, 3, 1, 4, 5, 0, 0, time.UTC)},
		{Drifts: 10_001, RandomSeed: 3, Now: time.Date(2028, 2, 29, 5, 0, 0, 0, time.UTC)},
	} {
		t.Run(fmt.Sprint(o.Drifts), func(t *testing.T) {
			t.Parallel()
			db := testdb.Open(t)
			result := run(t, db, o)
			if o.Now.IsZero() {
				o.Now = noon
			}
			checkInvariants(t, db, o.Now)
			if n := value[int64](t, db, "SELECT count(*) FROM drifts"); n != int64(o.Drifts) {
				t.Errorf("%d drifts", n)
			}
			if each := float64(result.Rows) / float64(o.Drifts); o.Drifts > briefFrom && each > 6.5 {
				t.Errorf("%.1f rows a drift", each)
			}
		})
	}
}

// story gives the text of every row, times and hashes left out if so wished.
func story(t *testing.T, o Options, times bool) string {
	t.Helper()
	o.passwordCost, o.batchDrifts = bcrypt.MinCost, 100
	o, err := o.complete()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	for rows, err := range batches(o) {
		if err != nil {
			t.Fatal(err)
		}
		if b.Len() > 2_000_000 { // the rest is no different
			break
		}
		for i := range rows.Users {
			rows.Users[i].PasswordHash = ""
		}
		writeText(&b, reflect.ValueOf(rows).Elem(), times)
	}
	return b.String()
}

var timeText = regexp.MustCompile(`\d{4}-\d\d-\d\dT[0-9:.]+Z`)

func writeText(b *bytes.Buffer, v reflect.Value, times bool) {
	switch at, isTime := v.Interface().(time.Time); {
	case isTime && times:
		b.WriteString(at.Format(time.RFC3339Nano))
	case isTime:
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8:
		text := v.Bytes()
		if !times {
			text = timeText.ReplaceAll(text, nil)
		}
		fmt.Fprintf(b, "%s\n", text)
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			writeText(b, v.Index(i), times)
		}
	case v.Kind() == reflect.Pointer && !v.IsNil():
		writeText(b, v.Elem(), times)
	case v.Kind() == reflect.Struct && strings.HasPrefix(v.Type().PkgPath(), "github.com/clouddrift") && v.NumField() > 1:
		for i := range v.NumField() {
			writeText(b, v.Field(i), times)
		}
	default:
		fmt.Fprintf(b, "%v\n", v.Interface())
	}
}

func TestSameSeedSameRows(t *testing.T) {
	t.Parallel()
	for _, drifts := range []int{DefaultDrifts, 300, briefFrom + 1} {
		a := Options{Drifts: drifts, Now: noon}
		if once, again := story(t, a, true), story(t, a, true); once != again {
			t.Errorf("%d drifts: the same seed gives other rows", drifts)
		}
		later := a
		later.Now = time.Date(2027, 2, 3, 1, 2, 3, 4, time.UTC)
		if story(t, a, false) != story(t, later, false) {
			t.Errorf("%d drifts: another now changes more than times", drifts)
		}
		other := a
		other.RandomSeed = 2
		if story(t, a, false) == story(t, other, false) {
			t.Errorf("%d drifts: another seed gives the same rows", drifts)
		}
	}
}

func TestOutOfBounds(t *testing.T) {
	t.Parallel()
	for _, drifts := range []int{-1, MaxDrifts + 1} {
		_, err := Run(context.Background(), nil, Options{Drifts: drifts})
		if !errors.Is(err, models.ErrInvalid) || !strings.HasPrefix(err.Error(), "drifts: takes 1 to 100000000, got ") {
			t.Errorf("%d drifts: %v", drifts, err)
		}
	}
}

// TestLarge holds an estate of SEED_TEST_DRIFTS drifts to the invariants, and the
// memory of it to a bound. A million takes some ten minutes.
func TestLarge(t *testing.T) {
	drifts, err := strconv.Atoi(os.Getenv("SEED_TEST_DRIFTS"))
	if err != nil {
		t.Skip("SEED_TEST_DRIFTS is not set")
	}
	db := testdb.Open(t)
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
