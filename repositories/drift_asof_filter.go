package repositories

import (
	"slices"
	"time"

	"gorm.io/gorm/clause"

	"github.com/clouddrift/guardian/models"
)

// clausesThen are the filters of drifts that look at what changes, by name: each a condition
// of what the ledger had recorded by a moment, on drifts that have the status of then.
var clausesThen = map[string]func(value any, at time.Time) clause.Expression{
	"status": func(value any, at time.Time) clause.Expression {
		return inStatuses(value.([]string), endedThen, at)
	},
	"address": func(value any, at time.Time) clause.Expression {
		return clause.Expr{SQL: newestThen("address", "") + " IN ?", Vars: []any{at, value}}
	},
	"nextApply": func(value any, at time.Time) clause.Expression {
		return clause.Expr{SQL: "COALESCE(" + newestThen("next_apply", "next_apply <> 'unknown'") + ", 'unknown') IN ?", Vars: []any{at, value}}
	},
	"kind": func(value any, at time.Time) clause.Expression {
		return clause.Expr{SQL: "COALESCE(" + newestThen("kind", "kind <> 'unknown'") + ", 'unknown') IN ?", Vars: []any{at, value}}
	},
	"owner": func(value any, at time.Time) clause.Expression {
		return clause.Expr{SQL: newestThen("owner", "") + " IN ?", Vars: []any{at, value}}
	},
	"overdue": func(_ any, at time.Time) clause.Expression {
		open := inStatuses([]string{string(models.StatusOpen)}, endedThen, at)
		return clause.And(open, clause.Expr{SQL: newestThen(dueThen("?"), "") + " <= ?", Vars: []any{at, at, at}})
	},
	"ending": func(_ any, at time.Time) clause.Expression {
		return clause.Expr{
			SQL:  "drifts.status = 'approved' AND drifts.id = ANY(ARRAY(SELECT drift_id FROM approval_terms WHERE created_at <= ? AND ends_at > ? AND ends_at <= ?))",
			Vars: []any{at, at, at.AddDate(0, 0, models.EndingDays)},
		}
	},
}

// endedThen is the condition that a drift was approved and the approval had ended.
const endedThen = "drifts.status = 'approved' AND drifts.id = ANY(ARRAY(SELECT drift_id FROM approval_terms WHERE ends_at <= ?))"

// newestThen is what the newest sight of then says of a drift, of those that a condition
// holds for.
func newestThen(column, condition string) string {
	if condition != "" {
		condition = " AND " + condition
	}
	return "(SELECT " + column + " FROM drift_occurrences WHERE drift_id = drifts.id AND created_at <= ?" + condition +
		" ORDER BY seen_at DESC, created_at DESC LIMIT 1)"
}

// dueThen is the date that an occurrence gave its drift, as it was at a moment: late sights
// that were recorded since then moved it with the time of the first.
func dueThen(at string) string {
	first := "(SELECT min(e.first_seen_at) FROM drift_occurrences e WHERE e.drift_id = drift_occurrences.drift_id AND e.created_at <= "
	return "due_at + (" + first + at + ") - " + first + "drift_occurrences.created_at))"
}

// filtersThen gives the conditions of a filter that look at what changes, as of a moment,
// and the filters that look at what does not.
func filtersThen(f models.DriftFilter, at time.Time) (conditions []clause.Expression, lasting []models.Filter[models.DriftFilter]) {
	lasting = slices.DeleteFunc(models.DriftFilters(), func(line models.Filter[models.DriftFilter]) bool {
		then, changes := clausesThen[line.Name]
		if value := line.Value(f); changes && value != nil {
			conditions = append(conditions, then(value, at))
		}
		return changes
	})
	return conditions, lasting
}
