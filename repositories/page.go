package repositories

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// order is one way to sort a list: an expression of the table, told apart by the
// id. Both run in the same direction, so that one index and one row comparison
// serve it.
type order struct {
	name string // what a user calls it, kept in the cursor
	expr string // SQL
	cast string // the SQL type of expr, for the cursor's value
	desc bool
	id   string // the column that tells equal rows apart; "" is id
}

func (o order) idColumn() string {
	if o.id == "" {
		return "id"
	}
	return o.id
}

func (o order) by() string {
	direction := ""
	if o.desc {
		direction = " DESC"
	}
	return o.expr + direction + ", " + o.idColumn() + direction
}

// cursor is the place after a row: its value in the order and its id. It goes out
// as base64 of JSON, opaque to users.
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
	if err != nil || c.encode() != s || !validIn(c.Value, o.cast) {
		return cursor{}, models.Invalid("cursor", "is not one that this list gave; start again without it")
	}
	if c.Sort != o.name {
		return cursor{}, models.Invalid("cursor", fmt.Sprintf("belongs to sort %s, not %s", c.Sort, o.name))
	}
	return c, nil
}

// validIn says whether a cursor's value can be read as the SQL type of its order,
// so that a forged one never reaches the database.
func validIn(value, cast string) bool {
	var err error
	switch cast {
	case "timestamptz":
		_, err = time.Parse(timeText, value)
	case "numeric":
		_, err = models.ParseMoney(value)
	case "integer":
		_, err = strconv.ParseInt(value, 10, 32)
	}
	return err == nil
}

// after narrows a list to what follows the cursor.
func (o order) after(db *gorm.DB, c cursor) *gorm.DB {
	sign := ">"
	if o.desc {
		sign = "<"
	}
	return db.Where(fmt.Sprintf("(%s, %s) %s (?::%s, ?::uuid)", o.expr, o.idColumn(), sign, o.cast), c.Value, c.ID)
}

// list reads one page of a table, and the total behind it. key gives the
// cursor's value and id of a row.
func list[T any](db *gorm.DB, o order, request models.PageRequest, key func(T) (string, uuid.UUID)) (models.Page[T], error) {
	var none models.Page[T]
	if err := request.Validate(); err != nil {
		return none, err
	}
	request = request.WithDefaults()
	page := models.Page[T]{Items: []T{}, Page: request.Page, Limit: request.Limit}

	var row T
	filtered := db.Model(&row).Session(&gorm.Session{})
	if err := filtered.Count(&page.Total).Error; err != nil {
		return none, err
	}
	rows := filtered.Order(o.by()).Limit(request.Limit + 1)
	if request.Cursor != "" {
		c, err := decodeCursor(request.Cursor, o)
		if err != nil {
			return none, err
		}
		rows = o.after(rows, c)
	} else {
		rows = rows.Offset((request.Page - 1) * request.Limit)
	}
	if err := rows.Find(&page.Items).Error; err != nil {
		return none, err
	}
	if len(page.Items) > request.Limit {
		page.Items = page.Items[:request.Limit]
		value, id := key(page.Items[request.Limit-1])
		page.Next = cursor{Sort: o.name, Value: value, ID: id}.encode()
	}
	return page, nil
}

// timeText is a time as a cursor keeps it: PostgreSQL's whole microseconds.
const timeText = "2006-01-02T15:04:05.999999Z07:00"

// whereIn keeps the rows whose column has one of the values; no value keeps all.
func whereIn[E ~string](db *gorm.DB, column string, values []E) *gorm.DB {
	if len(values) == 0 {
		return db
	}
	return db.Where(column+" IN ?", texts(values))
}

func texts[E ~string](values []E) []string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = string(v)
	}
	return list
}
