package repositories_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

func TestWhoMayAct(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	gone, unclear := l.addUser("gone@example.com", models.RoleAdmin), l.addUser("unclear@example.com", models.RoleAdmin)
	l.exec("UPDATE users SET is_active = false WHERE id = ?", gone)
	l.exec("UPDATE users SET is_active = NULL WHERE id = ?", unclear)
	for who, says := range map[uuid.UUID]string{
		l.viewer: "viewer@example.com is a viewer", gone: "gone@example.com is deactivated",
		unclear: "unclear@example.com is deactivated", someID: "no user has the id " + someID.String(),
	} {
		as := *l
		as.engineer = who
		for _, to := range models.Statuses()[1:] {
			d := l.drift()
			fails(t, as.move(d.ID, to), models.ErrForbidden, says)
			if len(l.audit(d.ID)) != 1 {
				t.Errorf("%s by %s left an audit row", to, says)
			}
		}
	}
	for _, who := range []uuid.UUID{l.engineer, l.admin} {
		as := *l
		as.engineer = who
		l.ok(as.move(l.drift().ID, models.StatusTriaged))
	}
	nobody := *l
	nobody.engineer = uuid.Nil
	fails(t, nobody.move(l.drift().ID, models.StatusTriaged), models.ErrInvalid, "triagedBy: ")
}

// What a Store of a machine does is told to come from there, and nothing else is.
func TestOrigin(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	from := l.Store.From("ann", "laptop")
	from.Close() // closes nothing
	read, unread := l.alert(l.drift().ID), l.alert(l.drift().ID)
	_, err := from.Alerts.MarkRead(t.Context(), read.ID, l.viewer)
	l.ok(err)
	_, err = from.Alerts.MarkAllRead(t.Context(), l.viewer)
	l.ok(err)
	l.ok(from.InTx(t.Context(), func(tx *repositories.Store) error {
		_, err := tx.Sessions.Create(t.Context(), models.CreateSessionInput{UserID: l.viewer, ExpiresAt: l.now().Add(time.Hour)})
		l.ok(err)
		_, err = tx.Users.Deactivate(t.Context(), l.viewer, l.admin)
		return err
	}))
	l.alert(l.drift().ID)
	_, err = l.Alerts.MarkAllRead(t.Context(), l.admin)
	l.ok(err)
	want := "alert.read, alert.read ann laptop, alert.read ann laptop, session.created ann laptop, session.revoked ann laptop, user.deactivated ann laptop"
	if got := one[string](l, `SELECT string_agg(concat_ws(' ', action, details->>'osUser', details->>'host'), ', ' ORDER BY action, details->>'host' NULLS FIRST)
		FROM audit_logs WHERE action IN ('alert.read', 'session.created', 'session.revoked', 'user.deactivated')`); got != want {
		t.Errorf("%s: %s", unread.ID, got)
	}
	if got := one[string](l, "SELECT details->>'alertId' FROM audit_logs WHERE action = 'alert.read' ORDER BY created_at LIMIT 1"); got != read.ID.String() {
		t.Errorf("alert %s", got)
	}
}
