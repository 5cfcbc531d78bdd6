package repositories_test

import (
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

// A date that has passed is told once, and one that moves to later once more when that
// has passed; one of a drift that is resolved is not told. A rule's end is told once.
func TestWhatTimeBringsIsNotedOnce(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.rules()
	open, done := l.at("prod", "aws_instance.a", "i-1"), l.at("prod", "aws_instance.b", "i-2")
	_, err := l.Drifts.Resolve(t.Context(), done, models.ResolveDriftInput{How: models.ResolvedManualFix, ResolvedBy: l.engineer})
	l.ok(err)
	l.compose(time.Now())
	due := one[time.Time](l, "SELECT now()").Add(time.Hour)
	l.exec("UPDATE drift_summaries SET due_at = ?, owner = 'team-a'", due)
	until := due
	rules := []models.RuleLine{{Key: `ignore "sizes"`, Until: &until}, {Key: `ignore "other"`}}
	noted := func(now time.Time) (all []models.DueNotice) {
		t.Helper()
		for range 2 {
			l.ok(l.Messages.NoteDue(t.Context(), now, rules))
			all = append(all, l.compose(now)...)
		}
		return all
	}
	if got := noted(due.Add(-time.Second)); len(got) != 0 {
		t.Errorf("told before its time: %+v", got)
	}
	got := noted(due)
	if len(got) != 2 || got[0].Kind != models.NoticeRuleEnded || got[0].Rule != `ignore "sizes"` || got[1].Kind != models.NoticeOverdue ||
		*got[1].DriftID != open || got[1].Drift.Owner != "team-a" || !got[1].Drift.DueAt.Equal(due) {
		t.Fatalf("told %+v", got)
	}
	l.exec("UPDATE drift_summaries SET due_at = ?", due.Add(-time.Minute)) // earlier than what was told
	if got := noted(due.Add(time.Minute)); len(got) != 0 {
		t.Errorf("told once more: %+v", got)
	}
	l.exec("UPDATE drift_summaries SET due_at = ?", due.Add(time.Hour))
	if got := noted(due.Add(time.Hour)); len(got) != 1 || *got[0].DriftID != open {
		t.Errorf("a later date: %+v", got)
	}
}
