package repositories_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// at makes a detection one of a resource at an address.
func resourceAt(id, address string) func(*models.Detection) {
	return func(in *models.Detection) { in.ResourceID, in.FullResourceID, in.Address = id, id, address }
}

// Within one scan a resource at a second address is another drift, though the first
// has its id: that one is its own address's.
func TestOneResourceAtTwoAddressesOfAScan(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	for night := range 2 {
		l.ok(l.InTx(t.Context(), func(tx *repositories.Store) error {
			scan := l.on(tx).scan("s", l.now())
			outcomes := []models.DetectOutcome{}
			both := []models.Detection{l.detection(scan.ID), l.detection(scan.ID)}
			resourceAt("i-1", "aws_instance.b")(&both[1])
			covered := models.NewCoverage([]models.CoveredResource{both[0].Resource(), both[1].Resource()})
			for _, in := range both {
				in.Coverage = covered
				result, err := tx.Drifts.Detect(t.Context(), in)
				if err != nil {
					return err
				}
				outcomes = append(outcomes, result.Outcome)
			}
			want := []models.DetectOutcome{models.DetectCreated, models.DetectRepeated}[night]
			if outcomes[0] != want || outcomes[1] != want {
				t.Errorf("night %d: %v", night, outcomes)
			}
			return nil
		}))
	}
	l.summariesHold()
}

// An occurrence keeps what differs from the drift's own record and its first scan,
// and nothing twice.
func TestOccurrencesKeepWhatDiffers(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.detect("s")
	l.detect("s")
	l.detect("s", differs(wandered), func(in *models.Detection) { in.ActualState = models.JSON(`{"instance_type": "t3.nano"}`) })
	const kept = `SELECT string_agg(concat_ws(' ', (expected_state IS NOT NULL)::int, (actual_state IS NOT NULL)::int, (difference IS NOT NULL)::int, (changes IS NOT NULL)::int), ', ' ORDER BY seen_at) FROM drift_occurrences`
	if got := one[string](l, kept); got != "0 0 0 1, 0 0 0 0, 0 1 1 1" {
		t.Errorf("kept: %s", got)
	}
	// A second time in one scan changes nothing.
	in := l.detection(l.newestScan())
	result, err := l.Drifts.Detect(t.Context(), in)
	l.ok(err)
	if n := one[int](l, "SELECT count(*) FROM drift_occurrences"); n != 3 || result.Outcome != models.DetectRepeated {
		t.Errorf("%d occurrences, %+v", n, result)
	}
	l.summariesHold()
}

// A drift of which nothing but the states was kept is compared by those.
func TestDriftWithoutChanges(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status models.Status
		change func(*models.Detection)
		want   models.DetectOutcome
	}{
		"the same":             {models.StatusDetected, func(*models.Detection) {}, models.DetectRepeated},
		"the same, approved":   {models.StatusApproved, func(*models.Detection) {}, models.DetectRepeated},
		"a value that wanders": {models.StatusDetected, nano, models.DetectRepeated},
		"what nobody approved": {models.StatusApproved, nano, models.DetectCreated},
		"another key":          {models.StatusDetected, differs(`{"ami": {"expected": "ami-1", "actual": "ami-2"}}`), models.DetectCreated},
		"a deeper place, masked": {models.StatusDetected, func(in *models.Detection) {
			in.Changes = []models.JudgedChange{{Path: "instance_type.x", Severity: models.SeverityCritical}}
		}, models.DetectRepeated},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLedger(t)
			id := l.detect("s").DriftID
			l.forgetChanges()
			if c.status != models.StatusDetected {
				l.ok(l.move(id, c.status))
			}
			if got := l.detect("s", c.change); got.Outcome != c.want {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func nano(in *models.Detection) {
	differs(wandered)(in)
	in.ActualState = models.JSON(`{"instance_type": "t3.nano", "ami": "ami-1"}`)
}

// forgetChanges leaves the ledger as a release would that kept no changes. An
// occurrence never changes, so it is written anew.
func (l *ledger) forgetChanges() {
	l.Helper()
	var rows []models.Occurrence
	l.ok(l.db.Gorm.Find(&rows).Error)
	l.exec("DELETE FROM drift_occurrences")
	for _, o := range rows {
		o.Changes = nil
		l.ok(l.db.Gorm.Create(&o).Error)
	}
	l.exec("UPDATE drift_summaries SET changes = '[]', places = '[]'")
}

// Of a ledger that PostgreSQL knows nothing of yet, the drifts that a detection may be a
// repeat of are found by their places and ids, not by reading all of the scope: the first
// import of a large report asks for each of its entries.
func TestKnownDriftsOfANewLedger(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	sent := listen(t, db, func(l *ledger) {
		l.detect("s", func(in *models.Detection) { in.PreviousAddress = "aws_instance.before" })
	})
	asked := 0
	for _, s := range sent {
		if !strings.Contains(s.SQL, "hashtextextended(s.scope") {
			continue
		}
		asked++
		used := map[string]bool{}
		plan, scanned := explain(t, db, s, used)
		if len(scanned) > 0 || !used["idx_drift_summaries_known_address"] || !used["idx_drift_summaries_known_resource"] {
			t.Errorf("%s\n%s", s.SQL, plan)
		}
	}
	if asked == 0 {
		t.Error("nothing asks for known drifts")
	}
}
