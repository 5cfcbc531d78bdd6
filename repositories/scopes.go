package repositories

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// ScopeReader reads what the ledger knows of scopes: one is there as long as a scan or an
// unresolved drift names it.
type ScopeReader struct{ unit unit }

// Count counts the scopes that [ScopeReader.List] gives, and tells of those that were
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

// Named gives the scope of a name, once for each tool that scans it, by tool; none where
// neither a scan nor an open drift names it. What was detected from newSince on counts as new.
func (r ScopeReader) Named(ctx context.Context, name string, newSince time.Time) ([]models.Scope, error) {
	if name == "" {
		return nil, nil // what is of no scope has no name
	}
	var named []models.Scope
	err := r.unit.readPgx(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		scopes, err := r.figures(ctx, conn, []string{name}, newSince)
		named = nil
		for _, s := range scopes {
			named = append(named, *s)
		}
		return err
	})
	slices.SortFunc(named, func(a, b models.Scope) int { return strings.Compare(a.Tool, b.Tool) })
	return orNone(named, err)
}

// None sums up the open drifts that no scan saw, which are of no scope.
func (r ScopeReader) None(ctx context.Context, newSince time.Time) (models.Scope, error) {
	var none models.Scope
	err := r.unit.readPgx(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		scopes, err := r.figures(ctx, conn, []string{""}, newSince)
		if s := scopes[scopeKey{}]; s != nil {
			none = *s
		}
		return err
	})
	return orNone(none, err)
}

// scopeKey tells a scope from all others.
type scopeKey struct{ name, tool string }

// figures gives the scopes of some names, in one trip to the database.
func (r ScopeReader) figures(ctx context.Context, conn *pgx.Conn, names []string, newSince time.Time) (map[scopeKey]*models.Scope, error) {
	var newest []models.Scan
	var open []openInScope
	var known []timesInScope
	begin := time.Now()
	batch := &pgx.Batch{}
	batch.Queue(newestScans, names).Query(into(&newest, func(s *models.Scan) []any {
		return []any{(*[16]byte)(&s.ID), &s.Scope, &s.Source, &s.ScannedAt, &s.CreatedAt, &s.Checked, &s.Drifted, &s.Created, &s.Repeated, &s.Superseded, &s.Resolved, &s.Skipped, (*[]byte)(&s.Suppressed), &s.NotClosing}
	}))
	batch.Queue(openSums, names).Query(into(&open, func(o *openInScope) []any {
		return []any{&o.Scope, &o.Tool, (*string)(&o.Severity), (*string)(&o.NextApply), &o.Unmanaged, &o.Owner, &o.Drifts}
	}))
	batch.Queue(openTimes, names, newSince.UTC()).Query(into(&known, func(t *timesInScope) []any {
		return []any{&t.Scope, &t.Tool, &t.Oldest, &t.New, &t.Overdue}
	}))
	err := conn.SendBatch(ctx, batch).Close()
	r.unit.told(ctx, begin, newestScans+"; "+openSums+"; "+openTimes, int64(len(newest)+len(open)+len(known)), err)
	return scopesOf(newest, open, known), err
}

// into reads the rows of a statement of a batch, each into the fields of one; a second try begins anew.
func into[T any](all *[]T, fields func(*T) []any) func(pgx.Rows) error {
	return func(rows pgx.Rows) (err error) {
		*all, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (one T, err error) {
			err = row.Scan(fields(&one)...)
			return one, err
		})
		return err
	}
}

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

// scopesOf adds up what is known of scopes.
func scopesOf(newest []models.Scan, open []openInScope, times []timesInScope) map[scopeKey]*models.Scope {
	at := map[scopeKey]*models.Scope{}
	of := func(scope, tool string) *models.Scope {
		s := at[scopeKey{scope, tool}]
		if s == nil {
			s = &models.Scope{Name: scope, Tool: tool, NextApply: map[models.NextApply]int64{}}
			at[scopeKey{scope, tool}] = s
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
			if o.Severity == models.SeverityCritical {
				s.UnmanagedCritical += o.Drifts
			}
			continue
		}
		s.Open.Add(o.Severity, o.Drifts)
		s.NextApply[o.NextApply] += o.Drifts
	}
	for _, t := range times {
		s := at[scopeKey{t.Scope, t.Tool}]
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
	return at
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
