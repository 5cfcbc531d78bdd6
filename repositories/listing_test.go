package repositories_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/google/uuid"
)

// Walking by cursor gives every row once, in the order of the whole, whatever the
// order and with equal and missing values in it.
func TestCursorsWalkEverything(t *testing.T) {
	t.Parallel()
	l := ledgerOn(t, testdb.Open(t))
	for i := range 23 {
		day := *at(1+i%4, 0)
		var cost *string
		if i%3 > 0 {
			cost = ptr(fmt.Sprintf("%d.50", i%5-2))
		}
		id := l.row(models.Severities()[i%3], models.StatusDetected, day, nil, nil, cost)
		if i%5 == 0 { // NULL is a default's place that nobody filled
			l.exec("ALTER TABLE drifts DISABLE TRIGGER USER")
			l.exec("UPDATE drifts SET created_at = NULL, updated_at = NULL WHERE id = ?", id)
		}
	}
	for _, sort := range models.DriftSorts() {
		all, err := l.Drifts.List(t.Context(), models.DriftQuery{Sort: sort, PageRequest: models.PageRequest{Limit: 500}})
		l.ok(err)
		var want []uuid.UUID
		for _, d := range all.Items {
			want = append(want, d.ID)
		}
		for _, limit := range []int{1, 4, 22, 23, 24} {
			var got, paged []uuid.UUID
			q := models.DriftQuery{Sort: sort, PageRequest: models.PageRequest{Limit: limit}}
			for n := 1; ; n++ {
				page, err := l.Drifts.List(t.Context(), q)
				l.ok(err)
				byNumber, err := l.Drifts.List(t.Context(), models.DriftQuery{Sort: sort, PageRequest: models.PageRequest{Limit: limit, Page: n}})
				l.ok(err)
				for i := range page.Items {
					got, paged = append(got, page.Items[i].ID), append(paged, byNumber.Items[i].ID)
				}
				if q.Cursor = page.Next; q.Cursor == "" {
					break
				}
			}
			if !slices.Equal(got, want) || !slices.Equal(paged, want) {
				t.Errorf("%s by %d: %d by cursor, %d by page, want %d in the order of the whole", sort, limit, len(got), len(paged), len(want))
			}
		}
		var streamed []uuid.UUID
		l.ok(l.Drifts.Stream(t.Context(), models.DriftQuery{Sort: sort}, func(d models.SeenDrift) error {
			streamed = append(streamed, d.ID)
			return nil
		}))
		if !slices.Equal(streamed, want) {
			t.Errorf("%s: the stream has another order", sort)
		}
	}
}

// Every column that may be NULL reads as nothing and breaks nothing.
func TestNulls(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	d := l.row(models.SeverityInfo, models.StatusDetected, *at(1, 0), nil, nil, nil)
	l.exec(`INSERT INTO alerts (drift_id, type, severity, title, message, is_read, created_at, updated_at) VALUES (?, 't', 'info', 't', 'm', NULL, NULL, NULL)`, d)
	l.exec(`INSERT INTO users (email, password_hash, is_active, created_at, updated_at) VALUES ('null@example.com', 'x', NULL, NULL, NULL)`)
	l.exec(`INSERT INTO sessions (user_id, refresh_token, is_revoked, expires_at, created_at) VALUES (?, 'x', NULL, now(), NULL)`, l.viewer)
	l.exec(`INSERT INTO audit_logs (action, created_at) VALUES ('a', NULL)`)
	l.exec(`INSERT INTO cost_metrics (cost_usd, recorded_at, period_start, period_end, created_at) VALUES (1, now(), now(), now(), NULL)`)
	ctx, page := t.Context(), models.PageRequest{Limit: 1}
	drifts, err := l.Drifts.List(ctx, models.DriftQuery{})
	l.ok(err)
	if got := drifts.Items[0]; got.CostImpactMonthly != nil || got.AccountID != nil {
		t.Errorf("drift %+v", got)
	}
	alerts, err := l.Alerts.List(ctx, models.AlertFilter{Unread: ptr(true)}, page)
	l.ok(err)
	if n, err := l.Alerts.CountUnread(ctx); err != nil || n != 1 || len(alerts.Items) != 1 || alerts.Items[0].IsRead {
		t.Errorf("%d unread, %v; %+v", n, err, alerts)
	}
	off, err := l.Users.List(ctx, models.UserFilter{Active: ptr(false)}, page)
	l.ok(err)
	if off.Total != 1 || off.Items[0].Email != "null@example.com" || off.Items[0].IsActive || !off.Items[0].CreatedAt.IsZero() {
		t.Errorf("inactive users %+v", off)
	}
	on, err := l.Users.List(ctx, models.UserFilter{Active: ptr(true), Role: []models.Role{models.RoleViewer}}, page)
	l.ok(err)
	sessions, err := l.Sessions.List(ctx, models.SessionFilter{UserID: &l.viewer}, page)
	l.ok(err)
	audit, err := l.Audit.List(ctx, models.AuditFilter{}, page)
	l.ok(err)
	costs, err := l.Costs.List(ctx, models.CostFilter{}, page)
	l.ok(err)
	if on.Total != 1 || sessions.Items[0].IsRevoked || audit.Total != 1 || costs.Items[0].DriftID != nil {
		t.Errorf("%+v %+v %+v %+v", on, sessions, audit, costs)
	}
	if n, err := l.Alerts.MarkAllRead(ctx, l.viewer); err != nil || n != 1 {
		t.Errorf("%d read, %v", n, err)
	}
}
