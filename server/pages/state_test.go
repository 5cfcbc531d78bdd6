package pages

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestLongStates(t *testing.T) {
	t.Parallel()
	if s := stateOf(ptr(room(pageRoom)), models.JSON(`"`+strings.Repeat("x", maxStateBytes)+`"`)); !s.TooLong || s.Size != "40 KiB" || s.Text != "" {
		t.Errorf("%v, %s, %d characters", s.TooLong, s.Size, len(s.Text))
	}
	if s := stateOf(ptr(room(pageRoom)), models.JSON(`{"a":1}`)); s.TooLong || s.Text != "{\n  \"a\": 1\n}" {
		t.Errorf("%+v", s)
	}
}
