package server

import (
	"strings"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// driftView is the page of one drift.
type driftView struct {
	ID, ResourceType, ResourceID string
	Severity, Status             string
	Gone                         bool
	Address, Scope, Source       string
	Region, Account              string
	NextApply, NextApplyWords    string
	Cost                         cost
	DetectedBy                   string
	FirstSeen, LastSeen          moment
	Occurrences                  string
	Decisions                    []decision
	Changes                      []changeView
	Noise, Unchanged             []string // keys that differ by noise alone, and that do not differ
	Expected, Actual             stateView
	Timeline                     []event
	Related                      []related
	JSON                         string
}

// decision is the approval, rejection or end of a drift.
type decision struct {
	Word   string // approved, rejected, resolved
	By     string // "" where nobody is known
	When   moment
	Reason string
	Href   string // the drift that took the place of a superseded one
}

// changeView is one changed key.
type changeView struct {
	Key         string
	Whole       *leafView // set where the key itself is the only leaf
	Leaves      []leafView
	Same        []leafView
	Summary     string // 2 changed, 11 unchanged
	MoreChanged string
	MoreSame    string
	JSONText    bool
	Secret      bool
}

type leafView struct {
	Path             string
	Expected, Actual shown
	Sides            string // both, expected, actual: which of them has a value
}

// stateView is a whole state, folded.
type stateView struct {
	Text    string
	TooLong bool
	Size    string
}

// maxStateBytes is how much of a state a page carries; the JSON has any size.
const maxStateBytes = 256 << 10

func (s *Server) driftView(d models.Dossier) (driftView, error) {
	v := driftView{
		ID: d.Drift.ID.String(), ResourceType: d.Drift.ResourceType, ResourceID: d.Drift.ResourceID,
		Severity: string(d.Drift.Severity), Status: string(d.Drift.Status), Gone: isGone(d.Drift),
		Address: d.Sighting.Address, Scope: d.Sighting.Scope, Source: d.Sighting.Source,
		Region: d.Drift.Region, Cost: costOf(d.Drift.CostImpactMonthly), DetectedBy: detectorWords[d.Drift.DetectedBy],
		FirstSeen: s.moment(d.Sighting.FirstSeen), LastSeen: s.moment(d.Sighting.LastSeen),
		Decisions: s.decisions(d),
		Expected:  stateOf(d.Drift.ExpectedState), Actual: stateOf(d.Drift.ActualState),
		Timeline: s.timeline(d), Related: s.related(d), JSON: "/debug/drifts/" + d.Drift.ID.String() + "?format=json",
	}
	if d.Sighting.Occurrences > 0 {
		v.Occurrences = counted(d.Sighting.Occurrences, "scan")
	}
	if d.Drift.AccountID != nil {
		v.Account = *d.Drift.AccountID
	}
	if d.Drift.Status != models.StatusResolved && d.Sighting.Occurrences > 0 {
		v.NextApply, v.NextApplyWords = string(d.Sighting.NextApply), nextApplyWords(d.Sighting)
	}
	return v, v.readStates(d.Drift)
}

// nextApplyWords says what the next apply does, in a sentence.
func nextApplyWords(s models.Sighting) string {
	switch s.NextApply {
	case models.NextApplyRevert:
		return "The next apply will undo it."
	case models.NextApplyKeep:
		return "The next apply will leave it as it is."
	}
	return "Whether the next apply will undo it is not known."
}

// readStates takes the difference apart and sorts the other keys.
func (v *driftView) readStates(d models.Drift) error {
	difference, err := d.Difference.Object()
	if err != nil {
		return err
	}
	expected, err := d.ExpectedState.Object()
	if err != nil {
		return err
	}
	actual, err := d.ActualState.Object()
	if err != nil {
		return err
	}
	for _, key := range models.SortedKeys(difference) {
		e, a := sidesOf(difference[key])
		v.Changes = append(v.Changes, changeOf(takeApart(key, e, a)))
	}
	for _, key := range models.SortedKeys(expected) {
		if _, changed := difference[key]; changed {
			continue
		}
		if a, both := actual[key]; both && models.EqualJSON(expected[key], a) {
			v.Unchanged = append(v.Unchanged, key)
		} else {
			v.Noise = append(v.Noise, key)
		}
	}
	for _, key := range models.SortedKeys(actual) {
		_, changed := difference[key]
		if _, known := expected[key]; !known && !changed {
			v.Noise = append(v.Noise, key)
		}
	}
	return nil
}

// sidesOf reads {"expected": …, "actual": …} of a difference.
func sidesOf(entry any) (expected, actual side) {
	object, _ := entry.(map[string]any)
	e, inExpected := object["expected"]
	a, inActual := object["actual"]
	return side{e, inExpected}, side{a, inActual}
}

func changeOf(k keyChange) changeView {
	v := changeView{Key: k.Key, JSONText: k.JSONText, Secret: k.Secret}
	for _, l := range k.Changed {
		v.Leaves = append(v.Leaves, leafOf(l))
	}
	for _, l := range k.Same {
		v.Same = append(v.Same, leafOf(l))
	}
	if len(v.Leaves) == 1 && v.Leaves[0].Path == "" && len(v.Same) == 0 {
		v.Whole, v.Leaves = &v.Leaves[0], nil
		return v
	}
	changed, same := int64(len(k.Changed)+k.MoreChanged), int64(len(k.Same)+k.MoreSame)
	v.Summary = grouped(changed) + " changed, " + grouped(same) + " unchanged"
	if k.MoreChanged > 0 {
		v.MoreChanged = counted(int64(k.MoreChanged), "more change")
	}
	if k.MoreSame > 0 {
		v.MoreSame = counted(int64(k.MoreSame), "more value")
	}
	return v
}

func leafOf(l leaf) leafView {
	v := leafView{Path: strings.TrimPrefix(l.Path, "."), Sides: "both"}
	switch {
	case !l.Actual.Present:
		v.Sides = "expected"
	case !l.Expected.Present:
		v.Sides = "actual"
	}
	v.Expected, v.Actual = showPair(l.Expected, l.Actual)
	return v
}

func stateOf(j models.JSON) stateView {
	if len(j) > maxStateBytes {
		return stateView{TooLong: true, Size: grouped(int64(len(j)>>10)) + " KiB"}
	}
	return stateView{Text: indentedJSON(j)}
}

// decisions are what was decided about the drift, by whom and why: the judgement
// first, then the end.
func (s *Server) decisions(d models.Dossier) (all []decision) {
	drift := d.Drift
	if drift.ApprovedAt != nil {
		all = append(all, decision{"approved", name(d.Deciders, drift.ApprovedBy), s.moment(*drift.ApprovedAt), text(drift.ApprovalReason), ""})
	}
	if drift.RejectedAt != nil {
		all = append(all, decision{"rejected", name(d.Deciders, drift.RejectedBy), s.moment(*drift.RejectedAt), text(drift.RejectionReason), ""})
	}
	if drift.ResolvedAt != nil {
		e := endingOf(d)
		all = append(all, decision{"resolved", e.who, s.moment(*drift.ResolvedAt), e.why, e.href})
	}
	return all
}

// name is a user as people know them: the name and the address.
func name(people map[uuid.UUID]models.User, id *uuid.UUID) string {
	if id == nil {
		return ""
	}
	user, ok := people[*id]
	if !ok {
		return id.String()
	}
	if full := strings.TrimSpace(text(user.FirstName) + " " + text(user.LastName)); full != "" {
		return full + " <" + user.Email + ">"
	}
	return user.Email
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
