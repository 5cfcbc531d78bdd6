package repositories_test

import (
	"sync"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

var _ = shelve("Scans", shelf{scanSuite, scanList, scanWrites})

func scanList(l *ledger) list {
	return listOf("Scans", models.ScanFilters(), l.Scans, models.ScanFilter{Scope: []string{"scope-7"}}, models.ScanFilter{Source: []string{"driftctl"}},
		models.ScanFilter{Scope: []string{"scope-7"}, Source: []string{"driftctl"}})
}

// Begin tells the same report from another one, and a late one from the newest.
func TestBegin(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	now := testdb.Now(t, l.db).Add(-10 * time.Hour)
	begin := func(bytes byte, at time.Time, change ...func(*models.CreateScanInput)) models.BegunScan {
		t.Helper()
		in := models.CreateScanInput{Scope: "s", Source: "terraform", ReportSHA256: [32]byte{bytes}, ScannedAt: at, DetectedBy: models.DetectedByAPI}
		for _, c := range change {
			c(&in)
		}
		begun, err := l.Scans.Begin(t.Context(), in)
		l.ok(err)
		return begun
	}
	other := func(in *models.CreateScanInput) { in.Scope = "t" }
	for i, bytes := range []byte{1, 2, 1} { // of one day, say, and only the newest is the same
		if again := begin(bytes, now, other); again.AlreadyImported || again.Late() {
			t.Errorf("%d of one moment: %+v", i, again)
		}
	}
	dated := func(in *models.CreateScanInput) { in.ReportTime = in.ScannedAt }
	first := begin(1, now, func(in *models.CreateScanInput) { in.NotClosing = "it was not complete" })
	if first.AlreadyImported || first.Late() || first.NotClosing != "it was not complete" {
		t.Errorf("the first: %+v", first)
	}
	if same := begin(1, now.Add(time.Hour)); !same.AlreadyImported || same.ID != first.ID || same.Late() {
		t.Errorf("the same bytes: %+v", same)
	}
	if other := begin(1, now, func(in *models.CreateScanInput) { in.Source = "pulumi" }); other.AlreadyImported || other.ID == first.ID {
		t.Errorf("the same bytes of another tool: %+v", other)
	}
	second := begin(2, now.Add(time.Hour))
	// Bytes without a time of their own may come again: the world is back as it was.
	if again := begin(1, now); !again.AlreadyImported || again.ID != first.ID {
		t.Errorf("the same bytes of the same moment: %+v", again)
	}
	if again := begin(1, now.Add(2*time.Hour)); again.AlreadyImported || again.ID == first.ID || again.NotClosing != "" || !again.Before.Equal(now) || !second.Before.IsZero() {
		t.Errorf("bytes that came back: %+v", again)
	}
	if again := begin(2, now.Add(3*time.Hour), dated); !again.AlreadyImported || again.ID != second.ID {
		t.Errorf("a dated report that came back: %+v", again)
	}
	late := begin(3, now.Add(-time.Hour))
	if !late.Late() || !late.Newest.Equal(now.Add(2*time.Hour)) || late.NotClosing != "the report is older than the newest scan of its scope" {
		t.Errorf("late: %+v", late)
	}
	stored, err := l.Scans.Get(t.Context(), late.ID)
	l.ok(err)
	if stored.NotClosing != late.NotClosing {
		t.Errorf("stored %q", stored.NotClosing)
	}
}

// Two who begin the same report at once make one scan.
func TestBeginningAtOnce(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	in := models.CreateScanInput{Scope: "s", Source: "terraform", ScannedAt: testdb.Now(t, l.db), DetectedBy: models.DetectedByAPI}
	made := make(chan bool, 4)
	var done sync.WaitGroup
	for range cap(made) {
		done.Go(func() {
			err := l.InTx(t.Context(), func(tx *repositories.Store) error {
				begun, err := tx.Scans.Begin(t.Context(), in)
				made <- err == nil && !begun.AlreadyImported
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	done.Wait()
	n := 0
	for range cap(made) {
		if <-made {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d scans of one report", n)
	}
}

func scanSuite(l *ledger) {
	ctx := l.Context()
	old, scan := l.scan("a", l.past(2)), l.scan("a", l.past(1))
	l.scan("b", l.past(0))
	l.ok(l.Scans.Finish(ctx, old.ID, models.ScanResult{Checked: 3, Suppressed: map[string]int{"empty": 2}, Coverage: []models.CoveredResource{{Address: "x", Type: "y"}},
		Inventory: &models.Inventory{Managed: ptr(5), Missing: ptr(1), Unmanaged: ptr(3), Doubt: "d"}}))
	l.ok(l.Scans.Finish(ctx, scan.ID, models.ScanResult{}))
	got, err := l.Scans.Get(ctx, old.ID)
	l.ok(err)
	if got.Checked != 3 || string(got.Suppressed) != `{"empty": 2}` || string(got.Coverage) != `[{"type": "y", "address": "x"}]` {
		l.Errorf("finished %+v", got)
	}
	if i := got.Inventory(); i == nil || i.Words() != "at least 5; of what was read 1 gone, 3 unmanaged (d)" {
		l.Errorf("inventory %+v", i)
	}
	if other, err := l.Scans.Get(ctx, scan.ID); err != nil || other.Inventory() != nil {
		l.Errorf("inventory of a tool that tells none: %+v, %v", other.Inventory(), err)
	}
	page, err := l.Scans.List(ctx, models.ScanFilter{Scope: []string{"a"}, Source: []string{"terraform"}}, models.PageRequest{})
	l.ok(err)
	if page.Total != 2 || page.Items[0].ID != scan.ID {
		l.Errorf("list %+v", page)
	}
	result, err := l.Drifts.Detect(ctx, l.detection(scan.ID))
	l.ok(err)
	open, err := l.Scans.OpenDrifts(ctx, scan.ID)
	l.ok(err)
	if len(open) != 1 || open[result.DriftID] != models.SeverityWarning {
		l.Errorf("open %v", open)
	}
	l.ok(l.move(result.DriftID, models.StatusApproved))
	if open, err = l.Scans.OpenDrifts(ctx, scan.ID); err != nil || len(open) != 0 {
		l.Errorf("open after the approval: %v, %v", open, err)
	}
	occurrences, err := l.Drifts.Occurrences(ctx, result.DriftID, models.PageRequest{})
	l.ok(err)
	if occurrences.Total != 1 || occurrences.Items[0].Address != "aws_instance.web" || occurrences.Items[0].Difference != nil {
		l.Errorf("occurrences %+v", occurrences)
	}
}

// What a scan's writing gives back is what is read: PostgreSQL keeps microseconds.
func TestScanTimesAreAsStored(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	odd := time.Date(2026, 11, 23, 12, 0, 0, 123456789, time.UTC)
	made, err := l.Scans.Begin(t.Context(), models.CreateScanInput{
		Scope: "s", Source: "terraform", ScannedAt: odd, ReportTime: odd, DetectedBy: models.DetectedByManual,
	})
	l.ok(err)
	got, err := l.Scans.Get(t.Context(), made.ID)
	l.ok(err)
	if !made.ScannedAt.Equal(got.ScannedAt) || !made.ReportTime.Equal(*got.ReportTime) {
		t.Errorf("made %v and %v, got %v and %v", made.ScannedAt, made.ReportTime, got.ScannedAt, got.ReportTime)
	}
}
