package pages

import (
	"slices"
	"strings"
	"time"

	"github.com/clouddrift/guardian/models"
)

// event is one line of a drift's timeline.
type event struct {
	Kind string // a style class: seen, detected, triaged, approved, rejected, resolved, superseded, other
	What string
	Who  string
	Why  string
	Href string // the other drift that it is about
	When moment
	at   int64
}

// timeline tells a drift's story in the order that it happened: when it was first
// seen, what was decided by whom and why, and when it was last seen.
func timeline(now time.Time, d models.Dossier) []event {
	events := []event{}
	add := func(e event, at int64) {
		e.at = at
		events = append(events, e)
	}
	detected := d.Drift.DetectedAt
	for _, a := range d.Audit.Items {
		e := event{Kind: "other", What: sentence(strings.Replace(a.Action, ".", " ", 1)), Who: text(a.ActorEmail), When: momentOf(now, a.CreatedAt)}
		if verb, ok := strings.CutPrefix(a.Action, "drift."); ok {
			e.Kind, e.What = verb, sentence(verb)
		}
		switch a.Action {
		case models.ActionDriftDetected:
			continue // told by detectedAt, which may lie before the import
		case models.ActionDriftApproved:
			e.Why = text(d.Drift.ApprovalReason)
		case models.ActionDriftRejected:
			e.Why = text(d.Drift.RejectionReason)
		case models.ActionDriftResolved, models.ActionDriftSuperseded:
			end := endingOf(d)
			e.Why, e.Href = end.why, end.href
		}
		add(e, a.CreatedAt.UnixMicro())
	}
	if first := d.Sighting.FirstSeen; first.Before(detected) {
		what := "First seen, as a report told that came later"
		if d.Supersedes != nil {
			what = "First seen, in a form that this drift has since replaced"
		}
		add(event{Kind: "seen", What: what, When: momentOf(now, first)}, first.UnixMicro())
	}
	add(event{Kind: "detected", What: "Detected, " + detectorWords[d.Drift.DetectedBy], When: momentOf(now, detected)}, detected.UnixMicro())
	if last := d.Sighting.LastSeen; d.Sighting.Occurrences > 1 && last.After(detected) {
		add(event{Kind: "seen", What: "Last seen, in " + counted(d.Sighting.Occurrences, "scan") + " so far", When: momentOf(now, last)}, last.UnixMicro())
	}
	if ends := d.Sighting.ApprovedUntil; ends != nil && d.Sighting.Ended {
		add(event{Kind: "ended", What: "The approval ended", When: momentOf(now, *ends)}, ends.UnixMicro())
	}
	slices.SortStableFunc(events, func(a, b event) int { return int(min(1, max(-1, a.at-b.at))) })
	return events
}
