package repositories_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
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
