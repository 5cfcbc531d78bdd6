package repositories

import (
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
	program := map[string]bool{ // what no caller gives
		"valid_next_apply": true, "first_seen_before_seen": true,
		"scan_report_digest": true, "scan_report_size": true, "scan_counts": true, "scan_json": true, "scan_inventory": true, "scan_left_out": true,
	}
	for _, name := range names {
		if _, known := fieldOf(name); !known && !program[name] {
			t.Errorf("repositories/constraints.go: constraintFields does not say which field %s is about; write %[1]q: {Field: …, Problem: …}", name)
		}
	}
}
