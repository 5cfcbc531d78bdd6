package repositories_test

import (
	"github.com/google/uuid"
	"time"

	"github.com/clouddrift/guardian/models"
)

var _ = shelve("Audit", shelf{auditSuite, auditList, auditWrites})

func auditList(l *ledger) list {
	drift := someDrift(l)
	actor := uuid.MustParse(one[string](l, "SELECT id::text FROM users WHERE email LIKE 'user1@%' OR id = $1 ORDER BY email DESC LIMIT 1", l.engineer))
	return listOf("Audit", models.AuditFilters(), l.Audit, models.AuditFilter{DriftID: &drift}, models.AuditFilter{ActorID: &actor},
		models.AuditFilter{Action: []string{models.ActionDriftApproved}}, models.AuditFilter{Since: l.past(7)},
		models.AuditFilter{ActorID: &actor, Since: l.past(7)}, models.AuditFilter{DriftID: &drift, Action: []string{models.ActionDriftDetected}})
}

func auditWrites(l *ledger) {
	row, err := l.Audit.Append(l.Context(), models.AppendAuditInput{Action: "report.sent", ActorID: l.viewer})
	l.ok(err)
	_, err = l.Audit.Get(l.Context(), row.ID)
	l.ok(err)
}

func auditSuite(l *ledger) {
	ctx := l.Context()
	d := l.drift()
	ip, err := models.ParseIP("2001:db8::1")
	l.ok(err)
	row, err := l.Audit.Append(ctx, models.AppendAuditInput{
		DriftID: &d.ID, Action: "drift.exported", ActorID: l.viewer, NewValue: models.JSON(`{"n": 1.00}`), IPAddress: &ip, UserAgent: "curl",
	})
	l.ok(err)
	got, err := l.Audit.Get(ctx, row.ID)
	l.ok(err)
	if *got.ActorEmail != "viewer@example.com" || string(got.NewValue) != `{"n": 1.00}` || got.IPAddress.String() != "2001:db8::1" || got.CreatedAt.IsZero() {
		l.Errorf("got %+v", got)
	}
	for f, want := range map[*models.AuditFilter]int64{
		{DriftID: &d.ID}: 2, {ActorID: &l.viewer}: 1, {Action: []string{"drift.exported", "x"}}: 1,
		{Until: l.now().Add(-time.Hour)}: 0, {Since: l.now().Add(-time.Hour)}: 2,
	} {
		page, err := l.Audit.List(ctx, *f, models.PageRequest{})
		l.ok(err)
		if page.Total != want {
			l.Errorf("%+v: %d rows, want %d", *f, page.Total, want)
		}
	}
	_, err = l.Audit.Append(ctx, models.AppendAuditInput{Action: "a", ActorID: someID})
	fails(l, err, models.ErrForbidden)
	_, err = l.Audit.Append(ctx, models.AppendAuditInput{Action: "a", DriftID: &someID})
	fails(l, err, models.ErrInvalid, "driftId")
}
