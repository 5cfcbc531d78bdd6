package pages

import (
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// RulesView is what is known of the rules.
type RulesView struct {
	Current *models.RuleSet    // nil where none were ever applied
	States  []models.RuleState // of these
	Sets    models.Page[models.RuleSet]
	Users   map[uuid.UUID]string // who applied them
}

// rulesView is the page of the rules.
type rulesView struct {
	None    bool // were ever applied
	File    string
	By      string
	When    moment
	Href    string // of the set in force
	Columns []string
	Rules   [][]cell
	Sets    Table
	Pager   pager
}

// Rules is the page of the rules in force, of what each did, and of the sets before.
func Rules(now time.Time, at Address, r RulesView) Page {
	v := rulesView{
		None: r.Current == nil, Columns: []string{"Rule", "In force since", "Ends", fmt.Sprintf("Matched in %d days", models.RuleDays), "Matched last", "Know of it"},
		Sets: Table{Columns: []string{"Applied", "By", "File", "Rules"}},
	}
	if v.None {
		return Page{"rules", "Rules", v}
	}
	v.Pager = pagerOf(at, r.Sets)
	v.File, v.By, v.When, v.Href = r.Current.File, r.Users[r.Current.AppliedBy], momentOf(now, r.Current.CreatedAt), ruleSetHref(r.Current.ID)
	for _, s := range r.States {
		v.Rules = append(v.Rules, ruleRow(now, v.Href, s))
	}
	for _, set := range r.Sets.Items {
		applied := timeCell(now, set.CreatedAt)
		applied.Href = ruleSetHref(set.ID)
		lines, _ := set.Lines() // what cannot be read is none
		v.Sets.Rows = append(v.Sets.Rows, []cell{applied, textCell(r.Users[set.AppliedBy]), codeCell(set.File), countCell(int64(len(lines)))})
	}
	return Page{"rules", "Rules", v}
}

func ruleRow(now time.Time, set string, s models.RuleState) []cell {
	name := cell{Kind: "code", Text: s.Key, Sub: s.Reason, Href: fmt.Sprintf("%s#line-%d", set, s.Line)}
	matched, last, ends := countCell(s.Matched), timeCellOr(now, s.Last, textCell("never")), timeCellOr(now, s.Until, noCell)
	if !s.Decides() {
		matched, last = noCell, noCell
	}
	return []cell{name, timeCell(now, s.Since), ends, matched, last, {Kind: "words", Words: s.Remarks}}
}

func ruleSetHref(id uuid.UUID) string { return "/debug/rules/" + id.String() }

// ruleSetView is the page of one set of rules.
type ruleSetView struct {
	File  string
	Facts []fact
	Lines []sourceLine
	More  string // how many lines the page leaves out
	JSON  string
}

type sourceLine struct {
	Number int
	Text   string
}

// maxSource is how many bytes of a file of rules a page shows.
const maxSource = 100_000

// RuleSet is the page of one set of rules, with its source.
func RuleSet(now time.Time, set models.RuleSet, by string) Page {
	v := ruleSetView{File: set.File, JSON: ruleSetHref(set.ID) + "?format=json", Facts: []fact{{"Applied", timeCell(now, set.CreatedAt)}, {"By", textCell(by)}}}
	if rules, err := set.Lines(); err == nil {
		v.Facts = append(v.Facts, fact{"Rules", countCell(int64(len(rules)))})
	}
	left := maxSource
	lines := strings.Split(strings.TrimSuffix(strings.ReplaceAll(set.Source, "\r\n", "\n"), "\n"), "\n")
	for i, line := range lines {
		if left -= len(line) + 60; left < 0 {
			v.More = counted(int64(len(lines)-i), "more line")
			break
		}
		v.Lines = append(v.Lines, sourceLine{i + 1, visible(strings.ReplaceAll(line, "\t", "    "))})
	}
	return Page{"ruleset", "Rules of " + set.File, v}
}
