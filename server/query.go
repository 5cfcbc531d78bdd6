package server

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// query reads the parameters of a list and gathers what is wrong with them. As
// in the filters of drifts, a list may stand as a,b and "all" is no filter; see
// [models.SplitFilter].
type query struct {
	values   url.Values
	problems []models.FieldError
}

func queryOf(c *gin.Context) *query { return &query{values: c.Request.URL.Query()} }

// err names every parameter that is wrong; nil where none is.
func (q *query) err() error {
	if q.problems == nil {
		return nil
	}
	return &models.Error{Kind: models.ErrInvalid, Fields: q.problems}
}

func (q *query) fail(name, problem string) {
	q.problems = append(q.problems, models.FieldError{Field: name, Problem: problem})
}

func (q *query) texts(name string) []string { return models.SplitFilter(q.values[name]) }

func enums[E ~string](q *query, name string, allowed []E) []E {
	var list []E
	for _, s := range q.texts(name) {
		v, err := models.ParseEnum(name, s, allowed)
		if err != nil {
			q.fail(name, "takes "+strings.ReplaceAll(joined(allowed), ",", ", ")+" or all, got "+strconv.Quote(s))
		}
		list = append(list, v)
	}
	return list
}

// single is a value that makes no sense as a list; "" where there is none.
func (q *query) single(name string) string {
	list := q.texts(name)
	if len(list) > 1 {
		q.fail(name, "takes one value")
	}
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

func (q *query) id(name string) *uuid.UUID {
	s := q.single(name)
	if s == "" {
		return nil
	}
	id, err := parseID(s)
	if err != nil {
		q.fail(name, "takes a UUID such as 5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55, got "+strconv.Quote(s))
	}
	return &id
}

func (q *query) flag(name string) *bool {
	switch s := q.single(name); s {
	case "":
		return nil
	case "true", "false":
		v := s == "true"
		return &v
	default:
		q.fail(name, "takes true, false or all, got "+strconv.Quote(s))
		return nil
	}
}

func (q *query) time(name string) time.Time {
	s := q.values.Get(name)
	if s == "" {
		return time.Time{}
	}
	t, err := models.ParseTime(s)
	if err != nil {
		q.fail(name, err.Error())
	}
	return t
}

// number reads a whole number within bounds; absent where it is not given.
func (q *query) number(name string, least, most, absent int) int {
	s := q.values.Get(name)
	if s == "" {
		return absent
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < least || n > most {
		q.fail(name, "takes a whole number from "+strconv.Itoa(least)+" to "+strconv.Itoa(most)+", got "+strconv.Quote(s))
		return absent
	}
	return n
}

// page reads page, limit and cursor.
func (q *query) page() models.PageRequest {
	p, err := models.ParsePageRequest(q.values)
	if known, ok := err.(*models.Error); ok {
		q.problems = append(q.problems, known.Fields...)
	}
	return p
}
