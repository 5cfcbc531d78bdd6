package repositories

import (
	"fmt"
	"strings"

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
