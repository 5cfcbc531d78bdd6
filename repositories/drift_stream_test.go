package repositories_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

// A stream gives each drift with what its scans sum up to, in the order of a list.
func TestStreamOfSeenDrifts(t *testing.T) {
	t.Parallel()
	l, old, successor := superseded(t)
	bare := l.drift()
	var got []string
	l.ok(l.Drifts.Stream(t.Context(), models.DriftQuery{Sort: models.SortCreatedAt}, func(d models.SeenDrift) error {
		r := d.Response()
		got = append(got, fmt.Sprintln(r.ID, d.StatusWord(), r.Open, r.Scope, r.Tool, r.Address, r.Occurrences, r.NextApply, r.Supersedes, r.SupersededBy))
		if r.FirstSeen.IsZero() || r.FirstSeen.Location() != time.UTC || d.Seen.FirstSeen.Location() != time.UTC {
			t.Errorf("first seen at %v", r.FirstSeen)
		}
		return nil
	}))
	want := []string{
		fmt.Sprintln(old, "superseded", false, "s", "terraform", "aws_instance.web", 1, "revert", (*models.RelativeResponse)(nil), successor),
		fmt.Sprintln(successor, "detected", true, "s", "terraform", "aws_instance.web", 1, "revert", old, (*models.RelativeResponse)(nil)),
		fmt.Sprintln(bare.ID, "detected", true, "", "", "", 0, "unknown", (*models.RelativeResponse)(nil), (*models.RelativeResponse)(nil)),
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}
