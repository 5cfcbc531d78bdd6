package models_test

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

// Whether a scan's silence is trusted is what the import stored, whatever else the
// report said of itself.
func TestSilence(t *testing.T) {
	t.Parallel()
	for why, word := range map[string]string{"": "yes", "the plan does not say whether it is complete": "no"} {
		s := models.Scan{NotClosing: why}.Silence()
		if s.Word() != word || s.Trusted != (why == "") || s.Why == "" || why != "" && s.Why != why {
			t.Errorf("%q: %+v", why, s)
		}
	}
}
