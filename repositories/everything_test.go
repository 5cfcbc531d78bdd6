package repositories_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// everything calls every method of the repositories, with each filter alone and
// with those together that are asked for together. TestEveryMethodIsCalled holds
// it to every method there is.
func everything(t *testing.T, l *ledger) {
	t.Helper()
	readDrifts(l)
	readOthers(l)
	writeDrifts(l)
	writeOthers(l)
	scanAndDetect(l)
	l.ok(l.Ping(l.Context()))
}

// lists are the lists of the ledger but that of the drifts, each with its filters and
// with those of them that people use together. TestEveryFilterGoesAllTheWay walks
// them, and asks for the line of a new one.
func lists(l *ledger) []list {
	drift := someDrift(l)
	actor := uuid.MustParse(one[string](l, "SELECT id::text FROM users WHERE email LIKE 'user1@%' OR id = $1 ORDER BY email DESC LIMIT 1", l.engineer))
	return []list{
		listOf("Scans", models.ScanFilters(), l.Scans, models.ScanFilter{Scope: []string{"scope-7"}}, models.ScanFilter{Source: []string{"driftctl"}},
			models.ScanFilter{Scope: []string{"scope-7"}, Source: []string{"driftctl"}}),
		listOf("Alerts", models.AlertFilters(), l.Alerts, models.AlertFilter{DriftID: &drift}, models.AlertFilter{Unread: ptr(true)},
			models.AlertFilter{Unread: ptr(false)}, models.AlertFilter{Severity: []models.Severity{models.SeverityCritical}},
			models.AlertFilter{Unread: ptr(true), Severity: []models.Severity{models.SeverityCritical}}),
		listOf("Costs", models.CostFilters(), l.Costs, costFilters(l, drift)...),
		listOf("Audit", models.AuditFilters(), l.Audit, models.AuditFilter{DriftID: &drift}, models.AuditFilter{ActorID: &actor},
			models.AuditFilter{Action: []string{models.ActionDriftApproved}}, models.AuditFilter{Since: l.past(7)},
			models.AuditFilter{ActorID: &actor, Since: l.past(7)}, models.AuditFilter{DriftID: &drift, Action: []string{models.ActionDriftDetected}}),
		listOf("Users", models.UserFilters(), l.Users, models.UserFilter{Role: []models.Role{models.RoleAdmin}},
			models.UserFilter{Active: ptr(true)}, models.UserFilter{Active: ptr(false)}),
		listOf("Sessions", models.SessionFilters(), l.Sessions, models.SessionFilter{UserID: &actor}),
	}
}

// suites say what each repository does and refuses, for TestConformance.
var suites = map[string]func(l *ledger){
	"Drifts": driftSuite, "Alerts": alertSuite, "Users": userSuite, "Costs": costSuite,
	"Audit": auditSuite, "Sessions": sessionSuite, "Scans": scanSuite,
}

func costFilters(l *ledger, drift uuid.UUID) []models.CostFilter {
	return []models.CostFilter{{}, {DriftID: &drift}, {Since: l.past(7)}, {DriftID: &drift, Since: l.past(300), Until: l.past(1)}}
}

// someDrift is one that has an alert.
func someDrift(l *ledger) uuid.UUID {
	l.Helper()
	return uuid.MustParse(one[string](l, "SELECT drift_id::text FROM alerts LIMIT 1"))
}

func readOthers(l *ledger) {
	ctx := l.Context()
	for _, do := range usual {
		ignore(l, do(ctx, l.Store), models.ErrNotFound)
	}
	for _, list := range lists(l) {
		list.ask(l)
	}
	drift := someDrift(l)
	for _, f := range asked(models.CostFilters(), costFilters(l, drift)) {
		_, err := l.Costs.TotalsByDay(ctx, f)
		l.ok(err)
		_, err = l.Costs.TotalsByDrift(ctx, f, 10)
		l.ok(err)
		_, err = l.Costs.TotalsByAccount(ctx, f)
		l.ok(err)
	}
	_, err := l.Alerts.CountUnread(ctx)
	l.ok(err)
}

func writeOthers(l *ledger) {
	ctx := l.Context()
	row, err := l.Audit.Append(ctx, models.AppendAuditInput{Action: "report.sent", ActorID: l.viewer})
	l.ok(err)
	_, err = l.Audit.Get(ctx, row.ID)
	l.ok(err)
	in := models.CreateUserInput{Email: "Somebody@example.com", Password: "correct horse", Role: models.RoleViewer}
	user, err := l.Users.Create(ctx, in)
	l.ok(err)
	in.Email = "other@example.com"
	_, err = l.Users.CreateBy(ctx, in, l.admin)
	l.ok(err)
	_, err = l.Users.Get(ctx, user.ID)
	l.ok(err)
	_, err = l.Users.CheckPassword(ctx, "somebody@EXAMPLE.com", "correct horse")
	l.ok(err)
	_, err = l.Users.FindByEmail(ctx, "SOMEBODY@example.com")
	l.ok(err)
	l.ok(l.Users.NoteLogin(ctx, user.ID))
	_, err = l.Users.ChangeRole(ctx, user.ID, models.RoleEngineer, l.admin)
	l.ok(err)
	_, err = l.Users.Rename(ctx, user.ID, models.RenameUserInput{FirstName: "Some"}, user.ID)
	l.ok(err)
	first, err := l.Sessions.Create(ctx, models.CreateSessionInput{UserID: user.ID, ExpiresAt: l.now().Add(time.Hour)})
	l.ok(err)
	second, err := l.Sessions.Rotate(ctx, models.RotateSessionInput{Token: first.Token})
	l.ok(err)
	_, err = l.Sessions.FindByToken(ctx, second.Token)
	l.ok(err)
	_, err = l.Sessions.Get(ctx, second.Session.ID)
	l.ok(err)
	_, err = l.Sessions.Rotate(ctx, models.RotateSessionInput{Token: first.Token})
	fails(l, err, models.ErrForbidden)
	_, err = l.Sessions.Revoke(ctx, second.Session.ID, user.ID)
	l.ok(err)
	_, err = l.Sessions.RevokeAllOfUser(ctx, user.ID, l.admin)
	l.ok(err)
	_, err = l.Sessions.DeleteExpired(ctx)
	l.ok(err)
	_, err = l.Users.Deactivate(ctx, user.ID, l.admin)
	l.ok(err)
	_, err = l.Users.Reactivate(ctx, user.ID, l.admin)
	l.ok(err)
}
