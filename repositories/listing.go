package repositories

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"strconv"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/clouddrift/guardian/models"
)

// order is one way to sort a list: an expression of the table, told apart by the
// id. Both run in the same direction, so that one index and one row comparison
// serve it.
type order struct {
	name     string // what a user calls it, kept in the cursor
	expr     string // SQL
	of       string // the column that expr is made of; "" is expr itself
	cast     string // the SQL type of expr, for the cursor's value
	desc     bool
	nullable bool   // expr may be NULL; NULL is the greatest value, as in PostgreSQL
	id       string // the column that tells equal rows apart; "" is id
}

func (o order) idColumn() string {
	if o.id == "" {
		return "id"
	}
	return o.id
}

func (o order) column() string {
	if o.of == "" {
		return o.expr
	}
	return o.of
}

func (o order) by() string {
	direction := ""
	if o.desc {
		direction = " DESC"
	}
	return o.expr + direction + ", " + o.idColumn() + direction
}

// cursor is the place after a row: its value in the order, "" for NULL, and its
// id. It goes out as base64 of JSON, opaque to users.
type cursor struct {
	Sort  string    `json:"s"`
	Value string    `json:"v"`
	ID    uuid.UUID `json:"i"`
}

func (c cursor) encode() string {
	raw, _ := json.Marshal(c) // strings and a UUID always can be
	return base64.RawURLEncoding.EncodeToString(raw)
}

// decodeCursor refuses whatever encode did not make for this order.
func decodeCursor(s string, o order) (cursor, error) {
	var c cursor
	raw, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err == nil {
		err = json.Unmarshal(raw, &c)
	}
	if err != nil || c.encode() != s || !o.takes(c) {
		return cursor{}, models.Invalid("cursor", "is not one that this list gave; start again without it")
	}
	if c.Sort != o.name {
		return cursor{}, models.Invalid("cursor", fmt.Sprintf("belongs to sort %s, not %s", c.Sort, o.name))
	}
	return c, nil
}

// takes says whether a cursor's value can be read as the SQL type of the order,
// so that a forged one never reaches the database. Of another order's cursor it
// says yes, since that one gets an error of its own.
func (o order) takes(c cursor) bool {
	if c.Sort != o.name {
		return true
	}
	if c.Value == "" {
		return o.nullable
	}
	// Only what encode would have written: PostgreSQL reads fewer times than Go does.
	switch o.cast {
	case "timestamptz":
		t, err := time.Parse(timeText, c.Value)
		return err == nil && timeValue(t) == c.Value && t.Year() >= 1
	case "numeric":
		m, err := models.ParseMoney(c.Value)
		return err == nil && m.String() == c.Value
	default:
		n, err := strconv.ParseInt(c.Value, 10, 32)
		return err == nil && strconv.FormatInt(n, 10) == c.Value
	}
}

// after is the condition of what follows the cursor; of an ascending order that goes up to
// where the NULLs begin. Where one plan does for all places, its values stand in queries of their own, for which PostgreSQL
// cannot plan, and so it keeps the plan.
func (o order) after(c cursor, onePlan bool) clause.Expr {
	sign := ">"
	if o.desc {
		sign = "<"
	}
	switch {
	case c.Value != "":
		values := "(?::%s, ?::uuid)"
		if onePlan {
			values = "((SELECT ?::%s), (SELECT ?::uuid))"
		}
		return clause.Expr{SQL: fmt.Sprintf("(%s, %s) %s "+values, o.expr, o.idColumn(), sign, o.cast), Vars: []any{c.Value, c.ID}}
	case o.desc:
		return clause.Expr{SQL: fmt.Sprintf("((%s IS NULL AND %s < ?) OR %[1]s IS NOT NULL)", o.expr, o.idColumn()), Vars: []any{c.ID}}
	}
	return clause.Expr{SQL: fmt.Sprintf("%s IS NULL AND %s > ?", o.expr, o.idColumn()), Vars: []any{c.ID}}
}

// rest is the condition of what comes after the last row that has a value: the row comparison
// of a cursor leaves NULLs out, and in an ascending order they come last. There is
// none behind a cursor that is among them.
func (o order) rest(c cursor) (clause.Expr, bool) {
	return clause.Expr{SQL: o.expr + " IS NULL"}, o.nullable && !o.desc && c.Value != ""
}

// listing is one way through the rows of a table: a page of it, or all of them.
type listing[T any] struct {
	narrow func(db *gorm.DB) *gorm.DB // keeps what the filter keeps
	order  order
	key    func(T) (value string, id uuid.UUID) // what a cursor keeps of a row
	omit   []string                             // columns that are not read
	shape  string                               // which columns are read, where that differs
	wrong  error                                // what is wrong with the filter; no row then comes
	many   string                               // what total is kept by of many rows; "" counts them each time
}

// filtered lists the rows of an entity that filters keep.
func filtered[T models.Entity, F interface{ Validate() error }](f F, filters []models.Filter[F], o order, key func(T) (string, uuid.UUID)) listing[T] {
	var row T
	return listing[T]{
		narrow: func(db *gorm.DB) *gorm.DB { return narrow(db, f, filters) },
		order:  o, key: key, omit: models.HiddenColumns(row.TableName()), wrong: f.Validate(),
	}
}

// ofMany has the total kept for as long as the database holds what it was counted of, and waited for no longer than a page
// is to take, unless it is that of one drift. It is for filters that keep the same rows until one of them is written, whatever
// the time.
func (l listing[T]) ofMany(f any, drift *uuid.UUID) listing[T] {
	if raw, err := json.Marshal(f); err == nil && drift == nil {
		var row T
		l.many = fmt.Sprintf("%T %s", row, raw)
	}
	return l
}

// rows begins the query of the rows, without order or bounds.
func (l listing[T]) rows(db *gorm.DB) *gorm.DB {
	var row T
	return l.narrow(db.Model(&row)).Omit(l.omit...).Session(&gorm.Session{})
}

// page reads one page, and the total behind it.
func (l listing[T]) page(ctx context.Context, u unit, request models.PageRequest) (models.Page[T], error) {
	var none models.Page[T]
	if l.wrong != nil {
		return none, l.wrong
	}
	if err := request.Validate(); err != nil {
		return none, err
	}
	request = request.WithDefaults()
	page := models.Page[T]{Items: []T{}, Page: request.Page, Limit: request.Limit}
	var from *cursor
	if request.Cursor != "" {
		c, err := decodeCursor(request.Cursor, l.order)
		if err != nil {
			return none, err
		}
		from = &c
	}
	var held string
	err := u.read(ctx, func(db *gorm.DB) (err error) {
		if l.many == "" || u.totals == nil {
			err = l.rows(db).Count(&page.Total).Error
		} else {
			err = db.Raw("SELECT " + written).Scan(&held).Error
		}
		if err != nil {
			return err
		}
		return l.read(db, from, request, &page.Items)
	})
	if err == nil && held != "" {
		page.Total, page.AtLeast, err = l.total(ctx, u, request, held, len(page.Items))
	}
	if err != nil {
		return none, err
	}
	if len(page.Items) > request.Limit {
		page.Items = page.Items[:request.Limit]
		value, id := l.key(page.Items[request.Limit-1])
		page.Next = cursor{Sort: l.order.name, Value: value, ID: id}.encode()
	}
	return page, nil
}

// total gives the number of rows to a caller who has seen a snapshot and so many rows of a page, the one after it with them.
func (l listing[T]) total(ctx context.Context, u unit, request models.PageRequest, held string, rows int) (n int64, atLeast bool, err error) {
	known := int64(rows)
	if request.Cursor == "" && (rows > 0 || request.Page == 1) { // beyond the end nothing is known of what lies before
		known += int64(request.Page-1) * int64(request.Limit)
		if rows <= request.Limit { // the last page
			return known, false, nil
		}
	}
	return u.totals.inTime(ctx, l.many, held, known, func(ctx context.Context) (n int64, err error) {
		err = u.again(ctx, func() error {
			return u.transaction(ctx, &sql.TxOptions{Isolation: isolation.Isolation, ReadOnly: true}, func(tx unit) error {
				if err := tx.db.Exec("SELECT set_config('statement_timeout', ?, true)", countTimeout).Error; err != nil {
					return err
				}
				return l.rows(tx.db).Count(&n).Error
			})
		})
		return n, u.readError(ctx, err)
	})
}

// read gives the rows of a page and the one after it.
func (l listing[T]) read(db *gorm.DB, from *cursor, request models.PageRequest, items *[]T) error {
	want := request.Limit + 1
	if from == nil {
		return l.rows(db).Order(l.order.by()).Limit(want).Offset((request.Page - 1) * request.Limit).Find(items).Error
	}
	if err := l.rows(db).Where(l.order.after(*from, false)).Order(l.order.by()).Limit(want).Find(items).Error; err != nil {
		return err
	}
	last, more := l.order.rest(*from)
	if !more || len(*items) == want {
		return nil
	}
	var rest []T
	err := l.rows(db).Where(last).Order(l.order.idColumn()).Limit(want - len(*items)).Find(&rest).Error
	*items = append(*items, rest...)
	return err
}

// newestFirst is the order of the lists that know no other.
var newestFirst = order{name: "-createdAt", expr: "created_at", cast: "timestamptz", desc: true, nullable: true}

// timeValue is a time as a cursor keeps it: PostgreSQL's whole microseconds, or ""
// for NULL, which entities read as the zero time.
func timeValue(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeText)
}

const timeText = "2006-01-02T15:04:05.999999Z07:00"

// streamBatch is how many rows a stream holds at once.
const streamBatch = 100

// stream gives every row to fn.
func (l listing[T]) stream(ctx context.Context, u unit, fn func(T) error) error {
	if l.wrong != nil {
		return l.wrong
	}
	declare := func(tx unit, cursor string) error {
		return tx.read(ctx, func(db *gorm.DB) error { return db.Exec(cursor+"?", l.rows(db).Order(l.order.by())).Error })
	}
	var row T
	return u.batches(ctx, fmt.Sprintf("%T of %s", row, l.shape), declare, func(tx unit, fetch string) (int, error) {
		var rows []T
		if err := tx.read(ctx, func(db *gorm.DB) error { return db.Raw(fetch).Scan(&rows).Error }); err != nil {
			return 0, err
		}
		for _, row := range rows {
			if err := fn(row); err != nil {
				return 0, &callerError{err}
			}
		}
		return len(rows), nil
	})
}

// batches reads rows through a cursor of the server's, so the timeout holds for each batch
// and not for the whole, which may take as long as ctx allows. Declare is given how the
// cursor's declaration begins, and next the statement that fetches rows, of which it tells the
// number. The shape is the same for rows of the same columns alone, since the driver keeps
// what a statement gives, and a cursor has it in its name.
func (u unit) batches(ctx context.Context, shape string, declare func(tx unit, cursor string) error, next func(tx unit, fetch string) (int, error)) error {
	err := u.transaction(ctx, &sql.TxOptions{Isolation: isolation.Isolation, ReadOnly: true}, func(tx unit) error {
		exec := func(sql string, values ...any) error {
			return tx.read(ctx, func(db *gorm.DB) error { return db.Exec(sql, values...).Error })
		}
		name := fmt.Sprintf("stream_%08x", crc32.ChecksumIEEE([]byte(shape)))
		// The session's own limit may be a shorter one, made for pages.
		err := exec("SELECT set_config('statement_timeout', ?, true)", strconv.FormatInt(u.timeout.Milliseconds(), 10))
		if err == nil {
			err = declare(tx, fmt.Sprintf("DECLARE %s NO SCROLL CURSOR FOR ", name))
		}
		for n := streamBatch; err == nil && n == streamBatch; {
			n, err = next(tx, fmt.Sprintf("FETCH %d FROM %s", streamBatch, name))
		}
		if err == nil {
			err = exec(fmt.Sprintf("CLOSE %s", name))
		}
		return err
	})
	return u.readError(ctx, err)
}
