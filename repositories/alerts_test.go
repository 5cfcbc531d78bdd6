package repositories_test

import (
	"net/url"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

var _ = shelve("Alerts", shelf{alertSuite, alertList, alertWrites})

func alertList(l *ledger) list {
	drift := someDrift(l)
	return listOf("Alerts", models.AlertFilters(), l.Alerts, models.AlertFilter{DriftID: &drift}, models.AlertFilter{Unread: ptr(true)},
		models.AlertFilter{Unread: ptr(false)}, models.AlertFilter{Severity: []models.Severity{models.SeverityCritical}},
		models.AlertFilter{Unread: ptr(true), Severity: []models.Severity{models.SeverityCritical}})
}

func alertSuite(l *ledger) {
	ctx := l.Context()
	d := l.drift()
	a, b := l.alert(d.ID), l.alert(d.ID)
	l.exec("INSERT INTO users (email, password_hash) VALUES (?, 'x')", uuid.NewString()+"@example.com") // unrelated
	count := func() int64 {
		n, err := l.Alerts.CountUnread(ctx)
		l.ok(err)
		return n
	}
	if n := count(); n != 2 {
		l.Errorf("%d unread, want 2", n)
	}
	for range 2 { // the second time changes nothing
		read, err := l.Alerts.MarkRead(ctx, a.ID, l.viewer)
		l.ok(err)
		if !read.IsRead || *read.ReadBy != l.viewer || read.ReadAt == nil {
			l.Errorf("read %+v", read)
		}
	}
	unread, err := l.Alerts.List(ctx, models.AlertFilter{Unread: ptr(true), DriftID: &d.ID, Severity: []models.Severity{models.SeverityWarning}}, models.PageRequest{})
	l.ok(err)
	if unread.Total != 1 || unread.Items[0].ID != b.ID {
		l.Errorf("unread: %+v", unread)
	}
	for query, want := range map[string]uuid.UUID{"unread=true": b.ID, "unread=false": a.ID} {
		values, err := url.ParseQuery(query)
		l.ok(err)
		f, request, err := models.ParseFilter(values, models.AlertFilters())
		l.ok(err)
		if page, err := l.Alerts.List(ctx, f, request); err != nil || page.Total != 1 || page.Items[0].ID != want {
			l.Errorf("%s keeps %+v, %v", query, page, err)
		}
	}
	n, err := l.Alerts.MarkAllRead(ctx, l.engineer)
	l.ok(err)
	if n != 1 || count() != 0 {
		l.Errorf("%d read at once, %d left", n, count())
	}
	trail, err := l.Audit.List(ctx, models.AuditFilter{Action: []string{models.ActionAlertRead}}, models.PageRequest{})
	l.ok(err)
	if trail.Total != 2 {
		l.Errorf("%d audit rows of 2 alerts", trail.Total)
	}
	_, err = l.Alerts.MarkRead(ctx, a.ID, someID)
	fails(l, err, models.ErrForbidden, "no user has the id")
	_, err = l.Alerts.Create(ctx, models.CreateAlertInput{DriftID: someID, Type: "t", Severity: models.SeverityInfo, Title: "t", Message: "m"})
	fails(l, err, models.ErrInvalid, "driftId: is no drift")
}

func alertWrites(l *ledger) {
	ctx := l.Context()
	alert := l.alert(l.drift().ID)
	_, err := l.Alerts.Get(ctx, alert.ID)
	l.ok(err)
	_, err = l.Alerts.MarkRead(ctx, alert.ID, l.viewer)
	l.ok(err)
	_, err = l.Alerts.MarkAllRead(ctx, l.viewer)
	l.ok(err)
}
