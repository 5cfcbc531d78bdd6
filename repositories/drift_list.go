package repositories

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/clouddrift/guardian/models"
)

// DriftList gives pages of drifts to many readers at once: by pgx itself, since
// gorm's reflection is most of the cost of a page, and without counting anew what
// was counted already. It is safe for concurrent use.
type DriftList struct {
	reader *Reader
	counts Kept[string, int64] // by filter
}

// NewDriftList lists the drifts of a Reader over the same connections. One of a
// unit of work has none to share, so every call fails with [models.ErrInvalid] there.
func NewDriftList(r *Reader) *DriftList {
	return &DriftList{reader: r}
}

// Page gives what [DriftReader.List] does, but for the states: an actual state is
// there only where it is empty, the resource being gone, and no expected state is.
// It fails like List.
func (l *DriftList) Page(ctx context.Context, q models.DriftQuery) (models.Page[models.Drift], error) {
	page := models.Page[models.Drift]{Items: []models.Drift{}}
	err := l.read(ctx, q, pageColumns, &page, func(rows pgx.Rows) error {
		var d models.Drift
		err := scanDrift(rows, &d)
		page.Items = append(page.Items, d)
		return err
	})
	return orNone(page, err)
}

// AppendJSON appends to b what the page of [DriftReader.List] is as a
// [models.List] in JSON, each drift as the response of a [models.SeenDrift], of which it
// has the named fields alone where some are named. It fails like List; then what it
// appended is of no use.
func (l *DriftList) AppendJSON(ctx context.Context, b []byte, q models.DriftQuery, fields []string) ([]byte, error) {
	columns := shownColumns(fields)
	b = append(b, `{"items":[`...)
	first := true
	var page models.Page[models.Drift]
	err := l.read(ctx, q, jsonColumns(columns), &page, func(rows pgx.Rows) (err error) {
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
		Total int64   `json:"total"`
		Page  int     `json:"page"`
		Limit int     `json:"limit"`
		Next  *string `json:"next"`
	}{page.Total, page.Page, page.Limit, next})
	b = append(b, "],"...)
	return append(b, rest[1:]...), err
}

// read fills in a page but for its items, each of which goes to fn.
func (l *DriftList) read(ctx context.Context, q models.DriftQuery, columns choice, page *models.Page[models.Drift], fn func(pgx.Rows) error) error {
	if l.reader.db == nil {
		return &models.Error{Kind: models.ErrInvalid, Message: "a DriftList is for a Reader outside a unit of work; use Drifts.List within"}
	}
	list := driftListing(q)
	if list.wrong != nil {
		return list.wrong
	}
	if err := q.PageRequest.Validate(); err != nil {
		return err
	}
	q.PageRequest = q.PageRequest.WithDefaults()
	page.Page, page.Limit = q.Page, q.Limit
	all := list.rows(l.reader.unit.db.WithContext(ctx)).Session(&gorm.Session{})
	query := all.Order(list.order.by()).Offset((q.Page - 1) * q.Limit)
	more := false
	if q.Cursor != "" {
		from, err := decodeCursor(q.Cursor, list.order)
		if err != nil {
			return err
		}
		query = list.order.after(all, from).Order(list.order.by())
		more = list.order.nullable && !list.order.desc && from.Value != ""
	}
	ctx, cancel := l.reader.unit.deadline(ctx)
	defer cancel()
	w := driftWalk{list: list, columns: columns, fn: fn, room: q.Limit}
	held, err := l.rows(ctx, query, &w)
	if err == nil && more && !w.more {
		// The row comparison of the cursor leaves NULLs out; they come last.
		_, err = l.rows(ctx, all.Where(list.order.expr+" IS NULL").Order(list.order.idColumn()), &w)
	}
	if err == nil {
		page.Total, err = l.total(ctx, q.Filter, held)
	}
	if w.more {
		page.Next = w.last
	}
	return l.reader.unit.domainError(ctx, err)
}

// choice chooses what is read of the rows of a page.
type choice func(page *gorm.DB, o order) *gorm.DB

func pageColumns(page *gorm.DB, _ order) *gorm.DB { return page.Select(driftPageColumns) }

// jsonColumns adds the summaries to the rows of the page alone, not to those before it.
func jsonColumns(columns []driftColumn) choice {
	return func(page *gorm.DB, o order) *gorm.DB {
		return page.Session(&gorm.Session{NewDB: true}).Table("(?) AS drifts", page.Select("drifts.*")).
			Joins(joinSeen).Select(selectDrift(columns, map[string]string{"cost_impact_monthly": costText})).Order(o.by())
	}
}

// driftWalk is the way through the rows of a page.
type driftWalk struct {
	list    listing[models.Drift]
	columns choice
	fn      func(pgx.Rows) error
	room    int    // for so many more rows
	more    bool   // there is a row that there was no room for
	last    string // the cursor of the last row that there was room for
}

func (w *driftWalk) row(rows pgx.Rows) error {
	if err := w.fn(rows); err != nil {
		return err
	}
	if w.room--; w.room > 0 {
		return nil
	}
	var last models.Drift
	if err := scanDrift(rows, &last); err != nil {
		return err
	}
	value, id := w.list.key(last)
	w.last = cursor{Sort: w.list.order.name, Value: value, ID: id}.encode()
	return nil
}

// rows asks for the rows and, on the same trip, for the snapshot of before.
func (l *DriftList) rows(ctx context.Context, query *gorm.DB, w *driftWalk) (held string, err error) {
	statement, begin, n := statementOf(w.columns(query.Limit(w.room+1), w.list.order)), time.Now(), int64(0)
	defer func() {
		query.Logger.Trace(ctx, begin, func() (string, int64) { return statement.SQL.String(), n }, err)
	}()
	batch := &pgx.Batch{}
	batch.Queue("SELECT " + snapshot)
	batch.Queue(statement.SQL.String(), statement.Vars...)
	answers := l.reader.db.Pool.SendBatch(ctx, batch)
	defer answers.Close()
	if err := answers.QueryRow().Scan(&held); err != nil {
		return "", err
	}
	rows, err := answers.Query()
	if err != nil {
		return "", err
	}
	defer rows.Close()
	for ; rows.Next(); n++ {
		if w.more = w.room == 0; w.more {
			return held, nil
		}
		if err := w.row(rows); err != nil {
			return "", err
		}
	}
	return held, rows.Err()
}

// statementOf builds a query and does not run it.
func statementOf(query *gorm.DB) *gorm.Statement {
	var drifts []models.Drift
	return query.Session(&gorm.Session{DryRun: true, Logger: logger.Discard}).Find(&drifts).Statement
}

// total gives the number of drifts that a filter keeps.
func (l *DriftList) total(ctx context.Context, f models.DriftFilter, held string) (int64, error) {
	key, err := json.Marshal(f)
	if err != nil {
		return 0, err
	}
	return l.counts.Get(ctx, string(key), held, func(ctx context.Context) (n int64, held string, err error) {
		ctx, stop := l.reader.unit.deadline(ctx)
		defer stop()
		db := l.reader.unit.db.WithContext(ctx)
		query := statementOf(db.Table("(?) AS counted", countOf(db, f)).Select(snapshot + ", counted.*"))
		begin := time.Now()
		err = l.reader.db.Pool.QueryRow(ctx, query.SQL.String(), query.Vars...).Scan(&held, &n)
		l.reader.unit.db.Logger.Trace(ctx, begin, func() (string, int64) { return query.SQL.String(), 1 }, err)
		return n, held, l.reader.unit.domainError(ctx, err)
	})
}

// countOf is the query of how many drifts a filter keeps. Those that are open are counted by
// the index on their status, and the few whose approval has ended by their ids: of both
// at once PostgreSQL would read the rows.
func countOf(db *gorm.DB, f models.DriftFilter) *gorm.DB {
	statuses, open := withoutOpen(models.Texts(f.Status))
	if !open || slices.Contains(statuses, string(models.StatusApproved)) {
		return driftsThat(db, f).Select("count(*)")
	}
	byStatus, byEnd := f, f
	byStatus.Status, byEnd.Status = nil, nil
	for _, s := range statuses {
		byStatus.Status = append(byStatus.Status, models.Status(s))
	}
	return db.Table("(?) AS by_status, (?) AS by_end", driftsThat(db, byStatus).Select("count(*) AS n"),
		driftsThat(db, byEnd).Where(hasEnded("drifts")).Select("count(*) AS n")).Select("by_status.n + by_end.n")
}
