package repositories

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// driftColumn is a column of a list of drifts that is read past gorm.
type driftColumn struct {
	name  string // of a column of drifts, by the entity's tag
	sql   string // what is selected
	key   string // how JSON begins it, by the response's tag; "" where it is not shown
	kind  jsonKind
	field int // its place among the fields of a drift, -1 of what joinSeen adds
}

// jsonKind is how a column's value becomes JSON.
type jsonKind int

const (
	jsonText jsonKind = iota
	jsonRaw           // the value is JSON already
	jsonMoney
	jsonUUID
	jsonTime
)

// seenColumns are what a list shows of a drift's summary, beside its own columns, as
// [models.SightingResponse] has them; a drift that has no summary has no scan. What is
// neither a text nor a time comes as the JSON that it becomes.
var seenColumns = []driftColumn{
	seenColumn(emailOf("drifts.approved_by"), `"approvedByEmail":`, jsonText),
	seenColumn(emailOf("drifts.rejected_by"), `"rejectedByEmail":`, jsonText),
	seenColumn("NULLIF(seen.address, '')", `"address":`, jsonText),
	seenColumn("NULLIF(seen.scope, '')", `"scope":`, jsonText),
	seenColumn("NULLIF(seen.tool, '')", `"tool":`, jsonText),
	seenColumn("COALESCE(seen.kind, 'unknown')", `"kind":`, jsonText),
	seenColumn("COALESCE(seen.first_seen, detected_at)", `"firstSeen":`, jsonTime),
	seenColumn("COALESCE(seen.last_seen, detected_at)", `"lastSeen":`, jsonTime),
	seenColumn("COALESCE(seen.occurrences, 0)::text", `"occurrences":`, jsonRaw),
	seenColumn("COALESCE(seen.next_apply, 'unknown')", `"nextApply":`, jsonText),
	seenColumn("seen.next_apply_at", `"nextApplyAt":`, jsonTime),
	seenColumn("NULLIF(seen.owner, '')", `"owner":`, jsonText),
	seenColumn("seen.due_at", `"dueAt":`, jsonTime),
	seenColumn("("+openSeen+" AND COALESCE(seen."+past+", false))::text", `"overdue":`, jsonRaw),
	seenColumn(relativeColumn("supersedes"), `"supersedes":`, jsonRaw),
	seenColumn(relativeColumn("superseded_by"), `"supersededBy":`, jsonRaw),
	seenColumn("ends_at", `"approvedUntil":`, jsonTime),
	seenColumn("NULLIF(ticket, '')", `"ticket":`, jsonText),
	seenColumn(openSeen+"::text", `"open":`, jsonRaw),
}

// openSeen is isOpen of a drift with what joinSeen adds, which has the term of its own approval and so need not look for
// all that have ended.
var openSeen = "(" + hasOpenStatus("drifts") + " OR drifts.status = 'approved' AND closed_at IS NULL AND COALESCE(ends_at <= CURRENT_TIMESTAMP, false))"

func seenColumn(sql, key string, kind jsonKind) driftColumn {
	return driftColumn{sql: sql, key: key, kind: kind, field: -1}
}

// isSeen says whether it is none of a drift's own.
func (c driftColumn) isSeen() bool { return c.field < 0 }

// isState says whether it is one of the columns that may be large.
func (c driftColumn) isState() bool {
	return c.name == "expected_state" || c.name == "actual_state" || c.name == "difference"
}

// emailOf is the e-mail of the user whom a column names.
func emailOf(column string) string {
	return "(SELECT email FROM users WHERE users.id = " + column + ")"
}

func relativeColumn(name string) string {
	return `'{"id":"' || seen.` + name + ` || '"}'`
}

// joinSeen adds the summary of each drift and the term of its approval. Their columns have names of their own in the
// query, since filters and orders name those of drifts alone.
const joinSeen = `LEFT JOIN (SELECT drift_id, address, scope, tool, kind, first_seen, last_seen, occurrences, next_apply, next_apply_at, owner, due_at,
	supersedes, superseded_by, changes FROM drift_summaries) AS seen ON seen.drift_id = drifts.id
	LEFT JOIN (SELECT drift_id AS approved_id, ends_at, closed_at, ticket FROM approval_terms) AS term ON approved_id = drifts.id`

// driftColumns are the columns of a drift, in the order of its fields.
var driftColumns = func() []driftColumn {
	entity, response := reflect.TypeFor[models.Drift](), reflect.TypeFor[models.DriftResponse]()
	columns := make([]driftColumn, entity.NumField())
	for i, name := range columnsOf(entity) {
		field := entity.Field(i)
		shown, _ := response.FieldByName(field.Name)
		key, _, _ := strings.Cut(shown.Tag.Get("json"), ",")
		columns[i] = driftColumn{name: name, sql: name, key: `"` + key + `":`, kind: kindOf(field.Type), field: i}
		if name == "cost_impact_monthly" {
			columns[i].sql += "::text" // so PostgreSQL writes out the digits
		}
	}
	return columns
}()

func kindOf(t reflect.Type) jsonKind {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t {
	case reflect.TypeFor[models.JSON]():
		return jsonRaw
	case reflect.TypeFor[models.Money]():
		return jsonMoney
	case reflect.TypeFor[uuid.UUID]():
		return jsonUUID
	case reflect.TypeFor[time.Time]():
		return jsonTime
	}
	return jsonText
}

// allColumns are what JSON shows of a drift in a list.
var allColumns = slices.Concat(driftColumns, seenColumns)

// columnsWithoutStates are those of a drift but for what a page has no use for: of the states only whether the
// resource is gone.
var columnsWithoutStates = func() []driftColumn {
	columns := slices.Clone(driftColumns)
	for i, c := range columns {
		switch c.name {
		case "expected_state":
			columns[i].sql = "'{}'::jsonb"
		case "actual_state":
			columns[i].sql = "CASE WHEN actual_state = '{}' THEN actual_state END"
		}
	}
	return columns
}()

// shownColumns are the columns of the named fields, in their order, or all where none is
// named; and what a cursor in an order keeps, unseen, where there is an order.
func shownColumns(fields []string, o *order) []driftColumn {
	if len(fields) == 0 {
		return allColumns
	}
	var shown []driftColumn
	for _, field := range fields {
		for _, c := range allColumns {
			if c.key == `"`+field+`":` {
				shown = append(shown, c)
			}
		}
	}
	for _, c := range driftColumns {
		if o != nil && o.keeps(c) && !slices.Contains(shown, c) {
			c.key = ""
			shown = append(shown, c)
		}
	}
	return shown
}

// keeps says whether a cursor keeps the value of a column.
func (o order) keeps(c driftColumn) bool { return c.name == "id" || c.name == o.column() }

// selected lists what is selected of columns.
func selected(columns []driftColumn) string {
	list := make([]string, len(columns))
	for i, c := range columns {
		list[i] = c.sql
	}
	return strings.Join(list, ", ")
}
