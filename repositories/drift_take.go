package repositories

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// taking is what is written of entries that have nothing to do with one another, a table
// at a time, with the triggers of each.
type taking struct {
	ids         *idRun
	drifts      []models.Drift
	occurrences []models.Occurrence
	summaries   []models.DriftSummary
	olds        []succession
	grades      []grade
	alerts      []models.Alert
	trail       []note
}

// grade is the severity of today of a drift that is locked.
type grade struct {
	drift    uuid.UUID
	severity models.Severity
}

// take writes what the entries are found out to be, in their order, and says what became of each.
func (u unit) take(scan models.Scan, entries []*entry) error {
	at, err := u.momentsOf(entries)
	if err != nil {
		return err
	}
	t := taking{ids: newIDs()}
	for i, e := range entries {
		switch {
		case e.repeats != nil:
			e.repeat(&t, at[i])
		case e.in.Late() || e.late:
			e.result = models.DetectResult{Outcome: models.DetectTooLate, Severity: e.in.Severity}
		default:
			e.create(&t, scan, at[i])
		}
	}
	if err := u.insertDetected(t.drifts, t.summaries); err != nil {
		return err
	}
	seen, err := u.insertOccurrences(t.occurrences)
	if err != nil {
		return err
	}
	var were, repeated []models.DriftSummary
	for i, e := range entries {
		if e.repeats == nil || !seen[e.repeats.drift.ID] {
			continue // a second time in one scan changes nothing
		}
		sum, err := sumUp(e.repeats.summary, e.in, e.repeats.before(e.in))
		if err != nil {
			return err
		}
		were, repeated = append(were, e.repeats.summary), append(repeated, sum)
		e.grade(&t, at[i])
	}
	for _, write := range []func() error{
		func() error { return u.updateSummaries(were, repeated) },
		func() error { return u.grade(t.grades) },
		func() error { return u.insertAlerts(t.alerts) },
		func() error { return u.noteAll(t.trail) },
		func() error { return u.supersede(t.olds) },
	} {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}

// momentsOf gives when each of the entries is written, one after the other, and with room
// between two of them for an alert: now, and after all that the trail tells of the drifts
// that it changes.
func (u unit) momentsOf(entries []*entry) ([]time.Time, error) {
	var changed []uuid.UUID
	for _, e := range entries {
		if e.repeats != nil {
			changed = append(changed, e.repeats.drift.ID)
		}
		for _, old := range e.olds {
			changed = append(changed, old.drift.ID)
		}
	}
	latest, err := u.latest(changed)
	if err != nil {
		return nil, err
	}
	moments := make([]time.Time, len(entries))
	for i, e := range entries {
		at := latest[uuid.Nil].Add(time.Duration(2*i) * time.Microsecond)
		if e.repeats != nil {
			at = later(at, latest[e.repeats.drift.ID])
		}
		for _, old := range e.olds {
			at = later(at, latest[old.drift.ID])
		}
		moments[i] = at
	}
	return moments, nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// repeat makes one more occurrence of a drift.
func (e *entry) repeat(t *taking, at time.Time) {
	k, in := e.repeats, e.in
	e.result = models.DetectResult{
		Outcome: models.DetectRepeated, DriftID: k.drift.ID, Severity: k.drift.Severity, Status: k.drift.Status,
		SeenBefore: k.summary.LastSeen.UTC(), Open: k.drift.Status.Open() || k.over != nil,
	}
	o := occurrenceOf(k.drift.ID, in, k.first, at)
	o.ExpectedState, o.ActualState, o.Difference = in.ExpectedState, in.ActualState, in.Difference
	o.DueAt = dueAt(earlier(k.summary.FirstSeen, in.SeenAt), in)
	t.occurrences = append(t.occurrences, o)
}

// grade gives a drift that is repeated the severity of today. Whoever must act learns
// that it became graver by an alert, also where it is approved: what was approved
// was a lesser drift.
func (e *entry) grade(t *taking, at time.Time) {
	d, in := e.repeats.drift, e.in
	if e.repeats.before(in) || in.Severity == d.Severity || d.Status == models.StatusResolved {
		return
	}
	e.result.Severity = in.Severity
	t.grades = append(t.grades, grade{d.ID, in.Severity})
	t.trail = append(t.trail, note{action: models.ActionDriftGraded, drift: &d.ID, who: program, at: at,
		old: fields{"severity": d.Severity}, new: fields{"severity": in.Severity}})
	if !d.Severity.AtLeast(in.Severity) && in.Severity.AtLeast(models.SeverityWarning) {
		t.alert(gradedAlert(d, in), at.Add(time.Microsecond))
	}
}

// create makes a new drift with all that belongs to it; it takes the place of those that
// are old, the first of which it names, at one moment.
func (e *entry) create(t *taking, scan models.Scan, at time.Time) {
	in := e.in
	drift := createdAt(models.Drift{
		ID: t.ids.id(), ResourceID: in.ResourceID, ResourceType: in.ResourceType, Region: in.Region, AccountID: optional(in.AccountID),
		ExpectedState: in.ExpectedState, ActualState: in.ActualState, Difference: in.Difference,
		Severity: in.Severity, CostImpactMonthly: in.CostImpactMonthly, Status: models.StatusDetected,
		DetectedAt: models.Stored(in.SeenAt), DetectedBy: in.DetectedBy,
	}, at)
	e.result = models.DetectResult{Outcome: models.DetectCreated, DriftID: drift.ID, Severity: drift.Severity, Status: drift.Status, Open: true}
	details := fields{"scope": scan.Scope, "source": scan.Source, "address": in.Address}
	if models.ToldByHistory(scan.Source) {
		details["expected"] = models.HistorySentence
	}
	summary := newSummary(drift.ID, scan, in)
	for _, old := range e.olds {
		e.result.Superseded = append(e.result.Superseded, old.drift.ID)
		e.result.SeenBefore = later(e.result.SeenBefore, old.summary.LastSeen.UTC())
		summary.FirstSeen = earlier(old.summary.FirstSeen, summary.FirstSeen)
		t.olds = append(t.olds, succession{old, drift})
	}
	if len(e.olds) > 0 {
		details["supersedes"], summary.Supersedes = e.olds[0].drift.ID, &e.olds[0].drift.ID
	}
	summary.DueAt = dueAt(summary.FirstSeen, in)
	o := occurrenceOf(drift.ID, in, nil, at)
	o.FirstSeenAt, o.DueAt = summary.FirstSeen, summary.DueAt
	t.drifts, t.summaries, t.occurrences = append(t.drifts, drift), append(t.summaries, summary), append(t.occurrences, o)
	t.trail = append(t.trail, detected(drift, details))
	switch at = at.Add(time.Microsecond); {
	case lapsed(e.olds) != nil:
		t.alert(endedAlert(drift, in, e.olds, e.changed), at)
	case in.Severity.AtLeast(models.SeverityWarning):
		t.alert(detectedAlert(drift, in), at)
	}
}

func (t *taking) alert(in models.CreateAlertInput, at time.Time) {
	alert := newAlert(in, at)
	alert.ID = t.ids.id()
	t.alerts, t.trail = append(t.alerts, alert), append(t.trail, created(alert))
}

// insertDetected writes new drifts and their summaries. They are one statement, whose
// triggers count each drift once, as what both make of it.
func (u unit) insertDetected(drifts []models.Drift, summaries []models.DriftSummary) error {
	if len(drifts) == 0 {
		return nil
	}
	return u.db.Exec("WITH new_drifts AS ("+insertInto[models.Drift]()+"?) "+insertInto[models.DriftSummary]()+"?",
		tableOf(drifts, "new"), tableOf(summaries, "new")).Error
}

// occurrenceOf is a scan seeing a drift, without states. What its first scan records is not
// kept again.
func occurrenceOf(drift uuid.UUID, in models.Detection, first []models.JudgedChange, at time.Time) models.Occurrence {
	o := models.Occurrence{
		DriftID: drift, ScanID: in.Scan.ID, Address: in.Address, PreviousAddress: in.PreviousAddress,
		ResourceID: in.FullResourceID, ResourceType: in.FullType, Action: in.Action, NextApply: in.NextApply, Kind: in.Kind,
		SeenAt: in.SeenAt, FirstSeenAt: in.SeenAt, CreatedAt: at, Owner: in.Owner,
	}
	if seen := models.WithoutNext(in.Changes); first == nil || !models.SameChanges(seen, first) {
		o.Changes = models.EncodeChanges(seen)
	}
	return o
}

// insertOccurrences notes that a scan saw drifts, and gives those of which it did not
// know. What a drift itself records is not kept again; one that is given no states is not read.
func (u unit) insertOccurrences(occurrences []models.Occurrence) (map[uuid.UUID]bool, error) {
	if len(occurrences) == 0 {
		return nil, nil
	}
	columns := columnsOf(reflect.TypeFor[models.Occurrence]())
	values := slices.Clone(columns)
	for i, column := range columns {
		if values[i] = "o." + column; slices.Contains([]string{"expected_state", "actual_state", "difference"}, column) {
			values[i] = "NULLIF(o." + column + ", d." + column + ")"
		}
	}
	var written []uuid.UUID
	into := strings.Join(columns, ", ")
	err := u.db.Raw("WITH seen("+into+") AS (SELECT "+strings.Join(values, ", ")+` FROM ?
		LEFT JOIN LATERAL (SELECT expected_state, actual_state, difference FROM drifts
		  WHERE id = o.drift_id AND num_nonnulls(o.expected_state, o.actual_state, o.difference) > 0 OFFSET 0) d ON true)
		INSERT INTO drift_occurrences (`+into+") SELECT * FROM seen ON CONFLICT (drift_id, scan_id) DO NOTHING RETURNING drift_id", tableOf(occurrences, "o")).Scan(&written).Error
	seen := make(map[uuid.UUID]bool, len(written))
	for _, id := range written {
		seen[id] = true
	}
	return seen, err
}

// grade gives drifts their grades.
func (u unit) grade(grades []grade) error {
	if len(grades) == 0 {
		return nil
	}
	var ids []uuid.UUID
	var severities []string
	for _, g := range grades {
		ids, severities = append(ids, g.drift), append(severities, string(g.severity))
	}
	return u.db.Exec("UPDATE drifts SET severity = new.severity FROM unnest(CAST(? AS uuid[]), CAST(? AS text[])) AS new(id, severity) WHERE drifts.id = new.id",
		uuidArray(ids), &severities).Error
}
