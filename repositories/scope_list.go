package repositories

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm/clause"

	"github.com/clouddrift/guardian/models"
)

// orderTimeout is how long it may take to put all scopes in order, whoever still waits: on a busy machine some seconds.
const orderTimeout = time.Minute

// List gives a page of the scopes that a filter keeps, those first that need somebody most: more critical drifts,
// then more critical ones of resources that no code knows, then more warnings, then those that are stale at now, more infos, and the rest by name and tool, byte by byte. What was
// detected since yesterday, by now, is new. Its cursors are places in the list. It fails with [models.ErrInvalid]. It may take a minute.
//
// All scopes are put in order by sums alone; what is known of them is read of those of the page.
func (r ScopeReader) List(ctx context.Context, f models.ScopeFilter, p models.PageRequest, now time.Time) (models.Page[models.Scope], error) {
	var none models.Page[models.Scope]
	if err := f.Validate(); err != nil {
		return none, err
	}
	from, err := placeIn(p)
	if err != nil {
		return none, err
	}
	r.unit.timeout = orderTimeout
	p = p.WithDefaults()
	page := models.Page[models.Scope]{Page: p.Page, Limit: p.Limit}
	err = r.unit.readPgx(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		keys, total, err := r.ordered(ctx, conn, orderedScopes(f, now, from, &p.Limit))
		if err != nil {
			return err
		}
		page.Total = total
		page.Items, err = r.of(ctx, conn, keys, models.Yesterday(now))
		return err
	})
	if to := from + int64(p.Limit); to < page.Total {
		page.Next = "at-" + strconv.FormatInt(to, 10)
	}
	return orNone(page, err)
}

// placeIn is how many rows lie before a page of a list whose cursors are places.
func placeIn(p models.PageRequest) (int64, error) {
	if err := p.Validate(); err != nil {
		return 0, err
	}
	if p.Cursor == "" {
		p = p.WithDefaults()
		return int64(p.Page-1) * int64(p.Limit), nil
	}
	place, isPlace := strings.CutPrefix(p.Cursor, "at-")
	from, err := strconv.ParseInt(place, 10, 32)
	if err != nil || !isPlace || from < 0 {
		return 0, models.Invalid("cursor", "is not one that this list gave; start again without it")
	}
	return from, nil
}

// Stream gives to fn every scope that a filter keeps, in the order of [ScopeReader.List]. It fails like it, and with what fn returns.
func (r ScopeReader) Stream(ctx context.Context, f models.ScopeFilter, now time.Time, fn func(models.Scope) error) error {
	if err := f.Validate(); err != nil {
		return err
	}
	r.unit.timeout = orderTimeout
	var keys []scopeKey
	err := r.unit.readPgx(ctx, func(ctx context.Context, conn *pgx.Conn) (err error) {
		keys, _, err = r.ordered(ctx, conn, orderedScopes(f, now, 0, nil))
		return err
	})
	if err != nil {
		return err
	}
	for some := range slices.Chunk(keys, models.MaxLimit) {
		var scopes []models.Scope
		err := r.unit.readPgx(ctx, func(ctx context.Context, conn *pgx.Conn) (err error) {
			scopes, err = r.of(ctx, conn, some, models.Yesterday(now))
			return err
		})
		if err != nil {
			return err
		}
		for _, scope := range scopes {
			if err := fn(scope); err != nil {
				return err
			}
		}
	}
	return nil
}

// of gives scopes in the order of their keys; one that has gone meanwhile is left out.
func (r ScopeReader) of(ctx context.Context, conn *pgx.Conn, keys []scopeKey, newSince time.Time) ([]models.Scope, error) {
	scopes := []models.Scope{}
	if len(keys) == 0 {
		return scopes, nil
	}
	names := make([]string, len(keys))
	for i, key := range keys {
		names[i] = key.name
	}
	found, err := r.figures(ctx, conn, names, newSince)
	for _, key := range keys {
		if scope := found[key]; scope != nil {
			scopes = append(scopes, *scope)
		}
	}
	return scopes, err
}

// ordered runs what orderedScopes says.
func (r ScopeReader) ordered(ctx context.Context, conn *pgx.Conn, s *statement) (keys []scopeKey, total int64, err error) {
	begin := time.Now()
	batch := &pgx.Batch{}
	// Without room for all scopes PostgreSQL sorts their sums on the disk, which takes twice the time.
	batch.Queue("SELECT set_config('work_mem', '64MB', true), set_config('statement_timeout', $1, true)", strconv.FormatInt(orderTimeout.Milliseconds(), 10))
	batch.Queue(s.String(), s.vars...).Query(func(rows pgx.Rows) error {
		keys = nil
		var name, tool *string
		_, err := pgx.ForEachRow(rows, []any{&total, &name, &tool}, func() error {
			if name != nil {
				keys = append(keys, scopeKey{*name, *tool})
			}
			return nil
		})
		return err
	})
	err = conn.SendBatch(ctx, batch).Close()
	r.unit.told(ctx, begin, s.String(), int64(len(keys)), err)
	return keys, total, err
}

// orderedScopes counts the scopes that a filter keeps and names some of them, in their order: so many from a place on,
// or all where limit is nil. What is open by its status is summed up; of what is open since its approval has ended each drift is a row.
func orderedScopes(f models.ScopeFilter, now time.Time, from int64, limit *int) *statement {
	s := &statement{}
	add := func(sql string, vars ...any) { clause.Expr{SQL: sql, Vars: vars}.Build(s) }
	named := func(within string) {
		if len(f.Scope) > 0 {
			s.WriteString(within)
			inScopes(f.Scope).Build(s)
			within = " AND "
		}
		if len(f.Tool) > 0 {
			add(within+"tool IN ?", f.Tool)
		}
	}
	s.WriteString("WITH summed AS (SELECT scope, tool, max(newest_at) AS newest_at, sum(drifts) AS drifts")
	for _, severity := range models.Severities() {
		s.WriteString(", COALESCE(sum(drifts) FILTER (WHERE severity = '" + string(severity) + "' AND NOT unmanaged), 0) AS " + string(severity))
	}
	s.WriteString(", COALESCE(sum(drifts) FILTER (WHERE severity = 'critical' AND unmanaged), 0) AS strays")
	if len(f.Owner) > 0 {
		add(", COALESCE(sum(drifts) FILTER (WHERE owner <> '' AND owner IN ?), 0) AS owned", f.Owner)
	}
	// As double precision they are summed up in three quarters of the time, and exactly up to 2^53.
	const parts = "SELECT scope, tool, severity, unmanaged, owner, "
	s.WriteString(" FROM (" + parts + "drifts::float8, NULL::timestamptz AS newest_at FROM scope_counts")
	named(" WHERE ")
	s.WriteString(" UNION ALL " + parts + "1, NULL FROM counted_drifts WHERE drift_id = ANY(" + ended + ")")
	named(" AND ")
	s.WriteString(" UNION ALL SELECT scope, tool, NULL, NULL, NULL, 0, " + newestOf("scanned_at") + " FROM known_scopes k")
	named(" WHERE ")
	// Times are kept to the microsecond.
	stale := "COALESCE(newest_at < ?, true)"
	before := now.Add(-models.StaleAfter + time.Microsecond - 1).Truncate(time.Microsecond).UTC()
	s.WriteString(") AS parts GROUP BY 1, 2), kept AS (SELECT *, ")
	add(stale+" AS stale", before)
	s.WriteString(" FROM summed WHERE (newest_at IS NOT NULL OR drifts > 0) AND (scope <> '' OR tool <> '')")
	if len(f.Owner) > 0 {
		s.WriteString(" AND owned > 0")
	}
	if f.Stale != nil {
		add(" AND "+stale+" = ?", before, *f.Stale)
	}
	const order = " ORDER BY critical DESC, strays DESC, warning DESC, stale DESC, info DESC, scope COLLATE \"C\", tool COLLATE \"C\""
	s.WriteString(") SELECT total, scope, tool FROM (SELECT count(*) AS total FROM kept) AS counted LEFT JOIN (SELECT * FROM kept" + order)
	add(" LIMIT ? OFFSET ?) AS page ON true"+order, limit, from)
	return s
}
