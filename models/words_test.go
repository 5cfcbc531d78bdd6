package models_test

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestWords(t *testing.T) {
	t.Parallel()
	for n, want := range map[models.NextApply][2]string{
		models.NextApplyRevert:  {"undoes it", "The next apply will undo it."},
		models.NextApplyKeep:    {"leaves it", "The next apply will leave it as it is."},
		models.NextApplyUnknown: {"not known", "Whether the next apply will undo it is not known."},
	} {
		if got := [2]string{n.Words(), n.Sentence()}; got != want {
			t.Errorf("%s: %q, want %q", n, got, want)
		}
	}
	for state, want := range map[string]bool{`{}`: true, `{"a": null}`: false} {
		if got := (models.Drift{ActualState: models.JSON(state)}).Gone(); got != want {
			t.Errorf("%s is gone: %v", state, got)
		}
	}
}
