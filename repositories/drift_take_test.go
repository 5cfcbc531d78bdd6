package repositories_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// Many detections at once make of a ledger what one after the other does, however much
// they have to do with one another: a few addresses, ids and types of resources meet at
// random, of which the scan says at random what it looked at.
func TestManyDetectionsAreOneAfterTheOther(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
			var rows [2][]string
			var outcomes [2][]models.DetectOutcome
			for way, detect := range []func(*repositories.Store, []models.Detection) ([]models.DetectResult, error){
				func(s *repositories.Store, ins []models.Detection) (all []models.DetectResult, err error) {
					for _, in := range ins {
						result, err := s.Drifts.Detect(t.Context(), in)
						if err != nil {
							return nil, err
						}
						all = append(all, result)
					}
					return all, nil
				},
				func(s *repositories.Store, ins []models.Detection) ([]models.DetectResult, error) {
					return s.Drifts.DetectMany(t.Context(), ins)
				},
			} {
				l := ledgerOn(t, testdb.Open(t))
				random := rand.New(rand.NewPCG(seed, 7))
				for night := range 12 {
					l.ok(l.InTx(t.Context(), func(tx *repositories.Store) error {
						results, err := detect(tx, l.on(tx).lookedAt(random, start.AddDate(0, 0, night), seed%2 == 1))
						for _, r := range results {
							outcomes[way] = append(outcomes[way], r.Outcome)
						}
						return err
					}))
					l.decideSome(random)
				}
				if seed%2 == 0 { // by history one drift may take the places of several
					l.summariesHold()
				}
				l.counts("many detections")
				rows[way] = testdb.Rows(t, l.db)
			}
			if a, b := fmt.Sprint(outcomes[0]), fmt.Sprint(outcomes[1]); a != b {
				t.Errorf("one by one: %s\nat once: %s", a, b)
			}
			testdb.SameRows(t, "one by one", rows[0], "at once", rows[1])
		})
	}
}

// lookedAt begins a scan and gives what it has found.
func (l *ledger) lookedAt(random *rand.Rand, at time.Time, history bool) []models.Detection {
	l.Helper()
	source := map[bool]string{false: "terraform", true: "awsconfig"}[history]
	begun, err := l.Scans.Begin(l.Context(), models.CreateScanInput{
		Scope: "s", Source: source, ReportSHA256: sha256.Sum256([]byte(at.String())), ReportBytes: 1, ScannedAt: at, DetectedBy: models.DetectedByAPI,
	})
	l.ok(err)
	if random.IntN(5) == 0 {
		begun.Newest = at.AddDate(0, 0, 1) // late
	}
	address := func() string { return fmt.Sprint("aws_instance.", random.IntN(5)) }
	var ins []models.Detection
	var covered []models.CoveredResource
	for range 3 + random.IntN(8) {
		in := l.detection(begun.ID)
		in.Scan, in.SeenAt = begun, at
		in.Address, in.FullResourceID = address(), fmt.Sprint("i-", random.IntN(4))
		if random.IntN(4) == 0 {
			in.FullResourceID = in.Address // it has no id
		}
		in.ResourceID = in.FullResourceID
		if random.IntN(3) == 0 {
			in.PreviousAddress = address()
		}
		in.FullType = []string{"aws_instance", "aws_instance", "aws_eip"}[random.IntN(3)]
		in.Severity = models.Severities()[random.IntN(3)]
		in.Kind = []models.Kind{models.KindUnknown, models.KindState, models.KindUnmanaged}[random.IntN(3)]
		in.NextApply = models.NextApplies()[random.IntN(3)]
		if random.IntN(6) == 0 {
			in.Action = "delete"
		}
		differs(fmt.Sprintf(`{"a%d": {"expected": "x", "actual": "v%d"}}`, random.IntN(2), random.IntN(2)))(&in)
		in.Changes[0].Severity = in.Severity
		if random.IntN(3) == 0 {
			in.DueWithin = ptr(time.Hour)
		}
		ins = append(ins, in)
		if random.IntN(2) == 0 {
			covered = append(covered, in.Resource())
		}
	}
	for i := range ins {
		ins[i].Coverage = models.NewCoverage(covered)
	}
	return ins
}

// decideSome approves, some for a time that is over, or resolves a few drifts.
func (l *ledger) decideSome(random *rand.Rand) {
	l.Helper()
	for range 2 {
		var ids []uuid.UUID
		l.ok(l.db.Gorm.Raw("SELECT id FROM drifts WHERE status = 'detected' ORDER BY created_at, id").Scan(&ids).Error)
		n, what := random.IntN(100), random.IntN(3)
		if len(ids) == 0 {
			continue
		}
		id := ids[n%len(ids)]
		switch what {
		case 0:
			l.ok(l.move(id, models.StatusResolved))
		case 1:
			l.ok(l.move(id, models.StatusApproved))
		case 2:
			_, err := l.Drifts.Approve(context.Background(), id, models.ApproveDriftInput{Reason: "for a while, as agreed", ApprovedBy: l.engineer, Until: models.ApprovalEnd{After: time.Hour}})
			l.ok(err)
			l.exec("BEGIN; SET LOCAL session_replication_role = replica; UPDATE approval_terms SET created_at = created_at - interval '2 hours', ends_at = ends_at - interval '2 hours' WHERE drift_id = '" + id.String() + "'; COMMIT")
		}
	}
}

// A scan that sees a drift as it was adds no entry to an index of the summaries: PostgreSQL puts
// the new row on the page of the old one.
func TestRepeatsLeaveIndexesAlone(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	l := ledgerOn(t, db)
	l.detect("a")
	place := func() string { return one[string](l, "SELECT ctid::text FROM drift_summaries") }
	before := place()
	sent := sentBy(db, func() { l.detect("a") })
	i := slices.IndexFunc(sent, func(sql string) bool { return strings.HasPrefix(sql, "UPDATE drift_summaries") })
	want := "UPDATE drift_summaries SET last_seen = new.last_seen, occurrences = new.occurrences, next_apply_at = new.next_apply_at, newest_scan_id = new.newest_scan_id FROM"
	if i < 0 || !strings.HasPrefix(sent[i], want) {
		t.Fatalf("it writes more than that it was seen: %q", sent)
	}
	if after := place(); after == before {
		t.Error("it writes nothing")
	}
	indexed := one[string](l, `SELECT string_agg(pg_get_indexdef(indexrelid), ' ') FROM pg_index WHERE indrelid = 'drift_summaries'::regclass`)
	for _, column := range []string{"last_seen", "occurrences", "next_apply_at", "newest_scan_id"} {
		if strings.Contains(indexed, column) {
			t.Errorf("an index has %s, which every scan changes: %s", column, indexed)
		}
	}
	// Where all the rows of a page are seen again, half a page is what that takes.
	if fill := one[string](l, "SELECT option_value FROM pg_options_to_table((SELECT reloptions FROM pg_class WHERE oid = 'drift_summaries'::regclass)) WHERE option_name = 'fillfactor'"); fill != "50" {
		t.Errorf("a page has no room for as many rows again: %s", fill)
	}
}

// Of many known drifts that one scan grades otherwise, those that became graver have an alert
// more, each of its own, and all that changed have a row in the trail, in the order of the scan.
func TestGradesOfManyRepeats(t *testing.T) {
	t.Parallel()
	l := ledgerOn(t, testdb.Open(t))
	type grades struct{ was, is models.Severity }
	var all []grades
	for range 3 {
		for _, was := range models.Severities() {
			for _, is := range models.Severities() {
				all = append(all, grades{was, is})
			}
		}
	}
	for day, severity := range []func(grades) models.Severity{func(g grades) models.Severity { return g.was }, func(g grades) models.Severity { return g.is }} {
		at := l.now().Add(time.Duration(day) * time.Millisecond)
		scan := l.scan("s", at).ID
		var ins []models.Detection
		for i, g := range all {
			in := l.detection(scan)
			in.Address, in.ResourceID, in.FullResourceID = fmt.Sprintf("a.x%02d", i), fmt.Sprintf("i-%02d", i), fmt.Sprintf("i-%02d", i)
			in.SeenAt, in.Severity = at, severity(g)
			ins = append(ins, in)
		}
		results, err := l.Drifts.DetectMany(l.Context(), ins)
		l.ok(err)
		for i, r := range results {
			if want := []models.DetectOutcome{models.DetectCreated, models.DetectRepeated}[day]; r.Outcome != want || r.Severity != severity(all[i]) {
				t.Errorf("day %d, %v: %+v", day, all[i], r)
			}
		}
	}
	var alerts, trail []string
	for i, g := range all {
		n := 0
		for _, alert := range []bool{g.was.AtLeast(models.SeverityWarning), !g.was.AtLeast(g.is) && g.is.AtLeast(models.SeverityWarning)} {
			if alert {
				n++
			}
		}
		alerts = append(alerts, fmt.Sprintf("i-%02d %d", i, n))
		if g.was != g.is {
			trail = append(trail, fmt.Sprintf("i-%02d %s %s", i, g.was, g.is))
		}
	}
	if got := one[string](l, "SELECT string_agg(resource_id || ' ' || (SELECT count(*) FROM alerts WHERE drift_id = d.id), ', ' ORDER BY resource_id) FROM drifts d"); got != strings.Join(alerts, ", ") {
		t.Errorf("alerts\n%s, want\n%s", got, strings.Join(alerts, ", "))
	}
	got := one[string](l, `SELECT string_agg(d.resource_id || ' ' || (a.old_value->>'severity') || ' ' || (a.new_value->>'severity'), ', ' ORDER BY a.created_at)
		FROM audit_logs a JOIN drifts d ON d.id = a.drift_id WHERE action = 'drift.graded'`)
	if got != strings.Join(trail, ", ") {
		t.Errorf("the trail\n%s, want\n%s", got, strings.Join(trail, ", "))
	}
	l.summariesHold()
}
