package repositories_test

import (
	"fmt"
	"testing"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// A scan's entries are what it saw, as new or again, and what it resolved.
func TestScanEntries(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	see := func(scan models.Scan, id string, change ...func(*models.Detection)) uuid.UUID {
		t.Helper()
		in := l.detection(scan.ID)
		in.ResourceID, in.FullResourceID, in.Address, in.SeenAt = id, id, "aws_instance."+id, scan.ScannedAt
		for _, c := range change {
			c(&in)
		}
		result, err := l.Drifts.Detect(t.Context(), in)
		l.ok(err)
		return result.DriftID
	}
	first, second := l.scan("prod", l.past(2)), l.scan("prod", l.past(1))
	see(first, "a")
	see(first, "b")
	see(first, "c")
	gone := see(second, "z", func(in *models.Detection) {
		in.Severity, in.ActualState, in.Difference = models.SeverityCritical, models.JSON("{}"), models.JSON(`{"x":{"expected":1},"y":{"expected":2}}`)
	})
	see(second, "a")
	see(second, "b", differs(`{"ami": {"expected": "ami-1", "actual": "ami-2"}}`))
	coverage := models.NewCoverage([]models.CoveredResource{{Address: "aws_instance.c", Type: "aws_instance", ID: "c", Region: input().Region, Account: input().AccountID}})
	_, _, err := l.Drifts.ResolveMissing(t.Context(), second.ID, coverage, func(models.CoveredResource) (bool, string) { return true, "" })
	l.ok(err)

	entries, total, err := l.Scans.Entries(t.Context(), second.ID)
	l.ok(err)
	got := ""
	for _, e := range entries {
		got += fmt.Sprintln(e.Address, e.Outcome, e.Severity, e.Status, e.NextApply, e.Gone, e.Changes, e.MoreChanges, e.Supersedes != nil)
	}
	const want = `aws_instance.z created critical detected revert true [x y] 0 false
aws_instance.a repeated warning detected revert false [instance_type] 0 false
aws_instance.b created warning detected revert false [ami] 0 true
aws_instance.c resolved warning resolved revert false [instance_type] 0 false
`
	if got != want || total != 4 {
		t.Errorf("%d:\n%s\nwant\n%s", total, got, want)
	}
	if entries[0].DriftID != gone || entries[0].ResourceID != "z" || entries[0].ResourceType != "aws_instance" {
		t.Errorf("%+v", entries[0])
	}
	if entries, total, err := l.Scans.Entries(t.Context(), uuid.New()); err != nil || len(entries) != 0 || total != 0 {
		t.Errorf("a scan that does not exist: %v %d %v", entries, total, err)
	}

	before, err := l.Scans.Before(t.Context(), second)
	l.ok(err)
	if before == nil || before.ID != first.ID {
		t.Errorf("before it looked %v", before)
	}
	if none, err := l.Scans.Before(t.Context(), first); none != nil || err != nil {
		t.Errorf("before the first looked %v, %v", none, err)
	}
}

// Of a drift with many changes an entry names ten.
func TestScanEntryWithManyChanges(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	difference := ""
	for i := range 14 {
		difference += fmt.Sprintf(`,"k%02d":{"expected":1,"actual":2}`, i)
	}
	scan := l.scan("prod", l.past(1))
	in := l.detection(scan.ID)
	in.SeenAt = scan.ScannedAt
	differs("{" + difference[1:] + "}")(&in)
	_, err := l.Drifts.Detect(t.Context(), in)
	l.ok(err)
	entries, _, err := l.Scans.Entries(t.Context(), scan.ID)
	l.ok(err)
	if len(entries) != 1 || len(entries[0].Changes) != 10 || entries[0].MoreChanges != 4 {
		t.Errorf("%+v", entries)
	}
}

// What is grave stands first, whatever it is called: in an entry, and in what a list says of a drift, now and as of then.
func TestTheGravestChangesStandFirst(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	scan := l.scan("prod", l.past(1))
	in := l.detection(scan.ID)
	in.SeenAt = scan.ScannedAt
	differs(`{"a":{"expected":1,"actual":2},"b":{"expected":1,"actual":2},"noise":{"expected":1,"actual":2},"y":{"expected":[1,2],"actual":[1,3]},"z":{"expected":1,"actual":2}}`)(&in)
	for i, severity := range []models.Severity{models.SeverityInfo, models.SeverityWarning, models.SeverityCritical, models.SeverityCritical, models.SeverityWarning} {
		in.Changes[i].Severity = severity
	}
	in.Changes[2].Noise = "volatile"
	found, err := l.Drifts.Detect(t.Context(), in)
	l.ok(err)
	entries, _, err := l.Scans.Entries(t.Context(), scan.ID)
	l.ok(err)
	if got := fmt.Sprint(entries[0].Changes, entries[0].MoreChanges); got != "[y[*] b z a] 0" {
		t.Errorf("the scan names %s", got)
	}
	ids := []uuid.UUID{found.DriftID}
	now, err := l.Drifts.Sightings(t.Context(), ids)
	l.ok(err)
	then, err := l.Drifts.SightingsAsOf(t.Context(), l.clock(), ids)
	l.ok(err)
	for when, seen := range map[string]map[uuid.UUID]models.Sighting{"now": now, "as of now": then} {
		if got := fmt.Sprint(seen[found.DriftID].Gravest); got != "[y[1] b z]" {
			t.Errorf("%s the gravest are %s", when, got)
		}
	}
}
