package pages

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestDrift(t *testing.T) {
	t.Parallel()
	page, err := Drift(now, group())
	if err != nil {
		t.Fatal(err)
	}
	shows(t, page, "sg-0f3", "aws_security_group.bastion", "The next apply will undo it.", "[0].port", "2 keys differ by noise alone", "1 key is unchanged",
		"2 scans", "&#43;$12.50", "by the scheduler", `href="/debug/drifts?scope=network/prod"`, "2 d ago")
	gone := group()
	gone.Drift.ActualState, gone.Drift.Status = models.JSON(`{}`), models.StatusResolved
	if page, err = Drift(now, gone); err != nil {
		t.Fatal(err)
	}
	if body := shows(t, page, "The resource is gone.", `<span class="gone">gone</span>`); strings.Contains(body, "The next apply") {
		t.Error("what the next apply does about a resolved drift is told")
	}
}

func TestLongStates(t *testing.T) {
	t.Parallel()
	if s := stateOf(models.JSON(`"` + strings.Repeat("x", maxStateBytes) + `"`)); !s.TooLong || s.Size != "256 KiB" || s.Text != "" {
		t.Errorf("%v, %s, %d characters", s.TooLong, s.Size, len(s.Text))
	}
	if s := stateOf(models.JSON(`{"a":1}`)); s.TooLong || s.Text != "{\n  \"a\": 1\n}" {
		t.Errorf("%+v", s)
	}
}
