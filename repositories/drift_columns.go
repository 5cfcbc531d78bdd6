package repositories

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"github.com/clouddrift/guardian/models"
)

// driftColumn is a column of drifts as a list reads it past gorm.
type driftColumn struct {
	name string // in SQL, by the entity's tag
	key  string // how JSON begins it, by the response's tag
	kind jsonKind
}

// jsonKind is how a column's value becomes JSON.
type jsonKind int

const (
	jsonText jsonKind = iota
	jsonRaw           // the value is JSON already
	jsonUUID
	jsonTime
)

// seenColumns are what a list shows of a drift's summary, beside its own columns, as
// [models.SightingResponse] has them; a drift that has no summary has no scan. What is
// neither a text nor a time comes as the JSON that it becomes.
var seenColumns = []driftColumn{
	{emailOf("drifts.approved_by"), `"approvedByEmail":`, jsonText},
	{emailOf("drifts.rejected_by"), `"rejectedByEmail":`, jsonText},
	{"NULLIF(seen.address, '')", `"address":`, jsonText},
	{"NULLIF(seen.scope, '')", `"scope":`, jsonText},
	{"NULLIF(seen.tool, '')", `"tool":`, jsonText},
	{"COALESCE(seen.kind, 'unknown')", `"kind":`, jsonText},
	{"COALESCE(seen.first_seen, detected_at)", `"firstSeen":`, jsonTime},
	{"COALESCE(seen.last_seen, detected_at)", `"lastSeen":`, jsonTime},
	{"COALESCE(seen.occurrences, 0)::text", `"occurrences":`, jsonRaw},
	{"COALESCE(seen.next_apply, 'unknown')", `"nextApply":`, jsonText},
	{"seen.next_apply_at", `"nextApplyAt":`, jsonTime},
	{"NULLIF(seen.owner, '')", `"owner":`, jsonText},
	{"seen.due_at", `"dueAt":`, jsonTime},
	{"(" + isOpen("drifts") + " AND COALESCE(seen." + past + ", false))::text", `"overdue":`, jsonRaw},
	{relativeColumn("supersedes"), `"supersedes":`, jsonRaw},
	{relativeColumn("superseded_by"), `"supersededBy":`, jsonRaw},
	{"ends_at", `"approvedUntil":`, jsonTime},
	{"NULLIF(ticket, '')", `"ticket":`, jsonText},
	{isOpen("drifts") + "::text", `"open":`, jsonRaw},
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
	supersedes, superseded_by FROM drift_summaries) AS seen ON seen.drift_id = drifts.id
	LEFT JOIN (SELECT drift_id AS approved_id, ends_at, ticket FROM approval_terms) AS term ON approved_id = drifts.id`

// driftColumns are the columns of a drift, in the order of its fields.
var driftColumns = func() []driftColumn {
	entity, response := reflect.TypeFor[models.Drift](), reflect.TypeFor[models.DriftResponse]()
	columns := make([]driftColumn, entity.NumField())
	for i, name := range columnsOf(entity) {
		field := entity.Field(i)
		shown, _ := response.FieldByName(field.Name)
		key, _, _ := strings.Cut(shown.Tag.Get("json"), ",")
		columns[i] = driftColumn{name: name, key: `"` + key + `":`, kind: kindOf(field.Type)}
	}
	return columns
}()

func kindOf(t reflect.Type) jsonKind {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t {
	case reflect.TypeFor[models.JSON](), reflect.TypeFor[models.Money]():
		return jsonRaw
	case reflect.TypeFor[uuid.UUID]():
		return jsonUUID
	case reflect.TypeFor[time.Time]():
		return jsonTime
	}
	return jsonText
}

// Only the cost is not read as it is: PostgreSQL writes out its digits. A page has no use for the states but to tell whether the resource
// is gone.
var (
	allColumns       = slices.Concat(driftColumns, seenColumns)
	driftPageColumns = selectDrift(driftColumns, map[string]string{
		"cost_impact_monthly": costText,
		"expected_state":      "'{}'::jsonb",
		"actual_state":        "CASE WHEN actual_state = '{}' THEN actual_state END",
	})
)

// shownColumns are all columns, without what they hold where fields are named and it is
// none of these: a cursor and the reading of rows want the rest of a drift's own.
func shownColumns(fields []string) []driftColumn {
	if len(fields) == 0 {
		return allColumns
	}
	columns := slices.Clone(allColumns)
	for i, c := range columns {
		if slices.Contains(fields, strings.Trim(c.key, `":`)) {
			continue
		}
		columns[i].key = ""
		if i >= len(driftColumns) {
			columns[i].name = "NULL"
		} else if c.kind == jsonRaw && c.name != "cost_impact_monthly" {
			columns[i].name = "'{}'::jsonb"
		}
	}
	return columns
}

const costText = "cost_impact_monthly::text"

// selectDrift lists the columns, some by an expression.
func selectDrift(columns []driftColumn, expressions map[string]string) string {
	list := make([]string, len(columns))
	for i, c := range columns {
		if list[i] = expressions[c.name]; list[i] == "" {
			list[i] = c.name
		}
	}
	return strings.Join(list, ", ")
}

// scanDrift reads a row that begins with the columns of a drift.
func scanDrift(rows pgx.Rows, d *models.Drift) error {
	of := reflect.ValueOf(d).Elem()
	fields := make([]any, of.NumField())
	for i := range fields {
		fields[i] = of.Field(i).Addr().Interface()
		if t, ok := fields[i].(*time.Time); ok { // its column may be NULL
			fields[i] = (*zeronull.Timestamptz)(t)
		}
	}
	for range len(rows.FieldDescriptions()) - len(fields) {
		fields = append(fields, nil)
	}
	return rows.Scan(fields...)
}
