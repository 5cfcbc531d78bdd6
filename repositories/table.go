package repositories

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm/clause"

	"github.com/clouddrift/guardian/models"
)

// insertAll writes rows by one statement, with every column as it is.
func insertAll[T entity](u unit, rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	return u.db.Exec(insertInto[T]()+"?", tableOf(rows, "new")).Error
}

// insertInto is an INSERT of all columns of an entity, but for what [tableOf] gives.
func insertInto[T entity]() string {
	var row T
	columns := strings.Join(columnsOf(reflect.TypeFor[T]()), ", ")
	return "INSERT INTO " + row.TableName() + " (" + columns + ") SELECT " + columns + " FROM "
}

// entity is a row of a table.
type entity interface{ TableName() string }

// tableOf makes rows a table within a statement, of that name and with the columns of the
// entity, or those of them that are named by their numbers. Each column is one parameter, an
// array of texts: so the statement is the same however many rows there are, and each way to
// send it takes it.
func tableOf[T any](rows []T, name string, only ...int) clause.Expr {
	of := reflect.TypeFor[T]()
	columns := columnsOf(of)
	var names, arrays []string
	var vars []any
	for c := range columns {
		if len(only) > 0 && !slices.Contains(only, c) {
			continue
		}
		// What is too long is the column's to refuse: a cast would cut it.
		kind, _, _ := strings.Cut(setting(of.Field(c), "type"), "(")
		values := make([]*string, len(rows))
		for i := range rows {
			values[i] = textOf(columnOf(&rows[i], c))
		}
		names, arrays, vars = append(names, columns[c]), append(arrays, "CAST(CAST(? AS text[]) AS "+kind+"[])"), append(vars, &values)
	}
	return clause.Expr{SQL: "unnest(" + strings.Join(arrays, ", ") + ") AS " + name + "(" + strings.Join(names, ", ") + ")", Vars: vars}
}

// columnOf is the field of a row that is the column of that number.
func columnOf[T any](row *T, column int) reflect.Value {
	return reflect.ValueOf(row).Elem().Field(column)
}

// sameValue says whether two values of a column are the same to the bit, so that writing the
// one over the other changes nothing.
func sameValue(a, b reflect.Value) bool {
	if a.Kind() == reflect.Pointer {
		return a.IsNil() == b.IsNil() && (a.IsNil() || sameValue(a.Elem(), b.Elem()))
	}
	switch at := a.Addr().Interface().(type) {
	case *time.Time:
		return at.Equal(*b.Addr().Interface().(*time.Time))
	case *models.JSON:
		return bytes.Equal(*at, b.Bytes())
	}
	return a.Equal(b)
}

// textOf is a value of a column as PostgreSQL reads it; nil is NULL.
func textOf(value reflect.Value) *string {
	if value.Kind() == reflect.Pointer {
		if value.IsNil() {
			return nil
		}
		value = value.Elem()
	}
	var text string
	switch v := value.Interface().(type) {
	case models.JSON:
		if len(v) == 0 {
			return nil
		}
		text = string(v)
	case time.Time:
		text = timeValue(v)
	default:
		if text = fmt.Sprint(v); value.Kind() == reflect.String { // an enum
			text = value.String()
		}
	}
	return &text
}
