package models_test

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

// What is not known of a change is left out, but for the next apply, which says so.
func TestChangeResponse(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]models.JudgedChange{
		`{"path":"a","actual":null,"nextApply":"unknown"}`:                              {Path: "a", Actual: models.JSON("null"), Fingerprint: "f"},
		`{"path":"a","expected":1,"severity":"info","inCode":false,"nextApply":"keep"}`: {Path: "a", Expected: models.JSON("1"), Severity: models.SeverityInfo, InCode: ptr(false), NextApply: models.NextApplyKeep},
		`{"path":"a","severity":"info","noise":"empty"}`:                                {Path: "a", Severity: models.SeverityInfo, Noise: "empty"},
		`{"path":"a","severity":"info","noise":"ignored","rule":"ignore \"x\""}`:        {Path: "a", Severity: models.SeverityInfo, Noise: "ignored", Rule: `ignore "x"`},
	} {
		if got := string(models.MustJSON(change.Response())); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
