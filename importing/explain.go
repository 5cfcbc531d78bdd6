package importing

import (
	"fmt"
	"time"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
	"github.com/clouddrift/guardian/rulebook"
	"github.com/clouddrift/guardian/rules"
)

// Why says what gave something its grade, took it for noise, or assigned it.
type Why struct {
	// Path is that of a change; "" where it is about the drift as a whole.
	Path     string          `json:"path,omitempty"`
	Severity models.Severity `json:"severity,omitempty"`
	Noise    string          `json:"noise,omitempty"` // the rule of the noise; "" for what counts
	// Rule is the team's own rule by its key, "" where it was none, and Line where it
	// begins in its file, 0 where it is not there.
	Rule string `json:"rule,omitempty"`
	Line int    `json:"line,omitempty"`
	// Because says it in words.
	Because string `json:"because"`
}

// Explanation says why a drift is judged as it is.
type Explanation struct {
	// Whole is why it is grave that the resource is gone or unmanaged; nil where it is neither.
	Whole *Why `json:"whole,omitempty"`
	// Changes are those that count, the gravest first, then those that are noise.
	Changes []Why `json:"changes"`
	// Owner and Due are why it is whose it is and due when it is; nil where no rule says.
	Owner *Why `json:"owner,omitempty"`
	Due   *Why `json:"due,omitempty"`
}

// Explain says why a drift is judged as it is, by the rules that judged it when its newest
// scan was imported, which saw it as newest says; no rules are a nil book. What the table says is that of today. It
// fails where the states that the ledger keeps cannot be read.
func Explain(book *rulebook.Book, d models.Dossier, newest models.Occurrence, at time.Time) (Explanation, error) {
	x := explaining{lines: map[string]rulebook.Rule{}}
	for _, r := range book.Rules() {
		x.lines[r.Key] = r
	}
	typ, expected, actual := d.Drift.ResourceType, d.Drift.ExpectedState, d.Drift.ActualState
	if newest.ResourceType != "" {
		typ = newest.ResourceType
	}
	if len(newest.ExpectedState) > 0 {
		expected = newest.ExpectedState
	}
	if len(newest.ActualState) > 0 {
		actual = newest.ActualState
	}
	x.judge = Options{}.table().For(typ)
	var sides [2]map[string]any
	for i, side := range []models.JSON{expected, actual} {
		var err error
		if sides[i], err = side.Object(); err != nil {
			return Explanation{}, err
		}
	}
	sheet := book.On(rulebook.Subject{Scope: d.Sighting.Scope, Type: typ, Address: d.Sighting.Address, Tags: rulebook.TagsOf(sides[0], sides[1])}, at)
	e := Explanation{Changes: []Why{}, Whole: x.whole(d, sheet)}
	counting, noise := d.Counting()
	for _, c := range append(counting, noise...) {
		why, err := x.change(c)
		if err != nil {
			return Explanation{}, err
		}
		e.Changes = append(e.Changes, why)
	}
	e.Owner, e.Due = x.assigned(d, sheet)
	return e, nil
}

// explaining is one call of Explain.
type explaining struct {
	judge *rules.Judge
	lines map[string]rulebook.Rule // of the book, by key
}

// by fills in the team's own rule.
func (x explaining) by(w Why, key string) Why {
	w.Rule = key
	if rule, known := x.lines[key]; known {
		w.Line = rule.Line
		if w.Because == "" {
			w.Because = rule.Reason
		}
	}
	return w
}

// whole says why it is grave that the resource is gone or unmanaged.
func (x explaining) whole(d models.Dossier, sheet *rulebook.Sheet) *Why {
	action := reports.ActionDelete
	switch d.Seen().Whole() {
	case models.WholeThere:
		return nil
	case models.WholeUnmanaged:
		action = reports.ActionUnmanaged
	}
	severity, rule := sheet.GradeWhole(gradeWhole(x.judge, action))
	w := Why{Severity: severity}
	if rule != nil {
		w = x.by(w, rule.Key)
		return &w
	}
	w.Because = "the resource is gone"
	if action == reports.ActionUnmanaged {
		w.Because = "no code knows the resource, and the product's table says what its type guards"
	}
	return &w
}

// noiseWords say what each rule of noise means.
var noiseWords = map[string]string{
	ruleEmpty: "nothing stands against nothing", ruleEquivalent: "both are written otherwise and mean the same",
	ruleKnown: "it says what the identity of the resource does", ruleEcho: "another resource of the code sets it so",
	ruleVolatile: "the platform itself keeps changing it",
}

// change says why a change has its grade, or is none.
func (x explaining) change(c models.JudgedChange) (Why, error) {
	w := Why{Path: c.Path, Severity: c.Severity, Noise: c.Noise}
	if c.Rule != "" {
		return x.by(w, c.Rule), nil
	}
	change, err := c.Change()
	if err != nil {
		return w, err
	}
	if c.Noise != "" {
		w.Severity, w.Because = "", noiseWords[c.Noise]
		if line := x.judge.Volatile(change.Path); c.Noise == ruleVolatile && line != nil {
			w.Because += ": " + lineWords(line)
		}
		return w, nil
	}
	reason := x.judge.Grade(change)
	switch {
	case reason.Severity != c.Severity:
		w.Because = fmt.Sprintf("the product's table as it was then; today it says %s", reason.Severity)
	case reason.Line == nil:
		w.Because = "the product's table says nothing of it"
	case reason.FromTable():
		w.Because = "the product's table: " + lineWords(reason.Line)
	default:
		w.Because = "the product's table, by words of its name: " + reason.Line.Path
	}
	return w, nil
}

// lineWords name a line of the table.
func lineWords(l *rules.Line) string {
	words := l.Type + " " + l.Path
	if l.Note != "" {
		words += " (" + l.Note + ")"
	}
	return words
}

// assigned says which rules own the drift and give it its date. Where the rules say
// another than the drift has, which of them it was is not known.
func (x explaining) assigned(d models.Dossier, sheet *rulebook.Sheet) (owner, due *Why) {
	if d.Sighting.Owner != "" {
		w := Why{Because: "not known: the rules name another by what is kept of the resource"}
		if rule := sheet.Owner(); rule != nil && rule.Name == d.Sighting.Owner {
			w = x.by(Why{Because: "the first owner that matches"}, rule.Key)
		}
		owner = &w
	}
	if d.Sighting.DueAt != nil {
		w := Why{Because: "not known: the rules give another date by the severity and owner of today"}
		if rule := sheet.Due(d.Drift.Severity, d.Sighting.Owner); rule != nil && d.Sighting.FirstSeen.Add(rule.Within).Equal(*d.Sighting.DueAt) {
			w = x.by(Why{Because: "within " + rulebook.WithinText(rule.Within) + " of when it was first seen"}, rule.Key)
		}
		due = &w
	}
	return owner, due
}
