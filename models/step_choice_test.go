package models_test

import (
	"slices"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// What a status follows is what the lifecycle says.
func TestStatusesComeFrom(t *testing.T) {
	t.Parallel()
	for to, want := range map[models.Status][]models.Status{
		models.StatusDetected: nil,
		models.StatusTriaged:  {models.StatusDetected},
		models.StatusApproved: {models.StatusDetected, models.StatusTriaged},
		models.StatusResolved: {models.StatusDetected, models.StatusTriaged, models.StatusApproved, models.StatusRejected},
	} {
		if got := to.From(); !slices.Equal(got, want) {
			t.Errorf("to %s from %v, want %v", to, got, want)
		}
	}
}
