package repositories_test

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

// What a call had in hand when it failed was not written, so nobody gets it.
func TestNothingBesideAnError(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.person("taken@example.com")
	drift := input()
	drift.Region = ""
	for _, err := range []error{ // first looks at the results
		first(l.Users.Create(t.Context(), models.CreateUserInput{Email: "taken@example.com", Password: password, Role: models.RoleViewer})),
		first(l.Drifts.Create(t.Context(), drift)),
		first(l.Scans.Begin(t.Context(), models.CreateScanInput{Scope: "s"})),
		first(l.Audit.Append(t.Context(), models.AppendAuditInput{Action: "a", DriftID: &someID})),
		first(l.Costs.Record(t.Context(), costInput(&someID))),
		first(l.Drifts.Get(t.Context(), someID)),
	} {
		if err == nil {
			t.Error("no error")
		}
	}
}
