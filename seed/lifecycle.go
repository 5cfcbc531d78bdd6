package seed

import (
	"slices"
	"time"

	"github.com/clouddrift/guardian/models"
)

// live draws the steps of p's life, as far as they come before the story's end.
func (s *scene) live(p *plan) {
	at := s.scans[p.first].CreatedAt
	for _, to := range s.route(p.wanted) {
		at = s.office(at.Add(s.patience(to)))
		st := step{to: to, at: at}
		if to == models.StatusResolved && s.refreshOnly && s.chance(35) {
			if !s.close(p, at) {
				return
			}
			continue
		}
		if !at.Before(s.today) {
			return
		}
		st.by = s.estate.people.acting(s.r, at)
		switch to {
		case models.StatusApproved:
			st.reason = string(oneOf(s.r, p.approve).fill(&p.values))
		case models.StatusRejected:
			st.reason = string(oneOf(s.r, p.reject).fill(&p.values))
		case models.StatusResolved:
			st.how = s.how(p.steps)
			p.end = at
		}
		p.steps = append(p.steps, st)
	}
}

// route draws the statuses by which a drift comes to the wanted one.
func (s *scene) route(wanted models.Status) []models.Status {
	var route []models.Status
	if wanted != models.StatusDetected && (wanted == models.StatusTriaged || s.chance(s.often(60))) {
		route = append(route, models.StatusTriaged)
	}
	switch wanted {
	case models.StatusApproved, models.StatusRejected:
		return append(route, wanted)
	case models.StatusResolved:
		switch n := s.r.IntN(100); {
		case n < 20:
			route = append(route, models.StatusApproved)
		case n < 50:
			route = append(route, models.StatusRejected)
		}
		return append(route, wanted)
	}
	return route
}

// patience draws how long people take for a step.
func (s *scene) patience(to models.Status) time.Duration {
	switch to {
	case models.StatusTriaged:
		return 30*time.Minute + s.within(36*time.Hour)
	case models.StatusResolved:
		return 6*time.Hour + s.within(9*24*time.Hour)
	}
	return time.Hour + s.within(60*time.Hour)
}

// how draws how a drift came to its end after the steps before.
func (s *scene) how(before []step) models.ResolvedHow {
	if n := len(before); n > 0 {
		switch before[n-1].to {
		case models.StatusApproved: // the code took the change over
			return models.ResolvedAcknowledged
		case models.StatusRejected:
			return oneOf(s.r, []models.ResolvedHow{models.ResolvedAutoRemediate, models.ResolvedManualFix})
		}
	}
	return oneOf(s.r, models.Resolutions())
}

// close lets the first scan after the repair find the resource in order, if there
// is one yet.
func (s *scene) close(p *plan, repaired time.Time) bool {
	for i := p.first + 1; i < len(s.scans); i++ {
		scan := &s.scans[i]
		if scan.ScannedAt.Before(repaired) || scan.Errored {
			continue
		}
		p.closedBy, p.end = i, scan.CreatedAt
		p.steps = append(p.steps, step{
			to: models.StatusResolved, at: scan.CreatedAt, how: models.ResolvedManualFix,
			details: object("scanId", scan.ID.String(), "scope", s.name, "source", s.source),
		})
		return true
	}
	return false
}

// cut ends p's life at a time, when another drift takes its place.
func (p *plan) cut(at time.Time) {
	p.steps = slices.DeleteFunc(p.steps, func(st step) bool { return !st.at.Before(at) })
	p.end, p.closedBy = at, -1
}
