package repositories

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// ScopeReader reads what the ledger knows of scopes: one is there as long as a scan or an
// unresolved drift names it.
type ScopeReader struct{ unit unit }

// Count counts the scopes that [ScopeReader.All] gives, and tells of those that were
// scanned since lately when that was.
func (r ScopeReader) Count(ctx context.Context, lately time.Time) (models.ScopeCount, error) {
	var count models.ScopeCount
	var scanned []int64 // microseconds
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Raw(`SELECT count(*), array_agg((extract(epoch FROM newest_at) * 1000000)::bigint) FILTER (WHERE newest_at >= @lately)
			FROM (SELECT `+newestOf("scanned_at")+` AS newest_at FROM known_scopes k WHERE newest_scan_id IS NOT NULL OR EXISTS (
			  SELECT FROM counted_drifts WHERE scope = k.scope AND tool = k.tool AND (`+hasOpenStatus("counted_drifts")+" OR drift_id = ANY("+ended+")))) AS known",
			map[string]any{"lately": lately.UTC()}).Row().Scan(&count.All, pgtype.NewMap().SQLScanner(&scanned))
	})
	for _, at := range scanned {
		count.Scanned = append(count.Scanned, time.UnixMicro(at).UTC())
	}
	return orNone(count, err)
}

// newestOf is a column of the newest scan of a known scope k, or its id: of one that lies
// ahead of the clock only where there is no other.
func newestOf(column string) string {
	known := map[string]string{"id": "k.newest_scan_id", "scanned_at": "k.scanned_at"}[column]
	return "CASE WHEN k.scanned_at > statement_timestamp() THEN COALESCE((SELECT " + column + " FROM scans WHERE scope = k.scope AND source = k.tool" +
		" AND scanned_at <= statement_timestamp() ORDER BY scanned_at DESC, created_at DESC LIMIT 1), " + known + ") ELSE " + known + " END"
}

// All gives every scope with its newest scan and its open drifts, and
// sums up those of no scope; what was detected from newSince on counts as new.
func (r ScopeReader) All(ctx context.Context, newSince time.Time) (models.Scopes, error) {
	scopes := models.Scopes{NewSince: newSince.UTC()}
	var newest []models.Scan
	var open []openInScope
	var times []timesInScope
	// Scopes are many, and pgx reads a row in a fraction of the time that gorm takes.
	err := r.unit.readPgx(ctx, func(ctx context.Context, conn *pgx.Conn) (err error) {
		if newest, err = scopeRows(ctx, r.unit, conn, newestScans, func(s *models.Scan) []any {
			return []any{(*[16]byte)(&s.ID), &s.Scope, &s.Source, &s.ScannedAt, &s.CreatedAt, &s.Checked, &s.Drifted, &s.Created, &s.Repeated, &s.Superseded, &s.Resolved, &s.Skipped, (*[]byte)(&s.Suppressed), &s.NotClosing}
		}); err != nil {
			return err
		}
		if open, err = scopeRows(ctx, r.unit, conn, scopeSums, func(o *openInScope) []any {
			return []any{&o.Scope, &o.Tool, (*string)(&o.Severity), (*string)(&o.NextApply), &o.Unmanaged, &o.Owner, &o.Drifts}
		}); err != nil {
			return err
		}
		times, err = scopeRows(ctx, r.unit, conn, scopeTimes, func(t *timesInScope) []any {
			return []any{&t.Scope, &t.Tool, &t.Oldest, &t.New, &t.Overdue}
		}, scopes.NewSince)
		return err
	})
	scopes.All, scopes.None = scopesOf(newest, open, times)
	return orNone(scopes, err)
}

// scopeRows reads what a query gives, each row into the fields of one.
func scopeRows[T any](ctx context.Context, u unit, conn *pgx.Conn, sql string, fields func(*T) []any, vars ...any) ([]T, error) {
	begin := time.Now()
	rows, _ := conn.Query(ctx, sql, vars...) // which has the error, too
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (one T, err error) {
		err = row.Scan(fields(&one)...)
		return one, err
	})
	u.told(ctx, begin, sql, int64(len(all)), err)
	return all, err
}

// newestScans gives the newest scan of each scope and tool.
var newestScans = "SELECT newest.* FROM known_scopes k CROSS JOIN LATERAL (" +
	"SELECT id, scope, source, scanned_at, created_at, checked, drifted, created, repeated, superseded, resolved, skipped, suppressed, not_closing" +
	" FROM scans WHERE id = " + newestOf("id") + " LIMIT 1) AS newest"

// scopeSums adds up what is open in each scope and alike.
const scopeSums = alikeInScope + "sum(drifts)::bigint AS drifts FROM (" + alikeInScope + "drifts FROM scope_counts UNION ALL " +
	alikeInScope + "1 FROM counted_drifts WHERE drift_id = ANY(" + ended + ")) AS open GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(drifts) > 0"

const alikeInScope = "SELECT scope, tool, severity, next_apply, unmanaged, owner, "

// scopeTimes tells what is known of the open drifts of a scope by their times, in parts that
// are added up.
var scopeTimes = `
	SELECT scope, tool, oldest, new, 0 AS overdue FROM (SELECT DISTINCT scope, tool FROM scope_counts) AS of_one CROSS JOIN LATERAL (
	  SELECT (SELECT detected_at FROM counted_drifts c WHERE c.scope = of_one.scope AND c.tool = of_one.tool AND ` + hasOpenStatus("c") + ` AND NOT unmanaged ORDER BY detected_at LIMIT 1) AS oldest,
	    (SELECT count(*) FROM counted_drifts c WHERE c.scope = of_one.scope AND c.tool = of_one.tool AND ` + hasOpenStatus("c") + ` AND NOT unmanaged AND detected_at >= $1) AS new) AS times
	UNION ALL SELECT scope, tool, NULL, 0, count(*) FROM counted_drifts c WHERE ` + hasOpenStatus("c") + ` AND ` + past + ` GROUP BY 1, 2
	UNION ALL SELECT scope, tool, CASE WHEN NOT unmanaged THEN detected_at END, CASE WHEN NOT unmanaged AND detected_at >= $1 THEN 1 ELSE 0 END, CASE WHEN ` + past + ` THEN 1 ELSE 0 END
	  FROM counted_drifts WHERE drift_id = ANY(` + ended + `)`

// openInScope counts the open drifts of a scope that are alike.
type openInScope struct {
	Scope, Tool string
	Severity    models.Severity
	NextApply   models.NextApply
	Unmanaged   bool
	Owner       string
	Drifts      int64
}

// timesInScope is what a part of the open drifts of a scope tells by its times.
type timesInScope struct {
	Scope, Tool  string
	Oldest       *time.Time
	New, Overdue int64
}

// scopesOf gives every scope, and what is open of none: a scope has a name.
func scopesOf(newest []models.Scan, open []openInScope, times []timesInScope) (all []models.Scope, none models.Scope) {
	type pair struct{ scope, tool string }
	at := map[pair]*models.Scope{}
	of := func(scope, tool string) *models.Scope {
		s := at[pair{scope, tool}]
		if s == nil {
			s = &models.Scope{Name: scope, Tool: tool, NextApply: map[models.NextApply]int64{}}
			at[pair{scope, tool}] = s
		}
		return s
	}
	for i := range newest {
		of(newest[i].Scope, newest[i].Source).Newest = &newest[i]
	}
	owned := map[*models.Scope][]openInScope{}
	for _, o := range open {
		s := of(o.Scope, o.Tool)
		if o.Owner != "" {
			owned[s] = append(owned[s], o)
		}
		if o.Unmanaged {
			s.Unmanaged += o.Drifts
			continue
		}
		s.Open.Add(o.Severity, o.Drifts)
		s.NextApply[o.NextApply] += o.Drifts
	}
	for _, t := range times {
		s := at[pair{t.Scope, t.Tool}]
		if s == nil { // all of it has gone meanwhile, or come
			continue
		}
		s.New, s.Overdue = s.New+t.New, s.Overdue+t.Overdue
		if t.Oldest != nil && (s.Oldest == nil || t.Oldest.Before(*s.Oldest)) {
			oldest := t.Oldest.UTC()
			s.Oldest = &oldest
		}
	}
	for s, parts := range owned {
		s.Owners = ownersOf(parts)
	}
	none = *of("", "")
	delete(at, pair{})
	all = make([]models.Scope, 0, len(at))
	for _, s := range at {
		all = append(all, *s)
	}
	return all, none
}

// ownersOf are the owners of drifts, whoever has the most first.
func ownersOf(parts []openInScope) []string {
	drifts := map[string]int64{}
	for _, p := range parts {
		drifts[p.Owner] += p.Drifts
	}
	owners := models.SortedKeys(drifts)
	slices.SortStableFunc(owners, func(a, b string) int { return cmp.Compare(drifts[b], drifts[a]) })
	return owners
}
