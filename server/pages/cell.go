package pages

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// cell is one value of a row. Kind says how the page shows it: text, code, time,
// severity, status, cost, number, words (Words as tags),
// links (Links as tags) or none.
type cell struct {
	Kind, Text, Href string
	Title            string // the whole of a text that is cut short
	Sub              string // a second, quieter line
	When             moment
	Cost             cost
	Words            []string
	Links            []link
}

func textCell(s string) cell { return cell{Kind: "text", Text: s} }

func codeCell(s string) cell { return cell{Kind: "code", Text: s} }

// countCell shows a number of rows or the like.
func countCell(n int64) cell { return cell{Kind: "number", Text: grouped(n)} }

// timeCell shows a time and how long ago that is.
func timeCell(now, t time.Time) cell { return cell{Kind: "time", When: momentOf(now, t)} }

// timeCellOr shows a time, or something else where there is none.
func timeCellOr(now time.Time, t *time.Time, none cell) cell {
	if t == nil {
		return none
	}
	return timeCell(now, *t)
}

// costCell is money; nil is not known.
func costCell(m *models.Money) cell { return cell{Kind: "cost", Cost: costOf(m)} }

// driftCell links to a drift by its resource, or where that is not known by its id.
func driftCell(drifts map[uuid.UUID]models.DriftName, id *uuid.UUID) cell {
	if id == nil {
		return noCell
	}
	name := drifts[*id]
	c := cell{Kind: "code", Text: name.ResourceID, Href: driftHref(*id), Sub: name.ResourceType}
	if name.ResourceID == "" {
		c.Text = id.String()
	}
	return c
}

func linkCell(text, href string) cell { return cell{Kind: "text", Text: text, Href: href} }

// noCell is where a row has no value.
var noCell = cell{Kind: "none"}

// scopeCell shows the end of a scope, which tells scopes apart, and the whole on demand.
func scopeCell(scope, href string) cell {
	short := shortScope(scope)
	c := cell{Kind: "text", Text: short, Href: href}
	if short != scope {
		c.Title = cut(scope)
	}
	return c
}

// maxPairs is how many keys of a small JSON object a cell shows.
const maxPairs = 4

// changeCell shows what an audit row says of a change: each key that changed, with
// its value before and after.
func changeCell(before, after models.JSON) cell {
	was, errWas := before.Object()
	is, errIs := after.Object()
	if errWas != nil || errIs != nil {
		return noCell // PostgreSQL keeps no such jsonb
	}
	keys := models.SortedKeys(is)
	for _, key := range models.SortedKeys(was) {
		if _, both := is[key]; !both {
			keys = append(keys, key)
		}
	}
	var lines []string
	for _, key := range keys {
		line := key + ": "
		if old, ok := was[key]; ok {
			line += brief(old) + " → "
		}
		if v, ok := is[key]; ok {
			line += brief(v)
		} else {
			line += "none"
		}
		lines = append(lines, line)
	}
	return pairsCell(lines)
}

// objectCell shows the keys and values of a small JSON object.
func objectCell(j models.JSON) cell {
	object, err := j.Object()
	if err != nil {
		return noCell // PostgreSQL keeps no such jsonb
	}
	var lines []string
	for _, key := range models.SortedKeys(object) {
		lines = append(lines, key+": "+brief(object[key]))
	}
	return pairsCell(lines)
}

func pairsCell(lines []string) cell {
	if len(lines) == 0 {
		return noCell
	}
	if more := len(lines) - maxPairs; more > 0 {
		lines = append(lines[:maxPairs:maxPairs], "and "+counted(int64(more), "more key"))
	}
	return cell{Kind: "pairs", Words: lines}
}

// brief is a value in a few words.
func brief(v any) string {
	if s, ok := v.(string); ok {
		return clip(visible(s), 60)
	}
	return clip(strings.Join(strings.Fields(indented(v)), " "), 60)
}
