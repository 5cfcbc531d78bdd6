package cli

import (
	"fmt"
	"strings"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
)

// failOn is for which drifts an import ends with status 3: "" for none, a severity for
// the open ones that the scan saw, with new: in front for those that it created.
type failOn string

const onlyNew = "new:"

// failOns lists what --fail-on takes.
func failOns() (all []failOn) {
	for _, prefix := range []string{"", onlyNew} {
		for _, severity := range models.Severities() {
			all = append(all, failOn(prefix+string(severity)))
		}
	}
	return all
}

// finds says which drifts of a scan are at least so bad, "" where none is.
func (f failOn) finds(s importing.Summary) string {
	limit, created := strings.CutPrefix(string(f), onlyNew)
	what, counts := "open", s.Open.Counts()
	if created {
		what, counts = "new", createdBySeverity(s)
	}
	if f == "" {
		return ""
	}
	if found := gravest(counts, models.Severity(limit)); found != "" {
		return fmt.Sprintf("%s drifts at least as bad as %s: %s", what, limit, found)
	}
	return ""
}

func createdBySeverity(s importing.Summary) map[models.Severity]int64 {
	counts := map[models.Severity]int64{}
	for _, i := range s.Items {
		if i.Outcome == importing.Created {
			counts[i.Severity]++
		}
	}
	return counts
}

// gravest writes the counts of what is at least so bad, "" where there is none.
func gravest(counts map[models.Severity]int64, limit models.Severity) string {
	var parts []string
	for _, severity := range models.Severities() {
		if n := counts[severity]; n > 0 && severity.AtLeast(limit) {
			parts = append(parts, fmt.Sprintf("%d %s", n, severity))
		}
	}
	return strings.Join(parts, ", ")
}
