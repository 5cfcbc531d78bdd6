package pages

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// decision is the approval, rejection or end of a drift.
type decision struct {
	Word   string // approved, rejected, resolved, superseded
	By     string // "" where nobody is known
	When   moment
	Reason string
	Href   string // the drift that took the place of a superseded one
	// Until is when an approval ends or ended, nil for never; Ticket is where it was agreed.
	Until  *moment
	Ticket string
}

// decisions are what was decided about the drift, by whom and why: the judgement
// first, then the end.
func decisions(now time.Time, d models.Dossier) (all []decision) {
	drift := d.Drift
	if drift.ApprovedAt != nil {
		all = append(all, decision{"approved", userName(d.Deciders, drift.ApprovedBy), momentOf(now, *drift.ApprovedAt), text(drift.ApprovalReason), "", untilOf(now, d.Sighting.ApprovedUntil), d.Sighting.Ticket})
	}
	if drift.RejectedAt != nil {
		all = append(all, decision{"rejected", userName(d.Deciders, drift.RejectedBy), momentOf(now, *drift.RejectedAt), text(drift.RejectionReason), "", nil, ""})
	}
	if drift.ResolvedAt != nil {
		e := endingOf(d)
		word := string(models.StatusResolved)
		if d.Seen().Superseded() {
			word = models.SupersededWord
		}
		all = append(all, decision{word, e.who, momentOf(now, *drift.ResolvedAt), e.why, e.href, nil, ""})
	}
	return all
}

// deactivated marks a user who may no longer act.
const deactivated = " (deactivated)"

// userName is a user as people know them, the name and the address, and whether they may
// no longer act.
func userName(people map[uuid.UUID]models.User, id *uuid.UUID) string {
	if id == nil {
		return ""
	}
	user, ok := people[*id]
	if !ok {
		return id.String()
	}
	name := user.Email
	if full := strings.TrimSpace(text(user.FirstName) + " " + text(user.LastName)); full != "" {
		name = full + " <" + user.Email + ">"
	}
	if !user.IsActive {
		name += deactivated
	}
	return name
}

// ending is how a resolved drift came to its end, as its audit row tells it.
type ending struct{ who, why, href string }

// short is why in a sentence that leaves out what it led to.
func (e ending) short() string {
	why, _, _ := strings.Cut(e.why, ":")
	return strings.TrimSuffix(why, ".") + "."
}

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
			e.why = "What differs there has changed: a newer drift took the place of this one."
			if why, ok := details["reason"].(string); ok {
				e.why = "Its " + why + ": a newer drift took the place of this one."
			}
			if successor, ok := details["supersededBy"].(string); ok {
				e.href = "/debug/drifts/" + successor
			}
			return e
		case models.ActionDriftResolved:
			e.who = text(a.ActorEmail)
			if scope, ok := details["scope"].(string); ok && e.who == "" {
				e.why = "A later scan of " + scope + " found " + foundBy(a) + "."
			}
			return e
		}
	}
	return e
}

// foundBy says what a scan that resolved a drift had found: where rules ignore all that still differs, it names them.
func foundBy(a models.AuditLog) string {
	step, err := a.NewValue.Object()
	if reason, ok := step["reason"].(string); err == nil && ok {
		return "that all that differs is " + reason
	}
	return "the resource in order"
}

var resolvedWords = map[models.ResolvedHow]string{
	models.ResolvedAutoRemediate: "A tool put the resource back (auto-remediate).",
	models.ResolvedManualFix:     "The resource was put back (manual-fix).",
	models.ResolvedAcknowledged:  "It was acknowledged as it is (acknowledged).",
}
