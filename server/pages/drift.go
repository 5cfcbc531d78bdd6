package pages

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/clouddrift/guardian/models"
)

// driftView is the page of one drift.
type driftView struct {
	ID, ResourceType, ResourceID string
	Severity, Status             string
	Whole                        models.Whole
	WholeValues                  string
	Address, Scope, Tool         string
	Region, Account              string
	NextApply                    models.NextApply // "" where there is nothing to say
	Next                         string           // the same in a sentence
	NextAsOf                     *moment          // where later scans could not tell
	InCode                       string           // whether the code sets what differs
	Cost                         cost
	DetectedBy                   string
	FirstSeen, LastSeen          moment
	Occurrences                  string
	Decisions                    []decision
	Predecessor, Successor       *relative
	Changes                      []changeRow
	ChangesSummary               string // 3 changes: 1 critical, 2 warning
	MoreChanges                  string // how many are left out
	NotJudged                    string
	ExpectedIs                   string // what the expected state is, in short
	History                      string // that it is no code's
	Noise                        []noiseRow
	NoiseSummary, MoreNoise      string
	Expected, Actual             stateView
	Timeline                     []event
	Related                      []related
	JSON                         string
}

// noiseRow is a change that is none, with the rule that says so.
type noiseRow struct{ Path, Rule string }

// stateView is a whole state, folded.
type stateView struct {
	Text    string
	TooLong bool
	Size    string
}

// maxStateBytes is how much of a state a page carries, in HTML; the JSON has any size.
const maxStateBytes = 40 << 10

// Drift is the page of one drift.
func Drift(now time.Time, d models.Dossier) (Page, error) {
	v := driftView{
		ID: d.Drift.ID.String(), ResourceType: d.Drift.ResourceType, ResourceID: d.Drift.ResourceID,
		Severity: string(d.Drift.Severity), Status: d.Seen().StatusWord(), Whole: d.Seen().Whole(),
		Address: d.Sighting.Address, Scope: d.Sighting.Scope, Tool: d.Sighting.Tool, InCode: d.Sighting.KindSentence(),
		Region: d.Drift.Region, Cost: costOf(d.Drift.CostImpactMonthly), DetectedBy: detectorWords[d.Drift.DetectedBy],
		FirstSeen: momentOf(now, d.Sighting.FirstSeen), LastSeen: momentOf(now, d.Sighting.LastSeen),
		Decisions: decisions(now, d), Predecessor: predecessorOf(now, d.Supersedes), Successor: successorOf(now, d.SupersededBy),
		Expected: stateOf(d.Drift.ExpectedState), Actual: stateOf(d.Drift.ActualState),
		Timeline: timeline(now, d), Related: relatedTo(now, d), JSON: driftHref(d.Drift.ID) + "?format=json",
	}
	if d.Sighting.Occurrences > 0 {
		v.Occurrences = counted(d.Sighting.Occurrences, "scan")
	}
	if v.ExpectedIs = models.ExpectedWords(v.Tool); models.ToldByHistory(v.Tool) {
		v.History = models.HistorySentence
	}
	if d.Drift.AccountID != nil {
		v.Account = *d.Drift.AccountID
	}
	if d.Drift.Status != models.StatusResolved {
		v.NextApply, v.Next = d.Sighting.NextApply, d.Sighting.NextApplySentence()
		if told := d.Sighting.NextApplyAt; told != nil && told.Before(d.Sighting.LastSeen) {
			m := momentOf(now, *told)
			v.NextAsOf = &m
		}
	}
	err := v.readChanges(d)
	return Page{"drift", d.Drift.ResourceType + " " + d.Drift.ResourceID, v}, err
}

// readChanges shows what counts, and apart from it what is noise.
func (v *driftView) readChanges(d models.Dossier) (err error) {
	changes, noise := d.Counting()
	if v.Changes, err = changeRows(changes); err != nil {
		return err
	}
	v.ChangesSummary = changesSummary(changes)
	for i := range v.Changes {
		row := &v.Changes[i]
		row.Over = d.Drift.Status == models.StatusResolved
		if v.Whole != models.WholeThere { // one verdict holds for all of the resource
			row.Severity, row.InCode = "", ""
		}
	}
	if v.Whole != models.WholeThere {
		v.ChangesSummary = counted(int64(len(changes)), "attribute")
		v.WholeValues = d.Seen().WholeValues(len(changes))
	}
	if more := len(changes) - len(v.Changes); more > 0 {
		v.MoreChanges = grouped(int64(more)) + " more"
	}
	if !d.Judged && len(changes) > 0 {
		v.NotJudged = models.NotJudgedSentence
	}
	for _, c := range noise[:min(len(noise), maxChanges)] {
		v.Noise = append(v.Noise, noiseRow{c.Path, c.Noise})
	}
	v.NoiseSummary = counted(int64(len(noise)), "change") + " left out as noise"
	if more := len(noise) - len(v.Noise); more > 0 {
		v.MoreNoise = grouped(int64(more)) + " more"
	}
	return nil
}

// changesSummary counts changes and says how grave they are, as far as that is known.
func changesSummary(changes []models.JudgedChange) string {
	by := map[models.Severity]int64{}
	for _, c := range changes {
		by[c.Severity]++
	}
	var parts []string
	for _, severity := range models.Severities() {
		if n := by[severity]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", grouped(n), severity))
		}
	}
	summary := counted(int64(len(changes)), "change")
	if len(parts) > 0 {
		summary += ": " + strings.Join(parts, ", ")
	}
	return summary
}

func stateOf(j models.JSON) stateView {
	tooLong := stateView{TooLong: true, Size: grouped(int64(len(j)>>10)) + " KiB"}
	if len(j) > maxStateBytes {
		return tooLong
	}
	text := indentedJSON(j)
	if len(template.HTMLEscapeString(text)) > maxStateBytes {
		return tooLong
	}
	return stateView{Text: text}
}
