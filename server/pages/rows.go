package pages

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// Rows is a list of any responses, a column for each of their fields. It is for a
// list of which there is nothing more to say.
func Rows[R any](now time.Time, title, lead string, responses []R) Table {
	t := Table{Title: title, Lead: lead, Empty: "There is nothing here yet."}
	fields := slices.DeleteFunc(reflect.VisibleFields(reflect.TypeFor[R]()), func(f reflect.StructField) bool { return f.Anonymous })
	for _, f := range fields {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		t.Columns = append(t.Columns, spaced(name))
	}
	for _, r := range responses {
		var row []cell
		for _, f := range fields {
			row = append(row, valueCell(now, f.Name, reflect.ValueOf(r).FieldByIndex(f.Index)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// valueCell shows a field by its type, a drift's id as a link to the drift.
func valueCell(now time.Time, field string, v reflect.Value) cell {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return noCell
		}
		v = v.Elem()
	}
	switch v := v.Interface().(type) {
	case time.Time:
		return timeCell(now, v)
	case models.Money:
		return costCell(&v)
	case models.Severity:
		return cell{Kind: "severity", Text: string(v)}
	case models.Status:
		return cell{Kind: "status", Text: string(v)}
	case models.JSON:
		return objectCell(v)
	case uuid.UUID:
		c := codeCell(v.String())
		if field == "DriftID" {
			c.Href = driftHref(v)
		}
		return c
	}
	if v.CanInt() {
		return countCell(v.Int())
	}
	return textCell(clip(visible(fmt.Sprint(v.Interface())), 200))
}

// spaced writes a JSON name as people do: "Recorded at" for recordedAt.
func spaced(name string) string {
	var b strings.Builder
	for i, r := range name {
		switch {
		case i == 0:
			r = unicode.ToUpper(r)
		case unicode.IsUpper(r):
			b.WriteByte(' ')
			r = unicode.ToLower(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}
