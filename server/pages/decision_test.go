package pages

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

func TestDecisions(t *testing.T) {
	t.Parallel()
	d := group()
	d.Drift.ApprovedAt, d.Drift.ApprovedBy, d.Drift.ApprovalReason = ptr(now), &miraID, ptr("It may stay.")
	d.Drift.ResolvedAt, d.Drift.ResolvedHow = ptr(now), ptr(models.ResolvedManualFix)
	d.Deciders = map[uuid.UUID]models.User{miraID: {Email: mira, FirstName: ptr("Mira"), LastName: ptr("Osei"), IsActive: true}}
	all := decisions(now, d)
	if len(all) != 2 || all[0].By != "Mira Osei <mira@example.com>" || all[0].Reason != "It may stay." || all[1].Word != "resolved" {
		t.Errorf("%+v", all)
	}
	d.Deciders[miraID] = models.User{Email: mira}
	if got := userName(d.Deciders, &miraID); got != mira+" (deactivated)" {
		t.Errorf("somebody who may no longer act is %s", got)
	}
	if got := userName(nil, &miraID); got != miraID.String() {
		t.Errorf("somebody unknown is %s", got)
	}
}

func TestEnding(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		row  models.AuditLog
		want ending
	}{
		{models.AuditLog{Action: "drift.triaged"}, ending{"", "The resource was put back (manual-fix).", ""}},
		{models.AuditLog{Action: models.ActionDriftResolved, ActorEmail: &mira}, ending{mira, "The resource was put back (manual-fix).", ""}},
		{models.AuditLog{Action: models.ActionDriftResolved, Details: models.JSON(`{"scope":"a/b"}`)}, ending{"", "A later scan of a/b found the resource in order.", ""}},
		{
			models.AuditLog{Action: models.ActionDriftResolved, Details: models.JSON(`{"scope":"a/b"}`), NewValue: models.JSON(`{"reason":"ignored: sizes"}`)},
			ending{"", "A later scan of a/b found that all that differs is ignored: sizes.", ""},
		},
		{
			models.AuditLog{Action: models.ActionDriftSuperseded, Details: models.JSON(`{"supersededBy":"x"}`)},
			ending{"", "What differs there has changed: a newer drift took the place of this one.", "/debug/drifts/x"},
		},
	} {
		d := group()
		d.Drift.ResolvedHow, d.Audit.Items = ptr(models.ResolvedManualFix), []models.AuditLog{test.row}
		if got := endingOf(d); got != test.want {
			t.Errorf("%s: %+v", test.row.Action, got)
		}
	}
}

// Beside an approval, and where one can be given, the page says that it does not keep the next apply from undoing the drift.
func TestTheNextApplyUndoesWhatIsApproved(t *testing.T) {
	t.Parallel()
	const says = "No approval stops the next apply"
	for _, test := range []struct {
		status models.Status
		next   models.NextApply
		want   int
	}{
		{models.StatusDetected, models.NextApplyRevert, 1}, {models.StatusApproved, models.NextApplyRevert, 1}, {models.StatusApproved, models.NextApplyKeep, 0},
		{models.StatusTriaged, models.NextApplyUnknown, 0}, {models.StatusRejected, models.NextApplyRevert, 0}, {models.StatusResolved, models.NextApplyRevert, 0},
	} {
		d := group()
		d.Drift.Status, d.Sighting.NextApply = test.status, test.next
		if test.status != models.StatusDetected && test.status != models.StatusTriaged {
			d.Drift.ApprovedAt, d.Drift.ApprovedBy, d.Drift.ApprovalReason = ptr(now), &miraID, ptr("It may stay.")
		}
		page, err := Drift(now, d, time.Time{}, Address{})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(shows(t, page), says); got != test.want {
			t.Errorf("%s, %s: it is said %d times", test.status, test.next, got)
		}
	}
}
