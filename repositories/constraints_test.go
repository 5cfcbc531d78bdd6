package repositories

import (
	"slices"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// Every constraint of the tables that a caller can break has its field.
func TestConstraintsHaveFields(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	var names, tables []string
	for _, e := range models.Entities() {
		tables = append(tables, e.TableName())
	}
	err := db.Gorm.Raw(`SELECT conname FROM pg_constraint JOIN pg_class c ON c.oid = conrelid
		WHERE connamespace = 'public'::regnamespace AND contype IN ('u', 'f', 'c') AND relname IN ?`, tables).Scan(&names).Error
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if _, known := fieldOf(name); !known && !slices.Contains(ours, name) {
			t.Errorf("models: no field has the constraint %s in its tag; write it there, or its name in ours, in repositories/constraints.go, where no caller gives the value", name)
		}
	}
}

func TestProblemOf(t *testing.T) {
	t.Parallel()
	for check, want := range map[string]string{
		"role IN ('admin','engineer')": "takes admin, engineer",
		"url LIKE 'https://%'":         "must be such that url LIKE 'https://%'",
	} {
		if got := problemOf(check); got != want {
			t.Errorf("%s: %q, want %q", check, got, want)
		}
	}
}

// The constraint is known by its name, and by the words of a server behind Citus.
func TestConstraintOf(t *testing.T) {
	t.Parallel()
	for message, want := range map[string]string{
		`new row for relation "users_102061" violates check constraint "email_format"`:                                        "email_format",
		`insert or update on table "cost_metrics_102065" violates foreign key constraint "cost_metrics_drift_id_fkey_102065"`: "cost_metrics_drift_id_fkey",
		`duplicate key value violates unique constraint "users_email_key_102061"`:                                             "users_email_key",
		`new row for relation "users" violates check constraint "another"`:                                                    "",
		`null value in column "email" of relation "users" violates not-null constraint`:                                       "",
	} {
		if got := constraintOf(&pgconn.PgError{Message: message}); got != want {
			t.Errorf("%s: %q, want %q", message, got, want)
		}
	}
	if got := constraintOf(&pgconn.PgError{ConstraintName: "another", Message: `"email_format"`}); got != "another" {
		t.Errorf("named: %q", got)
	}
}
