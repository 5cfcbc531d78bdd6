package pages

import (
	"fmt"
	"net/url"
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
	Owner                        string
	Due                          *due
	Decisions                    []decision
	Predecessor, Successor       *relative
	Ended                        bool   // the approval
	Undone                       string // in a sentence, that an approval does not stop the next apply
	WhySuperseded                string // in a sentence
	Changes, FoldedChanges       []changeRow
	Folded                       string // how many those are
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
	Commands                     [][]commandPiece // to decide about it
	AsOf                         *asOf            // the moment that the page is of, nil for now
	From                         *link            // the list that the page was opened from
}

// noiseRow is a change that is none, with the rule that says so.
type noiseRow struct{ Path, Rule string }

// Drift is the page of one drift, as it stood at a moment that is not zero; from is the
// address of the list that it was opened from, zero where that is not known.
func Drift(now time.Time, d models.Dossier, asOf time.Time, from Address) (Page, error) {
	v := driftView{
		ID: d.Drift.ID.String(), ResourceType: d.Drift.ResourceType, ResourceID: d.Drift.ResourceID,
		Severity: string(d.Drift.Severity), Status: d.Seen().StatusWord(), Whole: d.Seen().Whole(),
		Address: d.Sighting.Address, Scope: d.Sighting.Scope, Tool: d.Sighting.Tool, InCode: d.Sighting.KindSentence(),
		Region: d.Drift.Region, Cost: costOf(d.Drift.CostImpactMonthly), DetectedBy: detectorWords[d.Drift.DetectedBy],
		FirstSeen: momentOf(now, d.Sighting.FirstSeen), LastSeen: momentOf(now, d.Sighting.LastSeen),
		Owner: d.Sighting.Owner, Due: dueOf(now, d.Seen()),
		Decisions: decisions(now, d), Predecessor: predecessorOf(now, d.Supersedes), Successor: successorOf(now, d.SupersededBy),
		Timeline: timeline(now, d), JSON: driftHref(d.Drift.ID) + "?format=json", From: backTo(from),
	}
	v.Undone = d.Seen().UndoneSentence()
	v.Ended, v.WhySuperseded = v.Status == models.EndedWord, endingOf(d).short()
	if v.AsOf = asOfNotice(now, asOf, driftHref(d.Drift.ID)); v.AsOf != nil {
		v.Due.at(asOf)
		v.JSON += "&asOf=" + v.AsOf.Param
		v.keepMoment()
	} else {
		v.Commands = inPieces(commandsOf(d.Drift))
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
		v.NextApply, v.Next = d.Sighting.NextApply, d.Seen().NextApplySentence()
		if told := d.Sighting.NextApplyAt; told != nil && told.Before(d.Sighting.LastSeen) {
			m := momentOf(now, *told)
			v.NextAsOf = &m
		}
	}
	r := room(pageRoom)
	if err := v.readChanges(&r, d); err != nil {
		return Page{}, err
	}
	v.Related = relatedTo(&r, now, d)
	v.Expected, v.Actual = stateOf(&r, d.Drift.ExpectedState), stateOf(&r, d.Drift.ActualState)
	return Page{"drift", d.Drift.ResourceType + " " + d.Drift.ResourceID, v}, nil
}

// keepMoment has what the page leads to be of its moment, too.
func (v *driftView) keepMoment() {
	keep := func(href *string) {
		if *href != "" {
			*href += "?asOf=" + v.AsOf.Param
		}
	}
	for _, other := range []*relative{v.Predecessor, v.Successor} {
		if other != nil {
			keep(&other.Href)
		}
	}
	for i := range v.Decisions {
		keep(&v.Decisions[i].Href)
	}
	for i := range v.Timeline {
		keep(&v.Timeline[i].Href)
	}
}

// List is the list of the drifts that a filter keeps by one value, of the moment that the page is of.
func (v driftView) List(name, value string) string {
	list := Address{driftsPath, nil}
	if v.AsOf != nil {
		list.values = url.Values{"asOf": {v.AsOf.Param}}
	}
	return list.with(name, models.FilterValue(value))
}

// readChanges shows what counts, and apart from it what is noise.
func (v *driftView) readChanges(r *room, d models.Dossier) (err error) {
	changes, noise := d.Counting()
	r.within(maxDifference, func(r *room) {
		rows := changeRows{room: r, values: maxShown, whole: v.Whole, over: d.Drift.Status == models.StatusResolved, json: v.JSON}
		v.Changes, err = rows.of(changes)
	})
	v.ChangesSummary = changesSummary(changes)
	if v.Whole != models.WholeThere {
		v.ChangesSummary = counted(int64(len(changes)), "attribute")
		v.WholeValues = d.Seen().WholeValues(len(changes))
	}
	v.MoreChanges = moreOf(len(changes) - len(v.Changes))
	if folded := len(v.Changes) - maxUnfoldedChanges; folded > 0 {
		v.FoldedChanges, v.Folded = v.Changes[maxUnfoldedChanges:], moreOf(folded)
		v.Changes = v.Changes[:maxUnfoldedChanges]
	}
	if !d.Judged && len(changes) > 0 {
		v.NotJudged = models.NotJudgedSentence
	}
	r.within(maxNoise, func(r *room) {
		for _, c := range noise {
			row := noiseRow{c.Path, c.Noise}
			if c.Rule != "" {
				row.Rule += " by " + c.Rule
			}
			if len(v.Noise) == maxChanges || !r.takes("drift", "noise", row) {
				break
			}
			v.Noise = append(v.Noise, row)
		}
	})
	v.NoiseSummary = counted(int64(len(noise)), "change") + " left out as noise"
	v.MoreNoise = moreOf(len(noise) - len(v.Noise))
	return err
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
