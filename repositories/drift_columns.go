package repositories

import (
	"reflect"
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

// Only the cost is not read as it is: PostgreSQL writes out its digits, and NULL
// reads as 0.00. A page has no use for the states but to tell whether the resource
// is gone.
var (
	driftJSONColumns = selectDrift(map[string]string{"cost_impact_monthly": costText})
	driftPageColumns = selectDrift(map[string]string{
		"cost_impact_monthly": costText,
		"expected_state":      "'{}'::jsonb",
		"actual_state":        "CASE WHEN actual_state = '{}' THEN actual_state END",
	})
)

const costText = "COALESCE(cost_impact_monthly, 0.00)::text"

// selectDrift lists the columns, some by an expression.
func selectDrift(expressions map[string]string) string {
	list := make([]string, len(driftColumns))
	for i, c := range driftColumns {
		if list[i] = expressions[c.name]; list[i] == "" {
			list[i] = c.name
		}
	}
	return strings.Join(list, ", ")
}

// scanDrift reads the columns of a row into a drift.
func scanDrift(rows pgx.Rows, d *models.Drift) error {
	of := reflect.ValueOf(d).Elem()
	fields := make([]any, of.NumField())
	for i := range fields {
		fields[i] = of.Field(i).Addr().Interface()
		if t, ok := fields[i].(*time.Time); ok { // its column may be NULL
			fields[i] = (*zeronull.Timestamptz)(t)
		}
	}
	return rows.Scan(fields...)
}
