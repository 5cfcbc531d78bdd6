package pages

import (
	"time"

	"github.com/clouddrift/guardian/models"
)

// driftView is the page of one drift.
type driftView struct {
	ID, ResourceType, ResourceID string
	Severity, Status             string
	Gone                         bool
	Address, Scope, Source       string
	Region, Account              string
	NextApply                    models.NextApply // "" where there is nothing to say
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

// stateView is a whole state, folded.
type stateView struct {
	Text    string
	TooLong bool
	Size    string
}

// maxStateBytes is how much of a state a page carries; the JSON has any size.
const maxStateBytes = 256 << 10

// Drift is the page of one drift.
func Drift(now time.Time, d models.Dossier) (Page, error) {
	v := driftView{
		ID: d.Drift.ID.String(), ResourceType: d.Drift.ResourceType, ResourceID: d.Drift.ResourceID,
		Severity: string(d.Drift.Severity), Status: string(d.Drift.Status), Gone: d.Drift.Gone(),
		Address: d.Sighting.Address, Scope: d.Sighting.Scope, Source: d.Sighting.Tool,
		Region: d.Drift.Region, Cost: costOf(d.Drift.CostImpactMonthly), DetectedBy: detectorWords[d.Drift.DetectedBy],
		FirstSeen: momentOf(now, d.Sighting.FirstSeen), LastSeen: momentOf(now, d.Sighting.LastSeen),
		Decisions: decisions(now, d),
		Expected:  stateOf(d.Drift.ExpectedState), Actual: stateOf(d.Drift.ActualState),
		Timeline: timeline(now, d), Related: relatedTo(now, d), JSON: driftHref(d.Drift.ID) + "?format=json",
	}
	if d.Sighting.Occurrences > 0 {
		v.Occurrences = counted(d.Sighting.Occurrences, "scan")
	}
	if d.Drift.AccountID != nil {
		v.Account = *d.Drift.AccountID
	}
	if d.Drift.Status != models.StatusResolved && d.Sighting.Occurrences > 0 {
		v.NextApply = d.Sighting.NextApply
	}
	err := v.readStates(d.Drift)
	return Page{"drift", d.Drift.ResourceType + " " + d.Drift.ResourceID, v}, err
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

func stateOf(j models.JSON) stateView {
	if len(j) > maxStateBytes {
		return stateView{TooLong: true, Size: grouped(int64(len(j)>>10)) + " KiB"}
	}
	return stateView{Text: indentedJSON(j)}
}
