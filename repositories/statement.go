package repositories

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm/clause"
)

// statement is an SQL statement in the making, for a call that goes past gorm: its text and
// its values. Conditions write themselves into it as they do into gorm's, so that a filter
// means the same on either way.
type statement struct {
	strings.Builder
	vars []any
}

// where narrows the statement to what all conditions hold for.
func (s *statement) where(conditions ...clause.Expression) {
	for i, condition := range conditions {
		if i == 0 {
			s.WriteString(" WHERE (")
		} else {
			s.WriteString(" AND (")
		}
		condition.Build(s)
		s.WriteString(")")
	}
}

// WriteQuoted implements clause.Builder; nothing here needs quotes.
func (s *statement) WriteQuoted(name any) { fmt.Fprint(s, name) }

// AddVar implements clause.Builder: several texts become a list in parentheses.
func (s *statement) AddVar(w clause.Writer, values ...any) {
	for i, value := range values {
		if i > 0 {
			s.WriteString(",")
		}
		if texts, several := value.([]string); several {
			s.WriteString("(")
			for i, text := range texts {
				if i > 0 {
					s.WriteString(",")
				}
				s.AddVar(w, text)
			}
			s.WriteString(")")
			continue
		}
		s.vars = append(s.vars, value)
		s.WriteString("$" + strconv.Itoa(len(s.vars)))
	}
}

// AddError implements clause.Builder; no condition of this package has one.
func (s *statement) AddError(err error) error { return err }

// oneOf is the condition that a column has one of the words that the program has for it. They stand in the statement itself, in
// an order of their own and each once, so that there are few such statements: where it has no other values, PostgreSQL plans
// it once for all calls on a connection.
func oneOf(column string, words []string) string {
	words = slices.Compact(slices.Sorted(slices.Values(words)))
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = "'" + strings.ReplaceAll(word, "'", "''") + "'"
	}
	return column + " IN (" + strings.Join(quoted, ", ") + ")"
}
