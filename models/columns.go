package models

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Column is a field of a response, as somebody asks for it by name.
type Column struct {
	// Name is the field's in JSON.
	Name    string
	index   []int
	mayLack bool // it is left out where there is none
}

// Columns are the fields of a response in its order; row is any value of its type.
func Columns(row any) []Column {
	var columns []Column
	for _, f := range reflect.VisibleFields(reflect.TypeOf(row)) {
		if name, options, _ := strings.Cut(f.Tag.Get("json"), ","); !f.Anonymous {
			columns = append(columns, Column{name, f.Index, options == "omitempty"})
		}
	}
	return columns
}

// ColumnNames gives the names of columns.
func ColumnNames(columns []Column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return names
}

// ChooseColumns gives the columns of these names, in their order; it fails like
// [ParseColumns].
func ChooseColumns(names []string, all []Column) ([]Column, error) {
	var chosen []Column
	for _, name := range names {
		at := slices.IndexFunc(all, func(c Column) bool { return c.Name == name })
		switch {
		case at < 0:
			return nil, Invalid("columns", quote(name)+" is none of "+strings.Join(ColumnNames(all), ", "))
		case slices.Contains(ColumnNames(chosen), name):
			return nil, Invalid("columns", "names "+name+" twice")
		}
		chosen = append(chosen, all[at])
	}
	return chosen, nil
}

// ColumnsJSON is a row as a JSON object of some of its fields, in the order of these.
func ColumnsJSON(row any, columns []Column) JSON {
	of, b := reflect.ValueOf(row), JSON("{")
	for _, c := range columns {
		v := of.FieldByIndex(c.index)
		if c.mayLack && (v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0) {
			continue
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(strconv.AppendQuote(b, c.Name), ':')
		b = append(b, MustJSON(v.Interface())...)
	}
	return append(b, '}')
}

// TextKind says who may have chosen the text of a column.
type TextKind int

// The kinds of text.
const (
	// TextOwn is the program's own: times, numbers, ids.
	TextOwn TextKind = iota
	// TextFree is one that anybody may have chosen, so that a spreadsheet could take it for a formula.
	TextFree
	// TextJSON is JSON, in which such texts may stand.
	TextJSON
)

// Text is what a table shows of a row in this column: numbers and times as JSON has
// them, JSON as its text, several values as a filter takes them, "" where there is none. It says who may have
// chosen the text.
func (c Column) Text(row any) (text string, kind TextKind) {
	v := reflect.ValueOf(row).FieldByIndex(c.index)
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return "", TextOwn
		}
		v = v.Elem()
	}
	switch x := v.Interface().(type) {
	case time.Time:
		return x.Format(time.RFC3339Nano), TextOwn
	case JSON:
		return string(x), TextJSON
	case []string:
		var values []string
		for _, value := range x {
			values = append(values, FilterValue(value))
		}
		return strings.Join(values, ","), TextFree
	case fmt.Stringer: // ids, addresses of machines and money
		return x.String(), TextOwn
	}
	switch v.Kind() {
	case reflect.Bool:
		return strconv.FormatBool(v.Bool()), TextOwn
	case reflect.Int, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10), TextOwn
	}
	return v.String(), TextFree
}
