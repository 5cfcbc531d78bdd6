package repositories

import (
	"fmt"
	"time"

	"gorm.io/gorm"
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
	"scope": func(value any) clause.Expression {
		return clause.Expr{SQL: "drifts.id IN (SELECT drift_id FROM drift_summaries WHERE scope IN ?)", Vars: []any{value}}
	},
	"changed": func(value any) clause.Expression { return hasAnyKey{"difference", value.([]string)} },
}

// unread is also what a NULL counts as.
const unread = "is_read IS NOT TRUE"

// narrow keeps the rows that filters keep.
func narrow[F any](db *gorm.DB, of F, filters []models.Filter[F]) *gorm.DB {
	for _, f := range filters {
		value := f.Value(of)
		if value == nil {
			continue
		}
		where, err := whereOf(f, value)
		if err != nil {
			_ = db.AddError(err) // the statement fails with it
			return db
		}
		db = db.Where(where)
	}
	return db
}

func whereOf[F any](f models.Filter[F], value any) (clause.Expression, error) {
	if f.Column == "" {
		special, ok := clauses[f.Name]
		if !ok {
			return nil, fmt.Errorf("filter %s has neither a column nor a clause", f.Name)
		}
		return special(value), nil
	}
	switch v := value.(type) {
	case []string:
		return clause.Expr{SQL: f.Column + " IN ?", Vars: []any{v}}, nil
	case bool:
		if v {
			return clause.Expr{SQL: f.Column}, nil
		}
		return clause.Expr{SQL: f.Column + " IS NOT TRUE"}, nil
	case time.Time:
		operator := " >= ?"
		if f.Kind == models.FilterUntil {
			operator = " < ?"
		}
		return clause.Expr{SQL: f.Column + operator, Vars: []any{v.UTC()}}, nil
	}
	return clause.Expr{SQL: f.Column + " = ?", Vars: []any{value}}, nil
}

// hasAnyKey writes `column ?| ARRAY[…]`, which gorm's own ? would break, in the
// operator form that a GIN index serves.
type hasAnyKey struct {
	column string
	keys   []string
}

// Build implements clause.Expression.
func (h hasAnyKey) Build(b clause.Builder) {
	b.WriteString(h.column + " ?| ARRAY[")
	for i, key := range h.keys {
		if i > 0 {
			b.WriteString(",")
		}
		b.AddVar(b, key)
	}
	b.WriteString("]::text[]")
}
