package models_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// PostgreSQL takes 65,535 parameters, so no field takes values without end.
func TestFilterFieldsTakeSoManyValues(t *testing.T) {
	t.Parallel()
	many := func(n int) []string { return slices.Repeat([]string{"x"}, n) }
	for field, f := range map[string]func(n int) interface{ Validate() error }{
		"scope":      func(n int) interface{ Validate() error } { return models.ScanFilter{Scope: many(n)} },
		"action":     func(n int) interface{ Validate() error } { return models.AuditFilter{Action: many(n)} },
		"resourceId": func(n int) interface{ Validate() error } { return models.DriftFilter{ResourceID: many(n)} },
		"changed":    func(n int) interface{ Validate() error } { return models.DriftFilter{Changed: many(n)} },
		"status": func(n int) interface{ Validate() error } {
			return models.DriftFilter{Status: slices.Repeat(models.Statuses()[:1], n)}
		},
		"role": func(n int) interface{ Validate() error } {
			return models.UserFilter{Role: slices.Repeat(models.Roles()[:1], n)}
		},
	} {
		if err := f(models.MaxFilterValues).Validate(); err != nil {
			t.Errorf("%s: %v", field, err)
		}
		err := f(models.MaxFilterValues + 1).Validate()
		if !errors.Is(err, models.ErrInvalid) || err.Error() != field+": takes at most 1000 values, got 1001" {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestTexts(t *testing.T) {
	t.Parallel()
	if got := models.Texts([]models.Severity{models.SeverityInfo}); !slices.Equal(got, []string{"info"}) {
		t.Errorf("got %v", got)
	}
}
