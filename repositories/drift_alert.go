package repositories

import (
	"fmt"
	"strings"
	"time"

	"github.com/clouddrift/guardian/models"
)

// detectedAlert words the alert of a new drift.
func detectedAlert(d models.Drift, in models.Detection) models.CreateAlertInput {
	what := subject(d, in)
	switch {
	case in.Kind == models.KindUnmanaged:
		what += " is there and no code knows it."
	case in.Action == actionDelete:
		what += " is gone" + wanted(in.Wanted) + "."
	case models.ToldByHistory(in.Scan.Source):
		what += " is not what it was before."
	default:
		what += " differs from its code."
	}
	return driftAlert(d, d.Severity, what)
}

// gradedAlert words the alert of a known drift that is graver now than it was.
func gradedAlert(d models.Drift, in models.Detection) models.CreateAlertInput {
	return driftAlert(d, in.Severity, fmt.Sprintf("%s, which is known and %s, is graded %s now; it was %s.",
		subject(d, in), d.Status, in.Severity, d.Severity))
}

// subject names the resource, and which of its attributes differ unless the drift is
// of it as a whole.
func subject(d models.Drift, in models.Detection) string {
	resource := fmt.Sprintf("%s %s (%s)", d.ResourceType, d.ResourceID, in.Address)
	if in.Action == actionDelete || in.Kind == models.KindUnmanaged {
		return resource
	}
	return differing(d) + " of " + resource
}

func driftAlert(d models.Drift, severity models.Severity, message string) models.CreateAlertInput {
	title := []rune(fmt.Sprintf("%s drift: %s %s", strings.ToUpper(string(severity[:1]))+string(severity[1:]), d.ResourceType, d.ResourceID))
	if len(title) > 255 {
		title = append(title[:254], '…')
	}
	return models.CreateAlertInput{DriftID: d.ID, Type: models.AlertDriftDetected, Severity: severity, Title: string(title), Message: message}
}

// differing names what differs.
func differing(d models.Drift) string {
	difference, err := d.Difference.Object()
	if err != nil || len(difference) == 0 {
		return "nothing that can be named"
	}
	return strings.Join(models.SortedKeys(difference), ", ")
}

// wanted words whether the code still wants a resource that is gone, where that is known.
func wanted(yes *bool) string {
	switch {
	case yes == nil:
		return ""
	case *yes:
		return "; its code still wants it"
	}
	return "; its code does not want it any more"
}

// lapsed gives the first drift whose approval has ended; nil where there is none.
func lapsed(olds []*lockedDrift) *lockedDrift {
	for _, old := range olds {
		if old.over != nil {
			return old
		}
	}
	return nil
}

// endedAlert words the alert of a drift that takes the place of those whose approval has ended,
// one at least; changed says that it is another drift, too.
func endedAlert(d models.Drift, in models.Detection, olds []*lockedDrift, changed bool) models.CreateAlertInput {
	over := lapsed(olds).over
	what := fmt.Sprintf("The approval of %s ended at %s", subject(d, in), over.EndsAt.UTC().Format(time.RFC3339))
	if over.Ticket != "" {
		what += " (" + over.Ticket + ")"
	}
	if changed {
		what += "; what differs has changed since it was given"
	}
	alert := driftAlert(d, d.Severity, what+". The drift is to be decided anew.")
	alert.Type = models.AlertApprovalEnded
	return alert
}
