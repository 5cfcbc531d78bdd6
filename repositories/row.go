package repositories

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// get reads one row by its id, or gives [models.ErrNotFound].
func get[T models.Entity](ctx context.Context, u unit, entity string, id uuid.UUID) (T, error) {
	return one[T](ctx, u, models.NotFound(entity, id.String()), "id = $1", pgtype.UUID{Bytes: id, Valid: true}) // which pgx need not read from its text
}

// one reads the first row that a condition keeps; none is what there is to say where there is none.
func one[T models.Entity](ctx context.Context, u unit, none error, condition string, vars ...any) (T, error) {
	var row T
	err := u.readPgx(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		sql, begin := selectOf(row)+" WHERE "+condition, time.Now()
		err := conn.QueryRow(ctx, sql, vars...).Scan(addresses(&row)...)
		if errors.Is(err, pgx.ErrNoRows) {
			u.told(ctx, begin, sql, 0, nil) // which is an answer
			return none
		}
		u.told(ctx, begin, sql, 1, err)
		return err
	})
	return orNone(row, err)
}

// insertBatch is how many rows one INSERT has: well below what PostgreSQL's 65,535
// parameters would allow for the widest table.
const insertBatch = 500

// insertMany writes rows, a slice of entities.
func (u unit) insertMany(rows any) error { return u.db.CreateInBatches(rows, insertBatch).Error }

// insertRow writes an entity with every column as it is: where a field is nil gorm
// would write the column's default in place of NULL.
func (u unit) insertRow(entity interface{ TableName() string }) error {
	of := reflect.ValueOf(entity).Elem()
	columns := columnsOf(of.Type())
	values := make([]any, len(columns))
	for i := range values {
		values[i] = of.Field(i).Interface()
	}
	return u.db.Exec("INSERT INTO "+entity.TableName()+" ("+strings.Join(columns, ", ")+") VALUES ?", values).Error
}

// validateAll checks every input and puts its place in front of its fields' names.
func validateAll[T interface{ Validate() error }](ins []T) error {
	var fields []models.FieldError
	for i, in := range ins {
		for _, f := range fieldsOf(in.Validate()) {
			fields = append(fields, models.FieldError{Field: fmt.Sprintf("[%d].%s", i, f.Field), Problem: f.Problem})
		}
	}
	if len(fields) == 0 {
		return nil
	}
	return &models.Error{Kind: models.ErrInvalid, Fields: fields}
}

func namesOf(ctx context.Context, u unit, model any, columns string, ids []uuid.UUID, rows any) error {
	if len(ids) == 0 {
		return nil
	}
	return u.read(ctx, func(db *gorm.DB) error {
		return db.Model(model).Select(columns).Where("id = ANY(CAST(? AS uuid[]))", uuidArray(ids)).Scan(rows).Error
	})
}

// uuidArray writes ids as one array, where a list has a parameter each, of which
// PostgreSQL takes no more than 65,535.
func uuidArray(ids []uuid.UUID) string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = id.String()
	}
	return "{" + strings.Join(list, ",") + "}"
}

// now is the transaction's time, the same in every row that it writes.
var now = gorm.Expr("CURRENT_TIMESTAMP")

// optional is NULL for "".
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// value is "" for NULL.
func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// fieldsOf gives the fields that an error names.
func fieldsOf(err error) []models.FieldError {
	var domain *models.Error
	if errors.As(err, &domain) {
		return domain.Fields
	}
	return nil
}

// columnsOf reads the columns of an entity from its tags, in the order of its fields.
func columnsOf(entity reflect.Type) []string {
	columns := make([]string, entity.NumField())
	for i := range columns {
		columns[i] = setting(entity.Field(i), "column")
	}
	return columns
}

// selects are the beginnings of the queries that selectOf has written, by entity.
var selects sync.Map

// selectOf begins a query of every column of an entity, in the order of its fields.
func selectOf(entity models.Entity) string {
	of := reflect.TypeOf(entity)
	if known, is := selects.Load(of); is {
		return known.(string)
	}
	sql := "SELECT " + strings.Join(columnsOf(of), ", ") + " FROM " + entity.TableName()
	selects.Store(of, sql)
	return sql
}

// addresses are those of an entity's fields, for pgx to read a row into; a time's column may be NULL.
func addresses(entity any) []any {
	of := reflect.ValueOf(entity).Elem()
	fields := make([]any, of.NumField())
	for i := range fields {
		address := of.Field(i).Addr()
		if of.Field(i).Kind() == reflect.String { // of whichever name, which pgx would look behind for each row
			address = address.Convert(reflect.TypeFor[*string]())
		}
		switch field := address.Interface().(type) {
		case *time.Time:
			fields[i] = (*zeronull.Timestamptz)(field)
		case *uuid.UUID: // pgx would write it out, for it to be read again
			fields[i] = (*[16]byte)(field)
		case *models.JSON: // and copy it twice
			fields[i] = (*[]byte)(field)
		default:
			fields[i] = field
		}
	}
	return fields
}

// wordsOf are the texts that a column of these types may have.
var wordsOf = map[reflect.Type][]string{
	reflect.TypeFor[models.Status]():      models.Texts(models.Statuses()),
	reflect.TypeFor[models.Severity]():    models.Texts(models.Severities()),
	reflect.TypeFor[models.DetectedBy]():  models.Texts(models.Detectors()),
	reflect.TypeFor[models.ResolvedHow](): models.Texts(models.Resolutions()),
}

// readable is the condition that a row has no value that its entity cannot be read from: no other
// text than the words of a column, and no number that is none.
func readable(entity models.Entity) string {
	of := reflect.TypeOf(entity)
	var all []string
	for i, column := range columnsOf(of) {
		kind := of.Field(i).Type
		if kind.Kind() == reflect.Pointer {
			kind = kind.Elem()
		}
		if words := wordsOf[kind]; words != nil {
			all = append(all, "COALESCE("+column+" IN ('"+strings.Join(words, "', '")+"'), true)")
		}
		if kind == reflect.TypeFor[models.Money]() {
			all = append(all, "COALESCE("+column+" <> 'NaN', true)")
		}
	}
	return strings.Join(all, " AND ")
}

// insertOf inserts an entity with the values that valuesOf gives.
func insertOf(entity models.Entity) string {
	of := reflect.TypeOf(entity)
	columns := columnsOf(of)
	values := make([]string, len(columns))
	for i := range values {
		values[i] = fmt.Sprintf("$%d", i+1)
		if of.Field(i).Type == reflect.TypeFor[time.Time]() {
			values[i] = "COALESCE(" + values[i] + ", statement_timestamp())"
		}
	}
	return "INSERT INTO " + entity.TableName() + " (" + strings.Join(columns, ", ") + ") VALUES (" + strings.Join(values, ", ") + ")"
}

// valuesOf are those of an entity's fields, as pgx writes them at the least cost. A time that is zero is NULL.
func valuesOf(entity models.Entity) []any {
	of := reflect.ValueOf(entity)
	values := make([]any, of.NumField())
	for i := range values {
		switch value := of.Field(i).Interface().(type) {
		case time.Time:
			values[i] = zeronull.Timestamptz(value)
		case uuid.UUID:
			values[i] = pgtype.UUID{Bytes: value, Valid: true}
		default:
			values[i] = value
		}
	}
	return values
}
