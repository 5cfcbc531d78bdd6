package server

import (
	"context"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/clouddrift/guardian/models"
)

// table is one list of the ledger, however it is answered: E is a row, R what
// JSON shows of it.
type table[E, R any] struct {
	name       string   // in the address and in the name of a download
	parameters []string // what it is filtered by
	list       func(ctx context.Context, p models.PageRequest) (models.Page[E], error)
	stream     func(ctx context.Context, fn func(E) error) error
	response   func(E) R
	page       func(ctx context.Context, at address, rows []E) (tableView, error)
}

// answerTable answers a list as JSON, as a page, or as a download of all of it.
func answerTable[E, R any](s *Server, c *gin.Context, q *query, t table[E, R]) error {
	request := q.page()
	if err := q.err(); err != nil {
		return err
	}
	if format := formatOf(c); format.download() {
		return s.download(c, t.name, format, exportOf(t.stream, t.response))
	}
	asPage := wantsPage(c)
	if asPage && tidy(c) {
		return nil
	}
	ctx := c.Request.Context()
	found, err := t.list(ctx, request)
	if err != nil {
		return err
	}
	if !asPage {
		return respondJSON(c, models.ListOf(found, t.response))
	}
	at := addressOf(c)
	view, err := t.page(ctx, at, found.Items)
	if err != nil {
		return err
	}
	view.complete(at, t.parameters, pagerOf(at, found.Total, found.Page, found.Limit, len(found.Items), found.Next))
	return s.page(c, http.StatusOK, "table", view.Title, view)
}

// tableView is the page of any list but the drifts, which have one of their own.
type tableView struct {
	Title   string
	Lead    string // one sentence on what the rows are
	Fields  []field
	Columns []string
	Rows    [][]cell
	Empty   string // what to say where there is no row at all

	Chips     []chip
	Clear     string
	Limit     string // kept through a new search
	Pager     pager
	Downloads []link
}

func (v *tableView) complete(at address, parameters []string, p pager) {
	base := at.fromStart()
	v.Chips, v.Pager, v.Clear, v.Limit = chipsOf(base, parameters), p, at.path, at.values.Get("limit")
	for i := range v.Fields {
		v.Fields[i].Value = at.values.Get(v.Fields[i].Name)
	}
	v.Downloads = downloads(base)
}

// cell is one value of a row. Kind says how the page shows it: text, code, time,
// severity, status, cost, number, words (Words as tags) or none.
type cell struct {
	Kind, Text, Href string
	Title            string // the whole of a text that is cut short
	Sub              string // a second, quieter line
	When             moment
	Cost             cost
	Words            []string
}

func textCell(s string) cell { return cell{Kind: "text", Text: s} }

func codeCell(s string) cell { return cell{Kind: "code", Text: s} }

func numberCell(n int) cell { return cell{Kind: "number", Text: grouped(int64(n))} }

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

// maxScope is how many characters of a scope stand in a row.
const maxScope = 32

// shortScope is a scope's last parts, as many as fit.
func shortScope(scope string) string {
	if len([]rune(scope)) <= maxScope {
		return scope
	}
	parts := strings.Split(scope, "/")
	short := parts[len(parts)-1]
	if len([]rune(short)) > maxScope {
		return lastRunes(short, maxScope)
	}
	for i := len(parts) - 2; i > 0 && len([]rune(short))+len([]rune(parts[i])) < maxScope-2; i-- {
		short = parts[i] + "/" + short
	}
	return "…/" + short
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
