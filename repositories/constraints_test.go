package repositories

import (
	"slices"
	"testing"

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
