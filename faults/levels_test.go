//go:build linux

package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/schema"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/migrations"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/seed"
)

// A ledger of each migration's level, with rows in every table that it has, goes up to the newest:
// its rows are kept, its sums are those of its rows, and its schema is that of the models.
func TestLevels(t *testing.T) {
	p := begin(t, 2)
	ids := migrations.IDs()
	db := testdb.OpenOwner(t)
	store := repositories.New(db, time.Minute)
	_, err := seed.Run(t.Context(), store, seed.Options{Drifts: 200})
	p.ok(err)
	tried, rows := 0, 0
	for level := len(ids) - 1; level >= 1; level-- {
		if p.random.IntN(len(ids)) >= p.rounds { // as many of them as there are rounds, about
			continue
		}
		_, err := migrations.Down(t.Context(), db.Gorm, migrations.DownOptions{Steps: len(ids) - level, Force: true})
		p.ok(err)
		before := p.rowsOf(db)
		_, err = migrations.Up(t.Context(), db.Gorm, migrations.Options{})
		if err != nil {
			t.Fatalf("from %s up: %v", ids[level-1], err)
		}
		rows += p.kept(db, ids[level-1], before)
		lines, err := schema.Verify(t.Context(), db.Gorm, "")
		p.ok(err)
		for _, wrong := range append(lines, testdb.Miscounted(t, db)...) {
			t.Errorf("from %s up: %s", ids[level-1], wrong)
		}
		tried++
		if t.Failed() {
			t.FailNow()
		}
	}
	p.tell("%d levels of %d migrations, each with a ledger in it, went up to the newest: all %d rows of theirs kept, sums right, schema verified", tried, len(ids), rows)
}

// tableRows are the rows of a table as they were: how many, and a digest of each of its columns.
type tableRows struct {
	columns map[string]string
	count   int
}

// sums are the tables whose rows are made anew from others.
var sums = "'drift_counts', 'drift_days', 'scope_counts', 'region_counts', 'cost_days', 'unread_alerts', 'counted_drifts', 'drift_words', 'known_scopes', 'guardian_migrations'"

func (t *trial) rowsOf(db *postgres.DB) map[string]tableRows {
	t.Helper()
	all := map[string]tableRows{}
	for _, table := range texts(t, db, `SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname NOT IN (`+sums+")") {
		all[table] = t.rowsOfTable(db, table)
	}
	return all
}

func (t *trial) rowsOfTable(db *postgres.DB, table string) tableRows {
	t.Helper()
	rows := tableRows{columns: map[string]string{}}
	t.ok(db.Pool.QueryRow(t.Context(), "SELECT count(*) FROM "+table).Scan(&rows.count))
	for _, column := range texts(t, db, "SELECT attname::text FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped", table) {
		var digest string
		t.ok(db.Pool.QueryRow(t.Context(), fmt.Sprintf("SELECT md5(COALESCE(string_agg(x::text, ',' ORDER BY x::text), '')) FROM (SELECT %q AS x FROM %s) one", column, table)).Scan(&digest))
		rows.columns[column] = digest
	}
	return rows
}

// kept holds the tables to what they had, and gives how many rows that was.
func (t *trial) kept(db *postgres.DB, level string, before map[string]tableRows) (rows int) {
	t.Helper()
	var lost []string
	for table, was := range before {
		is := t.rowsOfTable(db, table)
		rows += was.count
		if is.count != was.count {
			lost = append(lost, fmt.Sprintf("%s had %d rows and has %d", table, was.count, is.count))
		}
		for column, digest := range was.columns {
			if now, there := is.columns[column]; there && now != digest {
				lost = append(lost, table+"."+column+" has other values")
			}
		}
	}
	if len(lost) > 0 {
		t.Errorf("from %s up: %s", level, strings.Join(lost, ", "))
	}
	return rows
}
