package models_test

import (
	"slices"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

// Each field of the filter is described once, so that none is forgotten by what is
// made of the table.
func TestDriftFilters(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	full := models.DriftFilter{
		Status: []models.Status{models.StatusOpen}, Severity: []models.Severity{models.SeverityInfo}, ResourceType: []string{"EC2"}, ResourceID: []string{"i"},
		Address: []string{"a.b"}, Region: []string{"r"}, AccountID: []string{"1"}, DetectedBy: []models.DetectedBy{models.DetectedByAPI}, Scope: []string{"prod/*"},
		Tool: []string{"terraform"}, NextApply: []models.NextApply{models.NextApplyKeep}, Kind: []models.Kind{models.KindState}, Changed: []string{"tags"},
		Since: day, Until: day,
	}
	if err := full.Validate(); err != nil {
		t.Error(err)
	}
	var names []string
	for _, f := range models.DriftFilters() {
		if slices.Contains(names, f.Name) {
			t.Errorf("%s stands twice", f.Name)
		}
		names = append(names, f.Name)
		if f.Value(full) == nil {
			t.Errorf("%s does not narrow the list", f.Name)
		}
		if f.Value(models.DriftFilter{}) != nil {
			t.Errorf("%s narrows the list though nobody asked", f.Name)
		}
	}
	if len(names) != 15 {
		t.Errorf("%d filters: %v", len(names), names)
	}
}

// Every order has its opposite.
func TestDriftSorts(t *testing.T) {
	t.Parallel()
	for _, sort := range models.DriftSorts() {
		opposite := "-" + sort
		if sort[0] == '-' {
			opposite = sort[1:]
		}
		if !slices.Contains(models.DriftSorts(), opposite) {
			t.Errorf("%s has no opposite", sort)
		}
	}
}
