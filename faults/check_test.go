//go:build linux

package main

import (
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// whole are queries of what is broken in a ledger, whoever wrote it; each gives a line for each fault.
var whole = map[string]string{
	"a trail begins with the detection, and each row where the one before it ended": `
		SELECT drift_id::text || ' ' || action FROM (
		  SELECT drift_id, action, old_value->>'status' AS old, new_value->>'status' AS new, created_at,
		    lag(new_value->>'status') OVER trail AS before, row_number() OVER trail AS place
		  FROM audit_logs WHERE drift_id IS NOT NULL AND new_value ? 'status' WINDOW trail AS (PARTITION BY drift_id ORDER BY created_at, id)) step
		WHERE place = 1 AND action <> 'drift.detected' OR place > 1 AND old IS DISTINCT FROM before`,
	"a trail ends where the drift is": `
		SELECT d.id::text || ' is ' || d.status FROM drifts d WHERE d.status IS DISTINCT FROM (
		  SELECT a.new_value->>'status' FROM audit_logs a WHERE a.drift_id = d.id AND a.new_value ? 'status' ORDER BY a.created_at DESC, a.id DESC LIMIT 1)`,
	"a drift is detected once, and decided about once": `
		SELECT drift_id::text || ' ' || kind FROM (
		  SELECT drift_id, CASE WHEN action IN ('drift.approved', 'drift.rejected') THEN 'decided' ELSE action END AS kind
		  FROM audit_logs WHERE action IN ('drift.detected', 'drift.approved', 'drift.rejected', 'drift.triaged', 'drift.resolved')) did
		GROUP BY drift_id, kind HAVING count(*) > 1`,
	"a scan has the drifts that it counts": `
		SELECT s.id::text FROM scans s WHERE s.created + s.repeated <> (SELECT count(*) FROM drift_occurrences o WHERE o.scan_id = s.id)
		  AND s.file <> '' AND s.detected_by = 'api'`,
	"a report is in once": `SELECT scope FROM scans GROUP BY scope, source, report_sha256 HAVING count(*) > 1`,
	"an open place of a scope is one drift": `
		SELECT m.scope || ' ' || m.address FROM drift_summaries m JOIN drifts d ON d.id = m.drift_id
		WHERE m.scope <> '' AND d.status IN ('detected', 'triaged', 'rejected') GROUP BY m.scope, m.tool, m.address HAVING count(*) > 1`,
	"a notice is told once": `SELECT once FROM notices GROUP BY once HAVING count(*) > 1`,
}

// checkWhole holds a ledger to what is true of any.
func checkWhole(t *trial, db *postgres.DB) {
	t.Helper()
	for what, sql := range whole {
		for _, line := range texts(t, db, "SELECT * FROM ("+sql+") broken LIMIT 3") {
			t.Errorf("%s: not so: %s", what, line)
		}
	}
	for _, wrong := range testdb.Miscounted(t, db) {
		t.Errorf("the sums: %s", wrong)
	}
	for _, wrong := range testdb.BrokenSummaries(t, db) {
		t.Error(wrong)
	}
}

// texts reads a column of texts.
func texts(t *trial, db *postgres.DB, sql string, args ...any) []string {
	t.Helper()
	rows, err := db.Pool.Query(t.Context(), sql, args...)
	t.ok(err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	t.ok(err)
	return all
}

// check holds the ledger to what it has acknowledged, and to be whole.
func (o *office) check(db *postgres.DB) {
	o.Helper()
	for _, c := range o.clerks {
		var scans, reports int
		o.ok(db.Pool.QueryRow(o.Context(), "SELECT count(*), count(DISTINCT report_sha256) FROM scans WHERE scope = $1", c.scope).Scan(&scans, &reports))
		if scans != c.made || reports != c.made {
			o.Errorf("%s: %d scans of %d reports, %d were acknowledged", c.scope, scans, reports, c.made)
		}
		open := texts(o.trial, db, `SELECT m.address FROM drift_summaries m JOIN drifts d ON d.id = m.drift_id
			WHERE m.scope = $1 AND d.status IN ('detected', 'triaged', 'rejected') ORDER BY m.address`, c.scope)
		if !slices.Equal(open, c.drifts) {
			o.Errorf("%s: open are %v, the newest report has %v", c.scope, open, c.drifts)
		}
	}
	for _, m := range o.makers {
		o.holds("drifts created", texts(o.trial, db, "SELECT resource_id FROM drifts WHERE resource_id LIKE $1 || '-%'", m.name), m.got, m.asked)
	}
	files := texts(o.trial, db, "SELECT file FROM rule_sets ORDER BY created_at, id")
	o.holds("rules", files, o.rules.got, o.rules.asked)
	if !slices.IsSorted(files) {
		o.Errorf("rules are in another order than they were applied in: %v", files)
	}
	for _, drift := range texts(o.trial, db, "SELECT drift_id::text FROM audit_logs WHERE drift_id IS NOT NULL GROUP BY drift_id, created_at HAVING count(*) > 1 LIMIT 3") {
		o.Errorf("two rows of the trail of drift %s are of one moment", drift)
	}
	o.checkSteps(db)
	checkWhole(o.trial, db)
	if o.Failed() {
		o.FailNow()
	}
}

// holds: what was acknowledged is there, and nothing twice or unasked.
func (o *office) holds(what string, there, acknowledged []string, asked int) {
	o.Helper()
	has := map[string]int{}
	for _, one := range there {
		has[one]++
	}
	for _, one := range acknowledged {
		if has[one] == 0 {
			o.Errorf("%s: %s was acknowledged and is lost", what, one)
		}
	}
	for one, n := range has {
		if n > 1 {
			o.Errorf("%s: %s is there %d times", what, one, n)
		}
	}
	if len(has) > asked {
		o.Errorf("%s: %d are there, %d were asked for", what, len(has), asked)
	}
}

// checkSteps: each step that was acknowledged is in the trail, by whom it was taken.
func (o *office) checkSteps(db *postgres.DB) {
	o.Helper()
	rows, err := db.Pool.Query(o.Context(), "SELECT drift_id, action, actor_id FROM audit_logs WHERE actor_id IS NOT NULL AND drift_id IS NOT NULL")
	o.ok(err)
	trail := map[uuid.UUID][]taken{}
	var drift, by uuid.UUID
	var action string
	_, err = pgx.ForEachRow(rows, []any{&drift, &action, &by}, func() error {
		trail[drift] = append(trail[drift], taken{models.Status(action[len("drift."):]), by})
		return nil
	})
	o.ok(err)
	for id, steps := range o.decided.steps {
		for _, step := range steps {
			if !slices.Contains(trail[id], step) {
				o.Errorf("drift %s was %s by %s, as was acknowledged, and its trail has %v", id, step.to, step.by, trail[id])
			}
		}
	}
}
