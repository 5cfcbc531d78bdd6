package seed

import (
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/clouddrift/guardian/models"
)

// step is one step of a drift's lifecycle.
type step struct {
	to     models.Status
	at     time.Time
	by     *actor // nil for the program
	reason string
	how    models.ResolvedHow
	// action and details are those of the audit row, where they are not the usual ones.
	action  string
	details models.JSON
}

var stepActions = map[models.Status]string{
	models.StatusTriaged:  models.ActionDriftTriaged,
	models.StatusApproved: models.ActionDriftApproved,
	models.StatusRejected: models.ActionDriftRejected,
	models.StatusResolved: models.ActionDriftResolved,
}

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

// writeDrift writes a drift that was detected and then went through steps, with
// its audit rows and, unless it is only informational, its alert.
func (w *writer) writeDrift(d models.Drift, detected models.JSON, alert models.Alert, steps []step) {
	id := d.ID
	d.Status, d.UpdatedAt = models.StatusDetected, d.CreatedAt
	w.audit(models.AuditLog{
		DriftID: &id, Action: models.ActionDriftDetected, CreatedAt: d.CreatedAt, Details: detected,
		NewValue: object("resourceId", d.ResourceID, "resourceType", d.ResourceType, "severity", string(d.Severity), "status", "detected"),
	})
	var toRead *models.Alert
	if d.Severity.AtLeast(models.SeverityWarning) {
		toRead = &alert
		w.openAlert(&d, toRead)
	}
	for i := range steps {
		st := &steps[i]
		if toRead != nil {
			w.readAlert(toRead, st)
		}
		w.takeStep(&d, st)
	}
	if toRead != nil {
		if len(steps) == 0 {
			w.noticeAlert(toRead)
		}
		w.rows.Alerts = append(w.rows.Alerts, *toRead)
	}
	w.rows.Drifts = append(w.rows.Drifts, d)
}

// takeStep changes the columns and writes the audit row of it.
func (w *writer) takeStep(d *models.Drift, st *step) {
	id, old := d.ID, d.Status
	d.Status, d.UpdatedAt = st.to, st.at
	changed := []string{"status", string(st.to)}
	switch st.to {
	case models.StatusApproved:
		d.ApprovedAt, d.ApprovedBy, d.ApprovalReason = &st.at, &st.by.id, &st.reason
		changed = []string{"reason", st.reason, "status", string(st.to)}
	case models.StatusRejected:
		d.RejectedAt, d.RejectedBy, d.RejectionReason = &st.at, &st.by.id, &st.reason
		changed = []string{"reason", st.reason, "status", string(st.to)}
	case models.StatusResolved:
		d.ResolvedAt, d.ResolvedHow = &st.at, &st.how
		changed = []string{"resolvedHow", string(st.how), "status", string(st.to)}
	}
	action := st.action
	if action == "" {
		action = stepActions[st.to]
	}
	row := models.AuditLog{
		DriftID: &id, Action: action, CreatedAt: st.at,
		OldValue: object("status", string(old)), NewValue: object(changed...), Details: st.details,
	}
	row.ActorID, row.ActorEmail = st.by.columns()
	w.audit(row)
}

// object writes a JSON object of strings, given as names and values.
func object(pairs ...string) models.JSON {
	b := make([]byte, 0, 128)
	for i := 0; i < len(pairs); i += 2 {
		b = append(b, "{,"[min(i, 1)])
		b, _ = jsontext.AppendQuote(b, pairs[i]) // fails on invalid UTF-8 alone
		b = append(b, ':')
		b, _ = jsontext.AppendQuote(b, pairs[i+1])
	}
	return append(b, '}')
}
