package server

import (
	"slices"
	"strings"

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
func (s *Server) timeline(d models.Dossier) []event {
	events := []event{}
	add := func(e event, at int64) {
		e.at = at
		events = append(events, e)
	}
	detected := d.Drift.DetectedAt
	for _, a := range d.Audit.Items {
		e := event{Kind: "other", What: a.Action, Who: text(a.ActorEmail), When: s.moment(a.CreatedAt)}
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
		case models.ActionAlertCreated, models.ActionAlertRead:
			e.What = sentence(strings.Replace(a.Action, ".", " ", 1))
		}
		add(e, a.CreatedAt.UnixMicro())
	}
	if first := d.Sighting.FirstSeen; first.Before(detected) {
		add(event{Kind: "seen", What: "First seen, in a form that this drift has since replaced", When: s.moment(first)}, first.UnixMicro())
	}
	add(event{Kind: "detected", What: "Detected, " + detectorWords[d.Drift.DetectedBy], When: s.moment(detected)}, detected.UnixMicro())
	if last := d.Sighting.LastSeen; d.Sighting.Occurrences > 1 && last.After(detected) {
		add(event{Kind: "seen", What: "Last seen, in " + counted(d.Sighting.Occurrences, "scan") + " so far", When: s.moment(last)}, last.UnixMicro())
	}
	slices.SortStableFunc(events, func(a, b event) int { return int(min(1, max(-1, a.at-b.at))) })
	return events
}

// ending is how a resolved drift came to its end, as its audit row tells it.
type ending struct{ who, why, href string }

func endingOf(d models.Dossier) ending {
	e := ending{why: "How is not recorded."}
	if d.Drift.ResolvedHow != nil {
		e.why = resolvedWords[*d.Drift.ResolvedHow]
	}
	for _, a := range d.Audit.Items {
		details, err := a.Details.Object()
		if err != nil {
			continue // PostgreSQL keeps no such jsonb
		}
		switch a.Action {
		case models.ActionDriftSuperseded:
			e.why = "The resource drifted further: a newer drift took the place of this one."
			if successor, ok := details["supersededBy"].(string); ok {
				e.href = "/debug/drifts/" + successor
			}
			return e
		case models.ActionDriftResolved:
			e.who = text(a.ActorEmail)
			if scope, ok := details["scope"].(string); ok && e.who == "" {
				e.why = "A later scan of " + scope + " found the resource in order."
			}
			return e
		}
	}
	return e
}

var detectorWords = map[models.DetectedBy]string{
	models.DetectedByScheduler: "by the scheduler",
	models.DetectedByManual:    "by manual import",
	models.DetectedByAPI:       "through the API",
}

var resolvedWords = map[models.ResolvedHow]string{
	models.ResolvedAutoRemediate: "A tool put the resource back (auto-remediate).",
	models.ResolvedManualFix:     "The resource was put back (manual-fix).",
	models.ResolvedAcknowledged:  "It was acknowledged as it is (acknowledged).",
}

// sentence gives a word a capital letter.
func sentence(word string) string {
	if word == "" {
		return word
	}
	return strings.ToUpper(word[:1]) + word[1:]
}
