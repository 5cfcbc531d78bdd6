package server

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/clouddrift/guardian/models"
)

// csvHeader names the columns of a row of R as JSON names its fields.
func csvHeader[R any]() []string {
	var names []string
	for _, f := range reflect.VisibleFields(reflect.TypeFor[R]()) {
		if f.Anonymous {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}

// csvRecord appends the values of a row: numbers and times as JSON has them,
// JSON as its text, "" where there is none.
func csvRecord(record []string, row any) []string {
	v := reflect.ValueOf(row)
	for i := range v.NumField() {
		if v.Type().Field(i).Anonymous {
			record = csvRecord(record, v.Field(i).Interface())
		} else {
			record = append(record, csvValue(v.Field(i)))
		}
	}
	return record
}

func csvValue(v reflect.Value) string {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		v = v.Elem()
	}
	switch x := v.Interface().(type) {
	case time.Time:
		return x.Format(time.RFC3339Nano)
	case models.JSON:
		return fitting(string(x))
	case models.Money:
		return x.String()
	case fmt.Stringer: // ids and addresses of machines
		return x.String()
	}
	switch v.Kind() {
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.Int, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10)
	}
	return fitting(harmless(v.String()))
}

// maxCell is how many UTF-16 characters a spreadsheet takes in a cell: more, Excel
// spills over into the rows below.
const maxCell = 32_767

// fitting is a text that a cell takes; one that is too long is cut, and says so.
func fitting(text string) string {
	if len(text) <= maxCell {
		return text
	}
	units := utf16.Encode([]rune(text))
	if len(units) <= maxCell {
		return text
	}
	mark := fmt.Sprintf(" … cut here: %d characters in all, NDJSON has them", len(units))
	return string(utf16.Decode(units[:maxCell-len(utf16.Encode([]rune(mark)))])) + mark
}

// harmless puts an apostrophe before a text that a spreadsheet would take for a
// formula and run. Numbers never come here, so a negative cost stays a number;
// whoever needs the texts to the letter takes NDJSON.
func harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
