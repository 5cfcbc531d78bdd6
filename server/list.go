package server

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/server/pages"
)

// list is one list of the ledger, however it is answered: E is a row, F what
// narrows it, R what JSON shows of a row.
type list[E, F, R any] struct {
	name     string // in the address and in the name of a download
	title    string // in the navigation
	lead     string // one sentence on what the rows are
	filters  []models.Filter[F]
	rows     func(ctx context.Context, f F, p models.PageRequest) (models.Page[E], error)
	stream   func(ctx context.Context, f F, fn func(E) error) error
	response func(E) R
	// moving says that rows tell what changes with the time, or what was read a moment ago.
	moving bool
	// table makes what a page shows of rows; nil shows their responses field by field.
	table func(ctx context.Context, rows []E) (pages.Table, error)
}

// List is a list of the ledger behind its route.
type List struct {
	Name    string // the route is /debug/NAME
	Title   string // in the navigation
	Filters []models.FilterLine

	answer    handler
	form      func(at pages.Address) pages.Form // as an address fills it in
	other     []models.FilterLine               // parameters besides those of every list
	json, row any                               // see route
}

// route is the list's own.
func (l List) route() route {
	return route{
		path: "/" + l.Name, told: l.Title + ", a page of them, or as CSV and NDJSON all that the filters keep", answer: l.get,
		parameters: listParameters(l.Filters, append(l.other, models.ColumnsParameter(l.row))...), json: []any{l.json}, row: l.row,
	}
}

// listed makes a list ready for the table of lists.
func listed[E, F, R any](s *site, l list[E, F, R]) List {
	if l.table == nil {
		l.table = func(_ context.Context, rows []E) (pages.Table, error) {
			return pages.Rows(s.now(), l.title, l.lead, models.ListOf(models.Page[E]{Items: rows}, l.response).Items), nil
		}
	}
	return List{
		Name: l.name, Title: l.title, Filters: models.FilterLines(l.filters), json: models.List[R]{}, row: *new(R),
		answer: func(c *gin.Context) error { return answerList(s, c, l) },
		form:   func(at pages.Address) pages.Form { return pages.FormOf(at, l.filters) },
	}
}

// get answers the list; what is wrong in its form is told beside the form.
func (l List) get(c *gin.Context) error {
	err := l.answer(c)
	if err == nil {
		return nil
	}
	return &formError{err, l.form(pages.AddressOf(c.Request.URL))}
}

// answerList answers a list as JSON, as a page, or as a download of all of it.
func answerList[E, F, R any](s *site, c *gin.Context, l list[E, F, R]) error {
	filter, request, err := models.ParseFilter(c.Request.URL.Query(), l.filters)
	if err != nil {
		return err
	}
	columns, err := columnsOf(c, *new(R))
	if err != nil {
		return err
	}
	if format := formatOf(c); format.download() {
		if err := checkCursor(request, func(p models.PageRequest) error {
			_, err := l.rows(c.Request.Context(), filter, p)
			return err
		}); err != nil {
			return err
		}
		c.Set(hasETag, !l.moving)
		return s.download(c, l.name, format, exportOf(func(ctx context.Context, fn func(E) error) error {
			return l.stream(ctx, filter, fn)
		}, l.response, columns))
	}
	asPage := wantsPage(c)
	if asPage && tidy(c) {
		return nil
	}
	ctx := c.Request.Context()
	found, err := l.rows(ctx, filter, request)
	if err != nil {
		return err
	}
	if !asPage {
		return respondList(c, found, l.response, columns)
	}
	table, err := l.table(ctx, found.Items)
	if err != nil {
		return err
	}
	return s.page(c, http.StatusOK, pages.List(pages.AddressOf(c.Request.URL), table, l.filters, found))
}

// checkCursor refuses a cursor that the list did not give. A download has no use for one, but
// whoever gives a wrong one is not to take all for what follows it.
func checkCursor(request models.PageRequest, read func(models.PageRequest) error) error {
	if request.Cursor == "" {
		return nil
	}
	return read(models.PageRequest{Cursor: request.Cursor, Limit: 1})
}

// columnsOf reads which columns of rows like this one are asked for; nil is all.
func columnsOf(c *gin.Context, row any) ([]models.Column, error) {
	columns, err := models.ParseColumns(c.Request.URL.Query(), row)
	if err == nil && columns != nil && wantsPage(c) {
		err = models.Invalid("columns", "is of JSON, CSV and NDJSON; a page has its own")
	}
	return columns, err
}

// respondList answers with a page of a list as JSON: with all fields of its rows where
// columns are nil.
func respondList[E, R any](c *gin.Context, found models.Page[E], response func(E) R, columns []models.Column) error {
	if columns == nil {
		return respondJSON(c, models.ListOf(found, response))
	}
	return respondJSON(c, models.ListOf(found, func(e E) models.JSON { return models.ColumnsJSON(response(e), columns) }))
}

// idsOf gathers the ids that rows name, each once.
func idsOf[E any](rows []E, id func(E) *uuid.UUID) []uuid.UUID {
	seen := map[uuid.UUID]bool{}
	var ids []uuid.UUID
	for _, row := range rows {
		if i := id(row); i != nil && !seen[*i] {
			seen[*i] = true
			ids = append(ids, *i)
		}
	}
	return ids
}
