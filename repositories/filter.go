package repositories

import (
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/clouddrift/guardian/models"
)

// narrow keeps the rows that filters keep.
func narrow[F any](db *gorm.DB, of F, filters []models.Filter[F]) *gorm.DB {
	conditions, err := conditionsOf(of, filters)
	if err != nil {
		_ = db.AddError(err) // the statement fails with it
		return db
	}
	for _, condition := range conditions {
		db = db.Where(condition)
	}
	return db
}

// conditionsOf are the conditions of those filters that narrow a list.
func conditionsOf[F any](of F, filters []models.Filter[F]) ([]clause.Expression, error) {
	var conditions []clause.Expression
	for f, value := range models.Narrowing(of, filters) {
		where, err := whereOf(f, value)
		if err != nil {
			return nil, err
		}
		conditions = append(conditions, where)
	}
	return conditions, nil
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
		if f.Kind == models.FilterWords {
			return clause.Expr{SQL: oneOf(f.Column, v)}, nil
		}
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
	case int64:
		return clause.Expr{SQL: f.Column + " >= ?", Vars: []any{v}}, nil
	}
	return clause.Expr{SQL: f.Column + " = ?", Vars: []any{value}}, nil
}
