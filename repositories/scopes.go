package repositories

import (
	"cmp"
	"context"
	"slices"
	"strconv"
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

// scopesTimeout is how long all scopes may take, whoever still waits: of 100,000 they are some seconds.
const scopesTimeout = time.Minute

// All gives every scope with its newest scan and its open drifts, and sums up those of no scope; what was detected
// from newSince on counts as new. It may take a minute.
func (r ScopeReader) All(ctx context.Context, newSince time.Time) (models.Scopes, error) {
	r.unit.timeout = scopesTimeout
	return r.read(ctx, newSince, "")
}

// Named gives the scope of a name, once for each tool that scans it, by tool; none where
// neither a scan nor an open drift names it. What was detected from newSince on counts as new.
func (r ScopeReader) Named(ctx context.Context, name string, newSince time.Time) ([]models.Scope, error) {
	if name == "" {
		return nil, nil // what is of no scope has no name
	}
	scopes, err := r.read(ctx, newSince, name)
	slices.SortFunc(scopes.All, func(a, b models.Scope) int { return strings.Compare(a.Tool, b.Tool) })
	return scopes.All, err
}

// read gives the scope of a name, or all where it is empty, in one trip to the database.
func (r ScopeReader) read(ctx context.Context, newSince time.Time, name string) (models.Scopes, error) {
	scopes := models.Scopes{NewSince: newSince.UTC()}
	var newest []models.Scan
	var open []openInScope
	var known []timesInScope
	newestScans, sums, times := scopeStatements(name != "")
	var one []any
	if name != "" {
		one = []any{name}
	}
	// Scopes are many, and pgx reads a row in a fraction of the time that gorm takes.
	err := r.unit.readPgx(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		begin := time.Now()
		batch := &pgx.Batch{}
		batch.Queue("SELECT set_config('statement_timeout', $1, true)", strconv.FormatInt(r.unit.timeout.Milliseconds(), 10))
		batch.Queue(newestScans, one...).Query(into(&newest, func(s *models.Scan) []any {
			return []any{(*[16]byte)(&s.ID), &s.Scope, &s.Source, &s.ScannedAt, &s.CreatedAt, &s.Checked, &s.Drifted, &s.Created, &s.Repeated, &s.Superseded, &s.Resolved, &s.Skipped, (*[]byte)(&s.Suppressed), &s.NotClosing}
		}))
		batch.Queue(sums, one...).Query(into(&open, func(o *openInScope) []any {
			return []any{&o.Scope, &o.Tool, (*string)(&o.Severity), (*string)(&o.NextApply), &o.Unmanaged, &o.Owner, &o.Drifts}
		}))
		batch.Queue(times, append(one, scopes.NewSince)...).Query(into(&known, func(t *timesInScope) []any {
			return []any{&t.Scope, &t.Tool, &t.Oldest, &t.New, &t.Overdue}
		}))
		err := conn.SendBatch(ctx, batch).Close()
		r.unit.told(ctx, begin, newestScans+"; "+sums+"; "+times, int64(len(newest)+len(open)+len(known)), err)
		return err
	})
	scopes.All, scopes.None = scopesOf(newest, open, known)
	return orNone(scopes, err)
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
