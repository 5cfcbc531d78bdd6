package repositories

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
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
	"address":   toldThen("(" + newestThen("address", "drifts.id", "") + ")"),
	"nextApply": toldThen("COALESCE((SELECT next_apply FROM (" + nextThen("drifts.id") + ") AS told), 'unknown')"),
	"kind":      toldThen("COALESCE((" + newestThen("kind", "drifts.id", "kind <> 'unknown'") + "), 'unknown')"),
	"owner":     toldThen("(" + newestThen("owner", "drifts.id", "") + ")"),
	"overdue": func(_ any, at time.Time) clause.Expression {
		open := inStatuses([]string{string(models.StatusOpen)}, endedThen, at)
		return clause.And(open, clause.NamedExpr{SQL: "(" + newestThen(dueThen, "drifts.id", "") + ") <= @at", Vars: []any{map[string]any{"at": at}}})
	},
	"changed": func(value any, at time.Time) clause.Expression { return changedAtThen(value.([]string), at) },
	"q":       func(value any, at time.Time) clause.Expression { return havingWordsThen(value.([]string), at) },
	"ending": func(_ any, at time.Time) clause.Expression {
		return clause.Expr{
			SQL:  "drifts.status = 'approved' AND drifts.id = ANY(ARRAY(SELECT drift_id FROM approval_terms WHERE created_at <= ? AND ends_at > ? AND ends_at <= ?))",
			Vars: []any{at, at, at.AddDate(0, 0, models.EndingDays)},
		}
	},
}

// placesThen begins a query of the changes that a drift had by then, @at, and that were no noise: it
// gathers what an expression gives of each, and NULL of none.
func placesThen(place string) string {
	return "(SELECT string_agg(" + place + ", ' ') FROM jsonb_array_elements((" + changesThen("drifts.id") + ")) AS seen(change) WHERE change->'noise' IS NULL"
}

// changedAtThen is changedAt of then: the difference never changes, and the paths are those
// that the newest sight of then had.
func changedAtThen(places []string, at time.Time) clause.Expression {
	var deep []string
	for _, place := range places {
		pattern, exact, ok := pathPattern(place)
		if exact {
			pattern = place
		}
		if ok {
			deep = append(deep, strings.ReplaceAll(regexp.QuoteMeta(pattern), `\[\*\]`, `\[[0-9]+\]`))
		}
	}
	keys := changedKeys(places)
	if len(deep) == 0 {
		return keys
	}
	return clause.Or(keys, clause.NamedExpr{
		SQL:  placesThen("''") + " AND change->>'path' ~ @places) IS NOT NULL",
		Vars: []any{map[string]any{"at": at, "places": "^(" + strings.Join(deep, "|") + ")$"}},
	})
}

// havingWordsThen is havingWords of then: a drift that scans had seen has the words of the newest
// sight, another one those of its own row, as migration 020 says.
func havingWordsThen(texts []string, at time.Time) clause.Expression {
	sought, vars := make([]string, len(texts)), map[string]any{"at": at}
	for i, text := range texts {
		name := fmt.Sprint("words", i)
		sought[i], vars[name] = strings.Replace(soughtWords, "?", "@"+name, 1), text
	}
	seen := "SELECT concat_ws(' ', told.resource_id, told.resource_type, told.address, (SELECT scope FROM drift_summaries WHERE drift_id = drifts.id), " +
		placesThen(`regexp_replace(change->>'path', '\[\d+\]', '[*]', 'g')`) + ")) FROM (" + newestThen("resource_id, resource_type, address", "drifts.id", "") + ") AS told"
	own := "concat_ws(' ', drifts.resource_id, drifts.resource_type, jsonb_path_query_array(difference, '$.keyvalue().key', '{}', true)::text)"
	return clause.NamedExpr{SQL: "words_of(COALESCE((" + seen + "), " + own + ")) @@ (" + strings.Join(sought, " || ") + ")", Vars: []any{vars}}
}

// endedThen is the condition that a drift was approved and the approval had ended.
const endedThen = "drifts.status = 'approved' AND drifts.id = ANY(ARRAY(SELECT drift_id FROM approval_terms WHERE ends_at <= ?))"

// toldThen is the filter of what an expression gives of then.
func toldThen(expression string) func(any, time.Time) clause.Expression {
	return func(value any, at time.Time) clause.Expression {
		return clause.NamedExpr{SQL: expression + " IN @value", Vars: []any{map[string]any{"at": at, "value": value}}}
	}
}

// newestThen is what the newest sight of then, @at, says of a drift, of those that a condition
// holds for: the one that was recorded last, without those of late reports. These follow each
// other by when they were seen, too, apart from those that lay ahead of the clock when they were
// recorded. So it lies no further back than the newest of the others, and an index walks to it.
func newestThen(columns, drift, condition string) string {
	from := " FROM drift_occurrences WHERE drift_id = " + drift + " AND created_at <= @at AND (SELECT not_closing FROM scans WHERE id = scan_id) <> '" + models.LateReport + "'"
	if condition != "" {
		from += " AND " + condition
	}
	return "SELECT " + columns + from + " AND seen_at >= COALESCE((SELECT seen_at" + from + " AND seen_at <= created_at ORDER BY seen_at DESC LIMIT 1), '-infinity')" +
		" ORDER BY created_at DESC, seen_at DESC LIMIT 1"
}

// nextThen is what the next apply did about a drift by then, @at, and the time of the answer: of today's newest sight as the
// summary has it; of an older one the newest answer about the very changes that it saw.
func nextThen(drift string) string {
	same := newestThen("next_apply, seen_at", "s.drift_id", "next_apply <> 'unknown' AND changes IS NOT DISTINCT FROM newest.changes")
	return `SELECT CASE WHEN newest.scan_id = s.newest_scan_id THEN s.next_apply ELSE same.next_apply END AS next_apply,
		    CASE WHEN newest.scan_id = s.newest_scan_id THEN s.next_apply_at ELSE same.seen_at END AS seen_at
		  FROM drift_summaries s CROSS JOIN LATERAL (` + newestThen("scan_id, changes", "s.drift_id", "") + `) AS newest
		  LEFT JOIN LATERAL (` + same + `) AS same ON newest.scan_id <> s.newest_scan_id WHERE s.drift_id = ` + drift
}

// changesThen are a drift's changes as the newest scan of then judged them: of today's newest as the summary has
// them, with what the next apply does about each.
func changesThen(drift string) string {
	return `
	SELECT CASE WHEN newest.scan_id = s.newest_scan_id THEN s.changes ELSE COALESCE(newest.changes, first.changes) END AS changes
	FROM drift_summaries s
	CROSS JOIN LATERAL (` + newestThen("scan_id, changes", "s.drift_id", "") + `) AS newest
	LEFT JOIN LATERAL (` + sightingOf("s.drift_id", "s.first_scan_id") + `) AS first ON true
	WHERE s.drift_id = ` + drift
}

// dueThen is the date that an occurrence gave its drift, as it was at a moment, @at: late sights
// that were recorded since then moved it with the time of the first.
var dueThen = func() string {
	first := func(by string) string {
		return "(SELECT min(e.first_seen_at) FROM drift_occurrences e WHERE e.drift_id = drift_occurrences.drift_id AND e.created_at <= " + by + ")"
	}
	return "due_at + (" + first("@at") + " - " + first("drift_occurrences.created_at") + ")"
}()

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
