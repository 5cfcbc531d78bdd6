package repositories_test

import (
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

// toOncall makes one message of all notices.
func toOncall(due []models.DueNotice) ([]models.NewMessage, error) {
	m := models.NewMessage{Channel: "oncall", Scope: due[0].Scope, Severity: due[0].Severity, Title: "Drift", Body: models.JSON("{}")}
	for _, n := range due {
		m.Notices = append(m.Notices, n.ID)
	}
	return []models.NewMessage{m}, nil
}

// compose makes messages of all that waits, and tells what it was given.
func (l *ledger) compose(now time.Time) (due []models.DueNotice) {
	l.Helper()
	for {
		found, err := l.Messages.Compose(l.Context(), now, func(of []models.DueNotice) ([]models.NewMessage, error) {
			due = append(due, of...)
			return toOncall(of)
		})
		l.ok(err)
		if !found {
			return due
		}
	}
}

// What waits is told once, with the words of its alert; of a drift that was told it is
// told, too, that it is resolved, and as what it had been told before.
func TestWhatWaitsIsComposedOnce(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.rules()
	d := l.drift()
	alert := l.alert(d.ID)
	now := time.Now()
	due := l.compose(now)
	if len(due) != 1 || due[0].AlertMessage != alert.Message || due[0].Drift.ResourceID != d.ResourceID || due[0].Drift.Status != models.StatusDetected {
		t.Fatalf("due: %+v", due)
	}
	if again := l.compose(now); len(again) != 0 {
		t.Errorf("told once more: %+v", again)
	}
	_, err := l.Drifts.Resolve(t.Context(), d.ID, models.ResolveDriftInput{How: models.ResolvedManualFix, ResolvedBy: l.engineer})
	l.ok(err)
	due = l.compose(now)
	if len(due) != 1 || due[0].Kind != models.NoticeResolved || len(due[0].Told) != 1 || string(due[0].Told[0].ToldTo) != `["oncall"]` {
		t.Errorf("resolved: %+v", due)
	}
	messages, err := l.Messages.List(t.Context(), models.MessageFilter{}, models.PageRequest{})
	l.ok(err)
	if messages.Total != 2 || messages.Items[0].Status != models.MessageWaiting {
		t.Errorf("messages %+v", messages)
	}
}

// Two that compose at once make one message of one import.
func TestTwoComposeOneMessage(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.rules()
	d := l.drift()
	for range 20 {
		l.alert(d.ID)
	}
	var second <-chan struct{}
	_, err := l.Messages.Compose(t.Context(), time.Now(), func(due []models.DueNotice) ([]models.NewMessage, error) {
		second = l.waiting(func() {
			_, err := l.Messages.Compose(t.Context(), time.Now(), toOncall)
			l.ok(err)
		})
		return toOncall(due)
	})
	l.ok(err)
	<-second
	if n := one[int](l, "SELECT count(*) FROM messages"); n != 1 {
		t.Errorf("%d messages, want 1", n)
	}
}

// However much waits of a scope, a call has no more to do than it has time for.
func TestMuchIsComposedInParts(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.exec("INSERT INTO notices (kind, rule, severity, once) SELECT 'rule_ended', 'r', 'info', g::text FROM generate_series(1, 5001) g")
	if due := l.compose(time.Now()); len(due) != 5001 {
		t.Errorf("%d are told", len(due))
	}
	if n := one[int](l, "SELECT count(*) FROM messages"); n != 2 {
		t.Errorf("%d messages, want 2", n)
	}
}

// What is kept of a notice is the grade as which it was told, which is the drift's by then:
// whoever ends it later names it by that.
func TestTheGradeThatWasToldIsKept(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.rules()
	d := l.drift()
	l.alert(d.ID)
	l.exec("UPDATE drifts SET severity = 'info' WHERE id = ?", d.ID)
	l.compose(time.Now())
	if got := one[string](l, "SELECT severity FROM notices"); got != "info" {
		t.Errorf("kept as %s", got)
	}
}
