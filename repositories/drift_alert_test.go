package repositories_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// messages are the alerts of a drift, the oldest first: how grave, and what of.
func (l *ledger) messages() []string {
	l.Helper()
	page, err := l.Alerts.List(l.Context(), models.AlertFilter{}, models.PageRequest{})
	l.ok(err)
	var all []string
	for _, a := range page.Items {
		all = append([]string{fmt.Sprintf("%s, %s: %s", a.Severity, a.Title, a.Message)}, all...)
	}
	return all
}

func TestAlertOfANewDrift(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*models.Detection)
		want   string
	}{
		"differs":           {func(*models.Detection) {}, "warning, Warning drift: EC2 i-1: instance_type of EC2 i-1 (aws_instance.web) differs from its code."},
		"a label":           {func(in *models.Detection) { in.Severity = models.SeverityInfo }, ""},
		"gone":              {func(in *models.Detection) { in.Action = "delete" }, "warning, Warning drift: EC2 i-1: EC2 i-1 (aws_instance.web) is gone."},
		"gone, wanted":      {func(in *models.Detection) { in.Action, in.Wanted = "delete", ptr(true) }, "warning, Warning drift: EC2 i-1: EC2 i-1 (aws_instance.web) is gone; its code still wants it."},
		"gone, not wanted":  {func(in *models.Detection) { in.Action, in.Wanted = "delete", ptr(false) }, "warning, Warning drift: EC2 i-1: EC2 i-1 (aws_instance.web) is gone; its code does not want it any more."},
		"unmanaged":         {func(in *models.Detection) { in.Action, in.Kind = "unmanaged", models.KindUnmanaged }, "warning, Warning drift: EC2 i-1: EC2 i-1 (aws_instance.web) is there and no code knows it."},
		"no code":           {func(in *models.Detection) { in.Scan.Source = "awsconfig" }, "warning, Warning drift: EC2 i-1: instance_type of EC2 i-1 (aws_instance.web) is not what it was before."},
		"nothing by a name": {differs(`{}`), "warning, Warning drift: EC2 i-1: nothing that can be named of EC2 i-1 (aws_instance.web) differs from its code."},
		"too long a name": {func(in *models.Detection) { in.ResourceID = strings.Repeat("ä", 255) },
			"warning, Warning drift: EC2 " + strings.Repeat("ä", 254-len("Warning drift: EC2 ")) + "…: instance_type of EC2 " + strings.Repeat("ä", 255) + " (aws_instance.web) differs from its code."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLedger(t)
			l.detect("s", c.change)
			if got := strings.Join(l.messages(), "\n"); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// A repeat takes the grade of today, and a graver one is told once, whatever was
// decided; a late report says nothing of today.
func TestAlertOfAGraverGrade(t *testing.T) {
	t.Parallel()
	for _, status := range []models.Status{models.StatusDetected, models.StatusApproved} {
		t.Run(string(status), func(t *testing.T) {
			t.Parallel()
			l := newLedger(t)
			graded := func(s models.Severity) func(*models.Detection) {
				return func(in *models.Detection) { differs(string(in.Difference))(in); in.Severity = s }
			}
			id := l.detect("s", graded(models.SeverityInfo)).DriftID
			if status != models.StatusDetected {
				l.ok(l.move(id, status))
			}
			for _, s := range []models.Severity{models.SeverityWarning, models.SeverityWarning, models.SeverityCritical, models.SeverityInfo} {
				if got := l.detect("s", graded(s)); got.DriftID != id || got.Severity != s {
					t.Errorf("graded %s: %+v", s, got)
				}
			}
			if got := l.detect("s", graded(models.SeverityCritical), func(in *models.Detection) { in.Scan.Newest = in.SeenAt }); got.Severity != models.SeverityInfo {
				t.Errorf("late: %+v", got)
			}
			want := fmt.Sprintf("warning, Warning drift: EC2 i-1: instance_type of EC2 i-1 (aws_instance.web), which is known and %s, is graded warning now; it was info.\n"+
				"critical, Critical drift: EC2 i-1: instance_type of EC2 i-1 (aws_instance.web), which is known and %[1]s, is graded critical now; it was warning.", status)
			if got := strings.Join(l.messages(), "\n"); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			trail := one[string](l, "SELECT string_agg(old_value->>'severity' || ' ' || (new_value->>'severity'), ', ' ORDER BY created_at) FROM audit_logs WHERE action = 'drift.graded'")
			if trail != "info warning, warning critical, critical info" {
				t.Errorf("the trail: %s", trail)
			}
		})
	}
}
