package repositories

import (
	"fmt"
	"testing"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"
)

// Conditions write themselves with their values in turn, several texts as a list.
func TestStatement(t *testing.T) {
	t.Parallel()
	s := &statement{}
	s.WriteString("SELECT id FROM drifts")
	s.where(
		clause.Expr{SQL: "severity IN ?", Vars: []any{[]string{"critical", "info"}}},
		clause.Expr{SQL: "(detected_at, id) < (?::timestamptz, ?::uuid)", Vars: []any{"2026-11-01", uuid.Nil}},
		changedAt([]string{"tags"}),
		clause.And(clause.Expr{SQL: "a"}, clause.Expr{SQL: "b OR ?", Vars: []any{7}}),
	)
	s.WriteString(" LIMIT ")
	s.AddVar(s, 50, 51)
	want := "SELECT id FROM drifts WHERE (severity IN ($1,$2)) AND ((detected_at, id) < ($3::timestamptz, $4::uuid))" +
		" AND (changed_keys(difference) && ARRAY[$5]::text[]) AND ((a AND (b OR $6))) LIMIT $7,$8"
	if s.String() != want || fmt.Sprint(s.vars) != fmt.Sprint([]any{"critical", "info", "2026-11-01", uuid.Nil, "tags", 7, 50, 51}) {
		t.Errorf("got  %s\n%v\nwant %s", s, s.vars, want)
	}
}
