package models_test

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestHistory(t *testing.T) {
	t.Parallel()
	for tool, want := range map[string]string{"awsconfig": "what was there before", "terraform": "recorded by the code", "": "recorded by the code"} {
		if got := models.ExpectedWords(tool); got != want || models.ToldByHistory(tool) != (tool == "awsconfig") {
			t.Errorf("%s: %q, %t", tool, got, models.ToldByHistory(tool))
		}
	}
	s := models.Sighting{Kind: models.KindState, Tool: "awsconfig", Occurrences: 1}
	if got := s.KindSentence(); got != "Not known: no code was looked at." {
		t.Errorf("in the code: %q", got)
	}
	gone := models.SeenDrift{Drift: models.Drift{ActualState: models.JSON(`{}`)}, Seen: s}
	if got := gone.WholeValues(1); got != "This is what was there before." {
		t.Errorf("gone: %q", got)
	}
	if got := gone.WholeValues(0); got != "Its values are not in the report." {
		t.Errorf("gone without values: %q", got)
	}
}
