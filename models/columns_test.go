package models_test

import (
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

func TestColumns(t *testing.T) {
	t.Parallel()
	d := models.SeenDrift{Drift: models.Drift{
		ResourceID: "=x", Difference: models.JSON(`{"a":"<1>"}`), CostImpactMonthly: ptr(models.MustMoney("-1.50")),
		DetectedAt: time.Date(2026, 1, 1, 1, 0, 0, 0, time.FixedZone("", 3600)),
	}, Seen: models.Sighting{Supersedes: &someone, Occurrences: 2}}.Response()
	asked := "detectedAt,supersedes,difference,costImpactMonthly,region,occurrences,open,approvedBy,resourceId"
	columns, err := models.ParseColumns(url.Values{"columns": {asked}}, d)
	if err != nil || strings.Join(models.ColumnNames(columns), ",") != asked {
		t.Fatalf("%v, %v", columns, err)
	}
	want := `{"detectedAt":"2026-01-01T00:00:00Z","supersedes":{"id":"` + someone.String() + `"},"difference":{"a":"<1>"},"costImpactMonthly":-1.50,"region":"","occurrences":2,"open":false,"resourceId":"=x"}`
	if got := string(models.ColumnsJSON(d, columns)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	var texts []string
	for _, c := range columns {
		text, kind := c.Text(d)
		if want := map[string]models.TextKind{"region": models.TextFree, "resourceId": models.TextFree, "difference": models.TextJSON}[c.Name]; kind != want {
			t.Errorf("%s is of kind %d, want %d", c.Name, kind, want)
		}
		texts = append(texts, text)
	}
	if got, want := strings.Join(texts, "|"), "2026-01-01T00:00:00Z|"+someone.String()+`|{"a":"<1>"}|-1.50||2|false||=x`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// All fields of a response are columns, and all of them together its JSON.
func TestColumnsAreTheFields(t *testing.T) {
	t.Parallel()
	for _, r := range responses {
		if got, want := string(models.ColumnsJSON(r, models.Columns(r))), string(models.MustJSON(r)); got != want {
			t.Errorf("%T: got %s, want %s", r, got, want)
		}
	}
}

// A table shows a value of each field, of whatever kind that is. One drift by itself is in no table.
func TestEveryColumnHasText(t *testing.T) {
	t.Parallel()
	for _, r := range responses {
		if _, alone := r.(models.DossierResponse); alone {
			continue
		}
		for _, c := range models.Columns(r) {
			if text, _ := c.Text(filled(r)); strings.HasSuffix(text, " Value>") {
				t.Errorf("%T: %s is %s", r, c.Name, text)
			}
		}
	}
	owners := models.Columns(models.ScopeResponse{})
	owners = owners[slices.IndexFunc(owners, func(c models.Column) bool { return c.Name == "owners" }):]
	if text, kind := owners[0].Text(models.ScopeResponse{Owners: []string{"=web", "data, west"}}); text != `=web,data\, west` || kind != models.TextFree {
		t.Errorf("owners: %q, of kind %d", text, kind)
	}
}

// filled is a response in which no field at any depth of embedding is nil that points to something.
func filled(r any) any {
	row := reflect.New(reflect.TypeOf(r)).Elem()
	for _, f := range reflect.VisibleFields(row.Type()) {
		if field := row.FieldByIndex(f.Index); f.IsExported() && field.Kind() == reflect.Pointer {
			field.Set(reflect.New(field.Type().Elem()))
		}
	}
	return row.Interface()
}

func TestWrongColumns(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"": "", "all": "", "id,,email": "",
		"id,hash":  `columns: "hash" is none of id, email, firstName, lastName, avatarUrl, role, isActive, createdAt, updatedAt, lastLoginAt`,
		"id,id":    "columns: names id twice",
		"ID":       `columns: "ID" is none of id, email, firstName, lastName, avatarUrl, role, isActive, createdAt, updatedAt, lastLoginAt`,
		"email,\n": "",
	} {
		got := ""
		if _, err := models.ParseColumns(url.Values{"columns": {given}}, models.UserResponse{}); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: %q, want %q", given, got, want)
		}
	}
}
