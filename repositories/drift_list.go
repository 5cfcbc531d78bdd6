package repositories

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm/clause"

	"github.com/clouddrift/guardian/models"
)

// List gives one page of the drifts that the filter keeps, with the total, or
// [models.ErrInvalid] naming the parameter that is wrong.
func (r DriftReader) List(ctx context.Context, q models.DriftQuery) (models.Page[models.Drift], error) {
	return r.page(ctx, q, driftColumns)
}

// ListWithoutStates gives what List does, but for the states: an actual state is
// there only where it is empty, the resource being gone, and no expected state is.
// It fails like List.
func (r DriftReader) ListWithoutStates(ctx context.Context, q models.DriftQuery) (models.Page[models.Drift], error) {
	return r.page(ctx, q, columnsWithoutStates)
}

func (r DriftReader) page(ctx context.Context, q models.DriftQuery, columns []driftColumn) (models.Page[models.Drift], error) {
	var d models.Drift
	targets, page := addresses(&d), models.Page[models.Drift]{Items: make([]models.Drift, 0, models.DefaultLimit)}
	err := r.read(ctx, q, func(*order) []driftColumn { return columns }, &page, func(rows pgx.Rows, _ []driftColumn) error {
		err := rows.Scan(targets...)
		page.Items = append(page.Items, d)
		return err
	})
	return orNone(page, err)
}

// AppendJSON appends to b what the page of List is as a [models.List] in JSON, each
// drift as the response of a [models.SeenDrift], of which it
// has the named fields alone, in their order, where some are named. It fails like List; then what it
// appended is of no use.
func (r DriftReader) AppendJSON(ctx context.Context, b []byte, q models.DriftQuery, fields []string) ([]byte, error) {
	b = append(b, `{"items":[`...)
	first := true
	var page models.Page[models.Drift]
	shown := func(o *order) []driftColumn { return shownColumns(fields, o) }
	err := r.read(ctx, q, shown, &page, func(rows pgx.Rows, columns []driftColumn) (err error) {
		if !first {
			b = append(b, ',')
		}
		first = false
		b, err = appendDriftJSON(b, rows.RawValues(), columns)
		return err
	})
	if err != nil {
		return b, err
	}
	var next *string
	if page.Next != "" {
		next = &page.Next
	}
	rest, err := json.Marshal(struct {
		Total   int64   `json:"total"`
		Page    int     `json:"page"`
		Limit   int     `json:"limit"`
		Next    *string `json:"next"`
		AtLeast bool    `json:"totalAtLeast,omitempty"`
	}{page.Total, page.Page, page.Limit, next, page.AtLeast})
	b = append(b, "],"...)
	return append(b, rest[1:]...), err
}

// read fills in a page but for its items, each of which goes to fn with its columns.
func (r DriftReader) read(ctx context.Context, q models.DriftQuery, columns func(*order) []driftColumn, page *models.Page[models.Drift], fn func(pgx.Rows, []driftColumn) error) error {
	w, err := r.walk(q)
	if err != nil {
		return err
	}
	w.columns, w.fn = columns(&w.list.order), fn
	page.Page, page.Limit = w.request.Page, w.request.Limit
	first, err := r.firstStatement(q.Filter)
	if err != nil {
		return err
	}
	ctx, cancel := r.unit.deadline(ctx)
	defer cancel()
	counted := r.countsFirst(q.Filter, w.list.order)
	if counted {
		if page.Total, page.AtLeast, err = r.keeps(ctx, q.Filter, first); err != nil {
			return r.unit.readError(ctx, err)
		}
		w.kept, w.seeks, first = page.Total, !page.AtLeast && isSought(q.Filter, w.list.order, page.Total), nil
	}
	var held string
	var total int64
	err = r.unit.again(ctx, func() error {
		err := r.unit.pgx(ctx, func(conn *pgx.Conn) (err error) {
			held, total, err = w.begin(ctx, conn, first)
			return err
		})
		if w.taken() > 0 { // some rows have gone to fn
			err = r.unit.readError(ctx, err)
		}
		return err
	})
	if w.more {
		page.Next = w.last
	}
	switch n, all := w.passed(); {
	case err != nil:
	case all:
		page.Total, page.AtLeast = n, false
	case counted:
		page.Total = max(page.Total, n) // others may have come since
	case r.unit.totals != nil:
		page.Total, page.AtLeast, err = r.total(ctx, q.Filter, held, n)
	default:
		page.Total = total
	}
	return r.unit.readError(ctx, err)
}

// driftWalk is the way through the rows of a page.
type driftWalk struct {
	unit       unit
	list       listing[models.Drift]
	conditions []clause.Expression
	request    models.PageRequest
	from       *cursor
	columns    []driftColumn
	fn         func(pgx.Rows, []driftColumn) error
	fixed      bool   // the filter has no values and the limit is the usual one, which then stands in the statement, see oneOf
	passes     bool   // it passes over many rows, by an index that tells which these are
	seeks      bool   // it looks for the rows as [seeking] does
	kept       int64  // how many drifts the filter keeps, where it seeks
	room       int    // for so many more rows
	more       bool   // there is a row that there was no room for
	last       string // the cursor of the last row that there was room for
}

// walk begins the way that somebody asks for.
func (r DriftReader) walk(q models.DriftQuery) (*driftWalk, error) {
	w := &driftWalk{unit: r.unit, list: driftListing(q), request: q.PageRequest.WithDefaults()}
	if w.list.wrong != nil {
		return nil, w.list.wrong
	}
	if err := q.PageRequest.Validate(); err != nil {
		return nil, err
	}
	if q.Cursor != "" {
		from, err := decodeCursor(q.Cursor, w.list.order)
		if err != nil {
			return nil, err
		}
		w.from = &from
	}
	var err error
	w.conditions, err = conditionsOf(q.Filter, models.DriftFilters())
	var s statement
	s.where(w.conditions...)
	w.fixed = len(s.vars) == 0 && w.request.Limit == models.DefaultLimit
	w.room = w.request.Limit
	w.passes = w.request.Page > 1 || isBy(q.Filter, walked) && len(q.Filter.Region)+len(q.Filter.ResourceType) > 0 && isUsual(w.list.order)
	return w, err
}

// begin reads the rows, and on the same trip what the first statement asks, if there is one.
func (w *driftWalk) begin(ctx context.Context, conn *pgx.Conn, first *statement) (held string, total int64, err error) {
	var after []clause.Expression
	if w.from != nil {
		after = append(after, w.list.order.after(*w.from, w.fixed))
	}
	s, began := w.statement(after, w.list.order.by()), time.Now()
	batch := &pgx.Batch{}
	if first != nil {
		batch.Queue(first.String(), first.vars...)
	}
	batch.Queue(s.String(), s.vars...)
	answers := conn.SendBatch(ctx, batch)
	if first != nil {
		err = answers.QueryRow().Scan(&held, &total)
	}
	if err == nil {
		rows, _ := answers.Query() // which has the error, too
		err = w.rows(rows)
	}
	if end := answers.Close(); err == nil {
		err = end
	}
	w.unit.told(ctx, began, s.String(), w.taken(), err)
	if err == nil && w.from != nil && !w.more {
		err = w.rest(ctx, conn)
	}
	return held, total, err
}

// rest reads what is behind the last row that has a value in the order.
func (w *driftWalk) rest(ctx context.Context, conn *pgx.Conn) error {
	condition, some := w.list.order.rest(*w.from)
	if !some {
		return nil
	}
	s, began := w.statement([]clause.Expression{condition}, w.list.order.idColumn()), time.Now()
	rows, _ := conn.Query(ctx, s.String(), s.vars...)
	err := w.rows(rows)
	w.unit.told(ctx, began, s.String(), w.taken(), err)
	return err
}

// taken is how many rows were taken.
func (w *driftWalk) taken() int64 { return int64(w.request.Limit - w.room) }

// passed is how many drifts there are at least, by the rows that were seen, and whether these
// are all.
func (w *driftWalk) passed() (n int64, all bool) {
	if n = w.taken(); n > 0 {
		n += int64(w.request.Page-1) * int64(w.request.Limit)
	}
	if w.more {
		return n + 1, false
	}
	return n, w.from == nil && (n > 0 || w.request.Page == 1)
}

// unlimited is room for every row.
const unlimited = -1

// statement asks for the rows, and for one more than there is room for. Rows that are passed over
// are so by their ids alone, which an index of the order has, and nothing is looked up for them.
func (w *driftWalk) statement(after []clause.Expression, by string) *statement {
	s, joins := &statement{}, ""
	if slices.ContainsFunc(w.columns, driftColumn.isSeen) {
		joins = " " + joinSeen
	}
	s.WriteString("SELECT " + selected(w.columns) + " FROM ")
	switch {
	case w.room == unlimited:
		s.WriteString("drifts" + joins)
		s.where(slices.Concat(w.conditions, after)...)
		s.WriteString(" ORDER BY " + by)
	case w.seeks:
		s.WriteString("drifts" + joins + " WHERE drifts.id = ANY(ARRAY(")
		seeking{order: w.list.order, by: by, after: after, filters: w.conditions, kept: w.kept,
			skipped: (w.request.Page - 1) * w.request.Limit, most: w.room + 1}.write(s, w.bound)
		s.WriteString(")) ORDER BY " + by)
	case w.passes:
		s.WriteString("drifts" + joins + " WHERE drifts.id = ANY(ARRAY(SELECT id FROM drifts")
		w.inOrder(s, after, by)
		s.WriteString(")) ORDER BY " + by)
	case joins != "":
		s.WriteString("(SELECT drifts.* FROM drifts")
		w.inOrder(s, after, by)
		s.WriteString(") AS drifts" + joins + " ORDER BY " + by)
	default:
		s.WriteString("drifts" + joins)
		w.inOrder(s, after, by)
	}
	return s
}

// inOrder writes which rows these are.
func (w *driftWalk) inOrder(s *statement, after []clause.Expression, by string) {
	s.where(slices.Concat(w.conditions, after)...)
	s.WriteString(" ORDER BY " + by)
	w.bound(s)
}

// bound writes how many rows there are to be, and how many are passed over.
func (w *driftWalk) bound(s *statement) {
	s.WriteString(" LIMIT ")
	if w.fixed && w.room == models.DefaultLimit {
		s.WriteString(strconv.Itoa(w.room + 1))
	} else {
		s.AddVar(s, w.room+1)
	}
	if w.request.Page > 1 {
		s.WriteString(" OFFSET ")
		s.AddVar(s, (w.request.Page-1)*w.request.Limit)
	}
}

// rows takes the rows for which there is room.
func (w *driftWalk) rows(rows pgx.Rows) error {
	defer rows.Close()
	for rows.Next() {
		if w.more = w.room == 0; w.more {
			break
		}
		if err := w.fn(rows, w.columns); err != nil {
			return err
		}
		if w.room--; w.room == 0 {
			if err := w.mark(rows); err != nil {
				return err
			}
		}
	}
	rows.Close()
	return rows.Err()
}

// mark keeps the place of a row.
func (w *driftWalk) mark(rows pgx.Rows) error {
	var d models.Drift
	all, targets := addresses(&d), make([]any, len(w.columns))
	for i, c := range w.columns {
		if w.list.order.keeps(c) {
			targets[i] = all[c.field]
		}
	}
	if err := rows.Scan(targets...); err != nil {
		return err
	}
	value, id := w.list.key(d)
	w.last = cursor{Sort: w.list.order.name, Value: value, ID: id}.encode()
	return nil
}
