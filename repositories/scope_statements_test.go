package repositories_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// A scope by its name is what it is among all, for each tool that scans it: also what is open again since its approval
// has ended, and what is overdue.
func TestOneScopeAmongAll(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	see := func(scope, id string) uuid.UUID {
		return l.detect(scope, func(in *models.Detection) {
			in.ResourceID, in.FullResourceID, in.Address, in.Owner = id, id, "aws_instance."+id, "web"
			in.DueWithin = new(time.Duration) // at once
		}).DriftID
	}
	see("prod", "a")
	see("prod/eu", "b")
	for _, scope := range []string{"prod", "prod/eu"} {
		drift := see(scope, "ended-"+scope)
		l.approveFor(drift, 48*time.Hour, -time.Hour, "")
	}
	_, err := l.Scans.Begin(t.Context(), models.CreateScanInput{
		Scope: "prod", Source: "pulumi", ReportSHA256: [32]byte{1}, ReportBytes: 1, ScannedAt: l.past(1), DetectedBy: models.DetectedByScheduler,
	})
	l.ok(err)
	all := l.scopes(models.ScopeFilter{}, l.now())
	for name, want := range map[string]string{"prod": "[pulumi 0 0 terraform 2 2]", "prod/eu": "[terraform 2 2]", "pro": "[]"} {
		named, err := l.Scopes.Named(t.Context(), name, l.past(1))
		l.ok(err)
		got := []any{}
		for _, s := range named {
			got = append(got, s.Tool, s.Open.Total(), s.Overdue)
			if among := all[slices.IndexFunc(all, func(o models.Scope) bool { return o.Name == name && o.Tool == s.Tool })]; fmt.Sprintf("%+v", among.Open) != fmt.Sprintf("%+v", s.Open) {
				t.Errorf("%s of %s is open as %+v, among all as %+v", name, s.Tool, s.Open, among.Open)
			}
		}
		if fmt.Sprint(got) != want {
			t.Errorf("%s: %v, want %s", name, got, want)
		}
	}
}
