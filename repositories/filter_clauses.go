package repositories

import (
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm/clause"

	"github.com/clouddrift/guardian/models"
)

// clauses are the filters that are no comparison with a column, by name; a filter's
// value comes as [models.Filter.Value] gives it.
var clauses = map[string]func(value any) clause.Expression{
	// unread: a partial index has the same words.
	"unread": func(value any) clause.Expression {
		if value == true {
			return clause.Expr{SQL: unread}
		}
		return clause.Expr{SQL: "is_read"}
	},
	"status": func(value any) clause.Expression {
		return inStatuses(value.([]string), hasEnded("drifts"))
	},
	"address": func(value any) clause.Expression {
		addresses := value.([]string)
		return summary("left(address, 200) IN ? AND address IN ?", shortened(addresses), addresses)
	},
	"q":     func(value any) clause.Expression { return havingWords(value.([]string)) },
	"scope": func(value any) clause.Expression { return summaryHas{inScopes(value.([]string))} },
	"tool":  func(value any) clause.Expression { return summary("tool IN ?", value) },
	"nextApply": func(value any) clause.Expression {
		return told("next_apply", value.([]string), models.NextApplies(), models.NextApplyUnknown)
	},
	"kind": func(value any) clause.Expression {
		return told("kind", value.([]string), models.Kinds(), models.KindUnknown)
	},
	"owner": func(value any) clause.Expression { return summary("owner IN ?", value) },
	"overdue": func(any) clause.Expression {
		return clause.Expr{SQL: isOpen("drifts") + " AND drifts.id IN (SELECT drift_id FROM drift_summaries WHERE " + past + ")"}
	},
	"ending": func(any) clause.Expression {
		return clause.Expr{SQL: "drifts.status = 'approved' AND drifts.id IN (SELECT drift_id FROM approval_terms WHERE " + ending + ")"}
	},
	"costAtLeast": func(value any) clause.Expression {
		return clause.Expr{SQL: "cost_impact_monthly IS NOT NULL AND " + cost + " >= ?", Vars: []any{value}}
	},
	"changed": func(value any) clause.Expression { return changedAt(value.([]string)) },
}

// ending is what holds of the term of an approval that ends soon.
var ending = fmt.Sprintf("closed_at IS NULL AND ends_at > CURRENT_TIMESTAMP AND ends_at <= CURRENT_TIMESTAMP + interval '%d days'", models.EndingDays)

// unread is also what a NULL counts as.
const unread = "is_read IS NOT TRUE"

// cost is a cost with one that is not known as if it were 0.00; drifts sort by it, and
// an index of migration 011 has the same words.
const cost = "COALESCE(cost_impact_monthly, 0)"

// summaryHas keeps the drifts whose summary a condition holds for.
type summaryHas struct{ condition clause.Expr }

// Build implements clause.Expression.
func (s summaryHas) Build(b clause.Builder) {
	b.WriteString("drifts.id IN (SELECT drift_id FROM drift_summaries WHERE ")
	s.condition.Build(b)
	b.WriteString(")")
}

func summary(condition string, vars ...any) clause.Expression {
	return summaryHas{clause.Expr{SQL: condition, Vars: vars}}
}

// soughtWords asks for each word of a text, as migration 020 cuts texts into words; a text
// without any finds nothing.
const soughtWords = `to_tsquery('simple', NULLIF(regexp_replace(btrim(regexp_replace(?, '[^[:alnum:]]+', ' ', 'g')), ' ', ':* & ', 'g') || ':*', ':*'))`

// havingWords keeps the drifts that have all words of one of the texts.
func havingWords(texts []string) clause.Expression {
	sought, vars := make([]string, len(texts)), make([]any, len(texts))
	for i, text := range texts {
		sought[i], vars[i] = soughtWords, text
	}
	return clause.Expr{SQL: "drifts.id IN (SELECT drift_id FROM drift_words WHERE words @@ (" + strings.Join(sought, " || ") + "))", Vars: vars}
}

// told keeps the drifts of which the scans tell one of some words. Of a drift that no
// scan saw nothing is known, so with that word among them it is the drifts of the
// other words that are left out.
func told[E ~string](column string, given []string, all []E, unknown E) clause.Expression {
	if !slices.Contains(given, string(unknown)) {
		return summary(oneOf(column, given))
	}
	others := slices.DeleteFunc(models.Texts(all), func(word string) bool { return slices.Contains(given, word) })
	if len(others) == 0 {
		return clause.Expr{SQL: "true"}
	}
	return clause.Expr{
		SQL: "NOT EXISTS (SELECT FROM drift_summaries WHERE drift_id = drifts.id AND " + oneOf(column, others) + ")",
	}
}

// indexedAddress is how many characters of an address its index has room for.
const indexedAddress = 200

func shortened(addresses []string) []string {
	short := make([]string, len(addresses))
	for i, address := range addresses {
		runes := []rune(address)
		short[i] = string(runes[:min(len(runes), indexedAddress)])
	}
	return short
}

// inScopes keeps what is of scopes, and of those below prefixes. What lies below a
// prefix is a range of the bytes: from its slash to the character that follows one,
// by the operators that compare bytes whatever the collation.
func inScopes(given []string) clause.Expr {
	var conditions []string
	var names []string
	var vars []any
	for _, scope := range given {
		if prefix, all := strings.CutSuffix(scope, "/*"); all {
			conditions = append(conditions, "scope ~>=~ ? AND scope ~<~ ?")
			vars = append(vars, prefix+"/", prefix+"0")
		} else {
			names = append(names, scope)
		}
	}
	if len(names) > 0 {
		conditions, vars = append(conditions, "scope IN ?"), append(vars, names)
	}
	return clause.Expr{SQL: "(" + strings.Join(conditions, " OR ") + ")", Vars: vars}
}
