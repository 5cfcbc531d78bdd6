package migrations

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"
)

// DownOptions say how far [Down] goes.
type DownOptions struct {
	// Schema is where the tables are. Empty is public.
	Schema string
	// Steps is how many migrations are reverted, newest first; 0 is one.
	Steps int
	// All reverts every one of them, whatever Steps says.
	All bool
	// Force drops tables with the rows in them.
	Force bool
}

// Down reverts the newest migrations and returns their ids in the order in
// which they went. It is one transaction: all of it or nothing. Reverting
// more than is applied reverts what is. When none is left the table of
// applied migrations goes too; the schema itself stays.
//
// Errors: [*RowsError] when a table that would be dropped has rows and Force
// is not set, [*FutureError] when a newer version of this program migrated
// the schema, else what the database said, with the id of the migration.
func Down(ctx context.Context, db *gorm.DB, o DownOptions) ([]string, error) {
	if o.Steps < 0 {
		return nil, fmt.Errorf("steps: %d is less than 1", o.Steps)
	}
	var reverted []string
	_, err := locked(ctx, db, o.Schema, func(tx *gorm.DB, schema string) error {
		status, err := read(tx, schema, embedded)
		if err != nil {
			return err
		}
		if err := status.refusal(schema); err != nil {
			return err
		}
		back := newest(status.Applied, o)
		if !o.Force {
			if err := refuseRows(tx, back); err != nil {
				return err
			}
		}
		for _, m := range back {
			if err := runner(tx, embedded).RollbackMigration(m.gormigrate()); err != nil {
				return fmt.Errorf("migration %s, going back: %w", m.id, err)
			}
			reverted = append(reverted, m.id)
		}
		if len(back) > 0 && len(back) == len(status.Applied) {
			return tx.Exec("DROP TABLE " + Table).Error
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return reverted, nil
}

// newest picks the migrations to revert, newest first.
func newest(applied []string, o DownOptions) []migration {
	n := max(o.Steps, 1)
	var back []migration
	for _, m := range slices.Backward(embedded) {
		if slices.Contains(applied, m.id) && (o.All || len(back) < n) {
			back = append(back, m)
		}
	}
	return back
}

// refuseRows fails when a table that the migrations would drop has rows. The
// tables stay locked until the end, so no row slips in behind the count.
func refuseRows(tx *gorm.DB, back []migration) error {
	var found RowsError
	for _, m := range back {
		for _, table := range m.dropped() {
			if err := tx.Exec("LOCK TABLE " + quote(table) + " IN ACCESS EXCLUSIVE MODE").Error; err != nil {
				return err
			}
			var n int64
			if err := tx.Raw("SELECT count(*) FROM " + quote(table)).Scan(&n).Error; err != nil {
				return err
			}
			if n > 0 {
				found.Rows += n
				found.Tables = append(found.Tables, TableRows{Table: table, Rows: n})
			}
		}
	}
	if found.Rows > 0 {
		return &found
	}
	return nil
}
