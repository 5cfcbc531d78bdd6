package repositories

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm/clause"

	"github.com/clouddrift/guardian/models"
)

// firstStatement asks for the snapshot by which totals are kept, and within a unit of work,
// whose own changes move no snapshot, for the total itself.
func (r DriftReader) firstStatement(f models.DriftFilter) (*statement, error) {
	s := &statement{}
	if r.unit.totals != nil {
		s.WriteString("SELECT " + snapshotOf(f) + ", 0::bigint")
		return s, nil
	}
	s.WriteString("SELECT '', ")
	return s, s.countDrifts(f)
}

// snapshotOf is the part of the snapshot that a total depends on: most do not change with time.
func snapshotOf(f models.DriftFilter) string {
	if slices.Contains(f.Status, models.StatusOpen) || len(f.Overdue) > 0 || len(f.Ending) > 0 {
		return snapshot
	}
	return written
}

// total gives the number of drifts that a filter keeps to a caller who has seen a snapshot, or, where it
// takes long to count them, how many there are at least, of which the caller knows.
func (r DriftReader) total(ctx context.Context, f models.DriftFilter, held string, known int64) (n int64, atLeast bool, err error) {
	key, err := json.Marshal(f)
	if err != nil {
		return 0, false, err
	}
	count := func(ctx context.Context) (int64, error) { return r.count(ctx, f) }
	if isDear(f) {
		return r.unit.totals.inTime(ctx, string(key), held, known, count)
	}
	n, err = r.unit.totals.Get(ctx, string(key), held, seenBy(held, count))
	return n, false, err
}

// countsFirst says whether the way to a page goes by how many drifts its filter keeps. Within a unit of work these are
// counted on the trip that reads the page.
func (r DriftReader) countsFirst(f models.DriftFilter, o order) bool {
	return r.unit.totals != nil && mayLieFar(f, o)
}

// keeps gives the number of drifts that a filter keeps, where that does not take long, before any of them is read; first asks
// for the snapshot that it is kept by. Nobody waits for others who count what takes long.
func (r DriftReader) keeps(ctx context.Context, f models.DriftFilter, first *statement) (n int64, atLeast bool, err error) {
	var held string
	err = r.unit.again(ctx, func() error {
		return r.unit.pgx(ctx, func(conn *pgx.Conn) error {
			began := time.Now()
			err := conn.QueryRow(ctx, first.String(), first.vars...).Scan(&held, &n)
			r.unit.told(ctx, began, first.String(), 1, err)
			return err
		})
	})
	if err != nil {
		return 0, false, err
	}
	key, err := json.Marshal(f)
	if err == nil && isDear(f) && r.unit.totals.isBusy() {
		n, atLeast = r.unit.totals.have(string(key), held, 0)
		return n, atLeast, nil
	}
	return r.total(ctx, f, held, 0)
}

// count counts the drifts that a filter keeps.
func (r DriftReader) count(ctx context.Context, f models.DriftFilter) (n int64, err error) {
	s := &statement{}
	s.WriteString("SELECT ")
	if err := s.countDrifts(f); err != nil {
		return 0, err
	}
	var room string
	if isDear(f) {
		room = "SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true), set_config('statement_timeout', '" + countTimeout + "', true)"
	} else {
		var stop context.CancelFunc
		ctx, stop = r.unit.deadline(ctx)
		defer stop()
	}
	began := time.Now()
	err = r.unit.again(ctx, func() error {
		return r.unit.pgx(ctx, func(conn *pgx.Conn) error {
			// One transaction, to which the room and the time are given. A batch is sent once: pgx
			// keeps in it what the connection has prepared.
			batch := &pgx.Batch{}
			if room != "" {
				batch.Queue(room)
			}
			batch.Queue(s.String(), s.vars...)
			answers := conn.SendBatch(ctx, batch)
			defer answers.Close()
			if room != "" {
				if _, err := answers.Exec(); err != nil {
					return err
				}
			}
			return answers.QueryRow().Scan(&n)
		})
	})
	r.unit.told(ctx, began, s.String(), 1, err)
	return n, r.unit.readError(ctx, err)
}

// countDrifts writes the number of drifts that a filter keeps. Those that are open are counted by
// their status, and the few whose approval has ended by their ids: of both
// at once PostgreSQL would read the rows.
func (s *statement) countDrifts(f models.DriftFilter) error {
	statuses, open := withoutOpen(models.Texts(f.Status))
	if !open {
		return s.countRows(f)
	}
	byStatus, byEnd := f, f
	byStatus.Status, byEnd.Status = nil, nil
	for _, status := range statuses {
		byStatus.Status = append(byStatus.Status, models.Status(status))
	}
	if err := s.countRows(byStatus); err != nil || slices.Contains(statuses, string(models.StatusApproved)) {
		return err
	}
	s.WriteString(" + ")
	return s.countRows(byEnd, clause.Expr{SQL: hasEnded("drifts")})
}

// countRows counts by the sums that are kept of drifts where these tell it, by the summaries, each of which is of one
// drift, where they do, else by the drifts.
func (s *statement) countRows(f models.DriftFilter, more ...clause.Expression) error {
	if table, sums := sumsThat(f); table != "" && len(more) == 0 {
		s.count("COALESCE(sum(drifts), 0)::bigint", table, sums)
		return nil
	}
	conditions, err := conditionsOf(f, models.DriftFilters())
	conditions = append(conditions, more...)
	if within, only := ofSummaries(conditions); only {
		s.count("count(*)", "drift_summaries", within)
	} else {
		s.count("count(*)", "drifts", conditions)
	}
	return err
}

func (s *statement) count(what, table string, conditions []clause.Expression) {
	s.WriteString("(SELECT " + what + " FROM " + table)
	s.where(conditions...)
	s.WriteString(")")
}

// ofSummaries are conditions as those of drift_summaries, where they look at nothing else.
func ofSummaries(conditions []clause.Expression) (within []clause.Expression, only bool) {
	for _, c := range conditions {
		of, is := c.(summaryHas)
		if !is {
			return nil, false
		}
		within = append(within, of.condition)
	}
	return within, true
}

// sumsThat names the table of sums that tells how many drifts a filter keeps, with what its
// rows are to be; "" where none does. What scopes, tools and owners have is summed up where it is open,
// what regions have by type alone.
func sumsThat(f models.DriftFilter) (table string, conditions []clause.Expression) {
	if conditions = ofRegions(f); conditions != nil {
		return "region_counts", conditions
	}
	table = "drift_counts"
	for filter, value := range models.Narrowing(f, models.DriftFilters()) {
		switch filter.Name {
		case "status":
		case "severity":
			conditions = append(conditions, clause.Expr{SQL: oneOf("severity", value.([]string))})
		case "nextApply":
			conditions = append(conditions, clause.Expr{SQL: oneOf("next_apply", value.([]string))})
		case "kind":
			sql, known := kindSums(f.Kind)
			if !known {
				return "", nil
			}
			conditions = append(conditions, clause.Expr{SQL: sql})
		case "scope", "tool", "owner":
			if slices.Contains(value.([]string), "") { // the sums have it of what no scan has seen, too
				return "", nil
			}
			table = "scope_counts"
			conditions = append(conditions, clauses[filter.Name](value).(summaryHas).condition)
		default:
			return "", nil
		}
	}
	switch {
	case table == "drift_counts" && len(f.Status) > 0:
		conditions = append(conditions, clause.Expr{SQL: oneOf("status", models.Texts(f.Status))})
	case table == "scope_counts" && !areOpen(f.Status):
		return "", nil
	}
	return table, conditions
}

// ofRegions is a filter by nothing but regions and types, as what is to hold of both; nil is any other.
func ofRegions(f models.DriftFilter) (conditions []clause.Expression) {
	for filter, value := range models.Narrowing(f, models.DriftFilters()) {
		if filter.Name != "region" && filter.Name != "resourceType" {
			return nil
		}
		conditions = append(conditions, clause.Expr{SQL: filter.Column + " IN ?", Vars: []any{value}})
	}
	return conditions
}

// areOpen says whether statuses are those of the drifts that are open by their status.
func areOpen(statuses []models.Status) bool {
	given, open := slices.Sorted(slices.Values(statuses)), slices.Sorted(slices.Values(models.OpenStatuses()))
	return slices.Equal(slices.Compact(given), open)
}

// kindSums is the condition of kinds, where it tells no more apart than what code knows
// from what it does not.
func kindSums(kinds []models.Kind) (sql string, known bool) {
	managed := 0
	for _, kind := range models.ManagedKinds() {
		if slices.Contains(kinds, kind) {
			managed++
		}
	}
	unmanaged := slices.Contains(kinds, models.KindUnmanaged)
	switch {
	case managed == 0 && unmanaged:
		return "unmanaged", true
	case managed == len(models.ManagedKinds()) && unmanaged:
		return "true", true
	}
	return "NOT unmanaged", managed == len(models.ManagedKinds())
}
