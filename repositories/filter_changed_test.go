package repositories_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// A drift is found by each key of its difference and by the path of each change that
// is no noise, with the index as it is or as any.
func TestFilterChanged(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	at := func(name string, paths ...string) models.DetectResult {
		return l.detect(name, func(in *models.Detection) {
			in.Difference = models.JSON(`{"ingress":{"expected":[],"actual":[1]},"labels":{"actual":{}}}`)
			in.Changes = []models.JudgedChange{{Path: "etag.quiet", Severity: models.SeverityInfo, Noise: "volatile"}, {Path: "ingress[7].port", Severity: models.SeverityInfo, Noise: "ignored"}}
			for _, path := range paths {
				in.Changes = append(in.Changes, models.JudgedChange{Path: path, Severity: models.SeverityWarning})
			}
		})
	}
	first := at("first", "ingress[0].port", `labels["a.b/c"]`)
	second := at("second", "ingress[3].port", "ingress[3].cidr[1]")
	bare := l.drift(func(in *models.CreateDriftInput) {
		in.ExpectedState, in.ActualState = models.JSON(`{"a.b":1}`), models.JSON(`{"a.b":2}`)
	})
	names := map[uuid.UUID]string{first.DriftID: "first", second.DriftID: "second", bare.ID: "bare"}
	for query, want := range map[string][]string{
		"changed=ingress":                             {"first", "second"},
		"changed=ingress[0].port":                     {"first"},
		"changed=ingress[3].port":                     {"second"},
		"changed=ingress[*].port":                     {"first", "second"},
		"changed=ingress[9].port":                     nil,
		"changed=ingress[7].port":                     nil,
		"changed=ingress[7].port,ingress[3].port":     {"second"},
		"changed=ingress[3].cidr[*]":                  {"second"}, // with one of any, each index is any
		"changed=ingress[*].cidr[*],a.b":              {"bare", "second"},
		"changed=labels%5B%22a.b/c%22%5D":             {"first"},
		"changed=etag.quiet":                          nil,
		"changed=ingress[0].port&changed=nothing.at.": {"first"},
	} {
		if got := l.kept(query, names); !slices.Equal(got, want) {
			t.Errorf("%s keeps %v, want %v", query, got, want)
		}
	}
}
