package repositories

import (
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// What is written a table at a time is what was given, in each mode of the driver; what is
// too long is refused and never cut.
func TestInsertAll(t *testing.T) {
	t.Parallel()
	d := testdb.New(t)
	joint := "?"
	if strings.Contains(d.URL, "?") {
		joint = "&"
	}
	for _, mode := range []string{"cache_statement", "exec", "simple_protocol"} {
		db := testdb.With(t, postgres.Config{URL: d.URL + joint + "default_query_exec_mode=" + mode})
		u := New(db, time.Minute).unit
		at := time.Date(2026, 1, 2, 3, 4, 5, 678901000, time.UTC)
		drift := models.Drift{
			ID: uuid.New(), ResourceID: `quote " backslash \ brace } comma , NULL`, ResourceType: "NULL", Region: "Zürich",
			ExpectedState: models.JSON(`{"a": "b\\\"c", "n": 1e400}`), ActualState: models.JSON("{}"), Difference: models.JSON("{}"),
			Severity: models.SeverityInfo, Status: models.StatusDetected, DetectedAt: at, DetectedBy: models.DetectedByAPI, CreatedAt: at, UpdatedAt: at,
		}
		other, cost := drift, models.MustMoney("-12.34")
		account := "123"
		other.ID, other.CostImpactMonthly, other.AccountID = uuid.New(), &cost, &account
		ip := models.IP{Addr: netip.MustParseAddr("2001:db8::1")}
		log := models.AuditLog{ID: uuid.New(), DriftID: &drift.ID, Action: "x", IPAddress: &ip, CreatedAt: at}
		for _, err := range []error{insertAll(u, []models.Drift{drift, other}), insertAll(u, []models.AuditLog{log}), insertAll(u, []models.AuditLog{})} {
			if err != nil {
				t.Fatal(mode, err)
			}
		}
		for _, want := range []models.Drift{drift, other} {
			got, err := take[models.Drift](u.db, "drift", want.ID)
			want.ExpectedState = got.ExpectedState // as jsonb writes it
			if n, _ := got.ExpectedState.Object(); err != nil || !reflect.DeepEqual(got, want) || n["a"] != `b\"c` || len(got.ExpectedState) < 400 {
				t.Errorf("%s: got %+v, %v, want %+v", mode, got, err, want)
			}
		}
		if got, err := take[models.AuditLog](u.db, "audit row", log.ID); err != nil || !reflect.DeepEqual(got, log) {
			t.Errorf("%s: got %+v, %v", mode, got, err)
		}
		other.ID, other.Region = uuid.New(), strings.Repeat("r", 51)
		if err := insertAll(u, []models.Drift{other}); postgres.SQLState(err) != "22001" {
			t.Errorf("%s: too long a region: %v", mode, err)
		}
	}
}
