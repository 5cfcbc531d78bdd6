package migrations_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/migrations"
)

// A ledger with one of everything.
const ledger = `
INSERT INTO users (id, email, password_hash) VALUES ('00000000-0000-0000-0000-000000000001', 'eva@example.com', 'x');
INSERT INTO drifts (id, resource_id, resource_type, region, expected_state, actual_state, difference, detected_at, detected_by)
VALUES ('00000000-0000-0000-0000-000000000002', 'i-1', 'EC2', 'eu-west-1', '{"n": 1.0}', '{"n": 2}',
	'{"n": {"expected": 1.0, "actual": 2}}', '2026-01-02 03:04:05.678901Z', 'api');
INSERT INTO alerts (drift_id, type, severity, title, message)
VALUES ('00000000-0000-0000-0000-000000000002', 'drift_detected', 'critical', 't', 'm');
INSERT INTO cost_metrics (drift_id, cost_usd, recorded_at, period_start, period_end)
VALUES ('00000000-0000-0000-0000-000000000002', 1.5, now(), now(), now());
INSERT INTO scans (id, scope, source, report_sha256, report_bytes, scanned_at, detected_by, refresh_only, complete, errored)
VALUES ('00000000-0000-0000-0000-000000000003', 'prod', 'terraform', sha256('x'), 1, '2026-01-02Z', 'manual', true, true, false);
INSERT INTO drift_occurrences (drift_id, scan_id, address, resource_id, resource_type, seen_at, first_seen_at)
VALUES ('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000003', 'aws_instance.a', 'i-1', 'aws_instance', now(), now());
INSERT INTO audit_logs (drift_id, action, actor_id, new_value)
VALUES ('00000000-0000-0000-0000-000000000002', 'drift.detected', '00000000-0000-0000-0000-000000000001', '{"n": 1.0}');`

func withLedger(t *testing.T) *postgres.DB {
	t.Helper()
	db := testdb.OpenOwner(t)
	mustExec(t, db, ledger)
	return db
}

// wantCode runs sql and expects a SQLSTATE, "" for success.
func wantCode(t *testing.T, db *postgres.DB, code, sql string) {
	t.Helper()
	_, err := db.Pool.Exec(t.Context(), sql)
	got := ""
	if pg := new(pgconn.PgError); errors.As(err, &pg) {
		got = pg.Code
	} else if err != nil {
		got = "no SQLSTATE"
	}
	if got != code {
		t.Errorf("%s\ngot %q (%v), want %q", sql, got, err, code)
	}
}

func TestAuditLogsNeverChange(t *testing.T) {
	t.Parallel()
	db := withLedger(t)
	for _, sql := range []string{
		"UPDATE audit_logs SET action = 'drift.approved'",
		"UPDATE audit_logs SET new_value = '{\"n\": 1.00}'", // equal as JSONB, not in its digits
		"UPDATE audit_logs SET actor_id = NULL",
		"UPDATE audit_logs SET drift_id = NULL", // its drift is still there
		"UPDATE audit_logs SET drift_id = NULL, action = 'x'",
		"UPDATE audit_logs SET created_at = created_at",
		"DELETE FROM audit_logs",
	} {
		wantCode(t, db, migrations.CodeImmutable, sql)
	}
	// Nor does the deletion of a drift cover another change: a trigger that adds one is refused.
	mustExec(t, db, `
		CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.action := 'x'; RETURN NEW; END $$;
		CREATE TRIGGER a_meddle BEFORE UPDATE ON audit_logs FOR EACH ROW EXECUTE FUNCTION meddle()`)
	wantCode(t, db, migrations.CodeImmutable, "DELETE FROM drifts")
}

// What the schema declares about deletion works past the guards.
func TestCascades(t *testing.T) {
	t.Parallel()
	for _, isolation := range []string{"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"} {
		t.Run(isolation, func(t *testing.T) {
			t.Parallel()
			db := withLedger(t)
			mustExec(t, db, "BEGIN ISOLATION LEVEL "+isolation+"; DELETE FROM drifts; COMMIT")
			const counts = `SELECT format('alerts %s costs %s occurrences %s words %s audit %s linked %s',
				(SELECT count(*) FROM alerts), (SELECT count(*) FROM cost_metrics), (SELECT count(*) FROM drift_occurrences),
				(SELECT count(*) FROM drift_words), (SELECT count(*) FROM audit_logs), (SELECT count(drift_id) FROM audit_logs))`
			if got := one(t, db, counts); got != "alerts 0 costs 0 occurrences 0 words 0 audit 1 linked 0" {
				t.Errorf("left: %s", got)
			}
			if got := one(t, db, "SELECT action || new_value::text FROM audit_logs"); got != `drift.detected{"n": 1.0}` {
				t.Errorf("the audit row became %s", got)
			}
		})
	}
}

func TestCascadeFromAScanAndAUser(t *testing.T) {
	t.Parallel()
	db := withLedger(t)
	mustExec(t, db, "DELETE FROM scans")
	if got := one(t, db, "SELECT count(*)::text FROM drift_occurrences"); got != "0" {
		t.Errorf("%s occurrences are left", got)
	}
	wantCode(t, db, "23503", "DELETE FROM users") // who acted stays
	mustExec(t, db, "INSERT INTO users (id, email, password_hash) VALUES ('00000000-0000-0000-0000-000000000009', 'new@example.com', 'x')")
	mustExec(t, db, "INSERT INTO sessions (user_id, refresh_token, expires_at) VALUES ('00000000-0000-0000-0000-000000000009', 't', now())")
	mustExec(t, db, "DELETE FROM users WHERE email = 'new@example.com'")
	if got := one(t, db, "SELECT count(*)::text FROM sessions"); got != "0" {
		t.Errorf("%s sessions are left", got)
	}
}

func TestTruncateClearsEverything(t *testing.T) {
	t.Parallel()
	db := withLedger(t)
	mustExec(t, db, "TRUNCATE "+one(t, db, `SELECT string_agg(format('%I', relname), ', ') FROM pg_class
		WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname <> 'guardian_migrations'`))
	if got := one(t, db, "SELECT count(*)::text FROM audit_logs"); got != "0" {
		t.Errorf("%s audit rows are left", got)
	}
}

func TestDetectionNeverChanges(t *testing.T) {
	t.Parallel()
	db := withLedger(t)
	wantCode(t, db, "23503", "UPDATE drifts SET id = gen_random_uuid()") // others refer to it
	mustExec(t, db, "DELETE FROM alerts; DELETE FROM cost_metrics; DELETE FROM drift_occurrences; TRUNCATE audit_logs")
	for column, value := range map[string]string{
		"id": "gen_random_uuid()", "resource_id": "'i-2'", "resource_type": "'RDS'", "region": "'global'",
		"account_id": "'123456789012'", "expected_state": `'{"n": 1.00}'`, "actual_state": "'{}'", "difference": "'{}'",
		"detected_at": "detected_at + '1 microsecond'::interval", "detected_by": "'manual'", "created_at": "NULL",
	} {
		wantCode(t, db, migrations.CodeImmutable, fmt.Sprintf("UPDATE drifts SET %s = %s", column, value))
	}
	// What is written back as it was is no change, and the rest may change.
	wantCode(t, db, "", `UPDATE drifts SET resource_id = 'i-1', account_id = NULL, expected_state = '{"n": 1.0}',
		detected_at = '2026-01-02 04:04:05.678901+01', created_at = created_at, severity = 'info', cost_impact_monthly = 3`)
}

// Who decided, when and why comes with the step and stays, and so does the end of an approval.
func TestDecisionsStay(t *testing.T) {
	t.Parallel()
	db := withLedger(t)
	steps := []string{
		"approved_at = now(), approved_by = '00000000-0000-0000-0000-000000000001', approval_reason = 'agreed by us', status = 'approved'",
		"rejected_at = now(), rejected_by = '00000000-0000-0000-0000-000000000001', rejection_reason = 'put it right', status = 'rejected'",
		"resolved_at = now(), resolved_how = 'manual-fix', status = 'resolved'",
	}
	mustExec(t, db, `INSERT INTO users (id, email, password_hash) VALUES ('00000000-0000-0000-0000-000000000004', 'mallory@example.com', 'x')`)
	columns := map[string]string{
		"approved_at": "now() - interval '1 day'", "approved_by": "'00000000-0000-0000-0000-000000000004'", "approval_reason": "'another reason'",
		"rejected_at": "now() - interval '1 day'", "rejected_by": "'00000000-0000-0000-0000-000000000004'", "rejection_reason": "'another reason'",
		"resolved_at": "now() - interval '1 day'", "resolved_how": "'acknowledged'",
	}
	all := func() {
		t.Helper()
		for column, value := range columns {
			wantCode(t, db, migrations.CodeImmutable, fmt.Sprintf("UPDATE drifts SET %s = %s", column, value))
			if one(t, db, "SELECT count("+column+")::text FROM drifts") != "0" {
				wantCode(t, db, migrations.CodeImmutable, fmt.Sprintf("UPDATE drifts SET %s = NULL", column))
			}
		}
		mustExec(t, db, "UPDATE drifts SET severity = 'info', approved_at = approved_at, approval_reason = approval_reason, resolved_how = resolved_how")
	}
	all()
	for i, step := range steps { // none brings another's decision
		decision, _, _ := strings.Cut(steps[(i+1)%len(steps)], ", status")
		wantCode(t, db, migrations.CodeImmutable, "UPDATE drifts SET "+step+", "+decision)
		mustExec(t, db, "BEGIN; UPDATE drifts SET "+step+"; ROLLBACK")
	}
	mustExec(t, db, "UPDATE drifts SET "+steps[0])
	all()
	term := "INSERT INTO approval_terms (drift_id, ticket, created_at, closed_at) VALUES ('00000000-0000-0000-0000-000000000002', 'CHG-1', now(), "
	wantCode(t, db, migrations.CodeImmutable, term+"now())") // it runs
	mustExec(t, db, term+"NULL)")
	wantCode(t, db, migrations.CodeImmutable, "UPDATE approval_terms SET closed_at = now()") // it runs
	mustExec(t, db, "UPDATE drifts SET "+steps[2])
	all()
	mustExec(t, db, "UPDATE approval_terms SET closed_at = now()")
	wantCode(t, db, migrations.CodeImmutable, "UPDATE approval_terms SET closed_at = NULL")
	wantCode(t, db, migrations.CodeImmutable, "UPDATE approval_terms SET closed_at = closed_at + interval '1 day'")
}

// A term that was closed while its drift runs, which nothing refused before, is open again, and can be closed with its drift.
func TestTermsThatWereClosedTooEarly(t *testing.T) {
	t.Parallel()
	db := withLedger(t)
	ids := migrations.IDs()
	down(t, db, migrations.DownOptions{Steps: len(ids) - slices.Index(ids, "043_decisions_stay"), Force: true})
	mustExec(t, db, "INSERT INTO approval_terms (drift_id, ticket, created_at, closed_at) SELECT id, 'CHG-1', now(), now() FROM drifts")
	up(t, db, migrations.Options{})
	if got := one(t, db, "SELECT count(closed_at)::text FROM approval_terms"); got != "0" {
		t.Errorf("%s are closed", got)
	}
	mustExec(t, db, "UPDATE drifts SET status = 'resolved'; UPDATE approval_terms SET closed_at = now()")
}

// What another trigger changes is no more allowed than what the statement does.
func TestDetectionIsGuardedAgainstTriggers(t *testing.T) {
	t.Parallel()
	db := withLedger(t)
	mustExec(t, db, `
		CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.region := 'x'; RETURN NEW; END $$;
		CREATE TRIGGER a_meddle BEFORE UPDATE ON drifts FOR EACH ROW EXECUTE FUNCTION meddle()`)
	wantCode(t, db, migrations.CodeImmutable, "UPDATE drifts SET status = 'triaged'")
}

// What a trigger changes after ours in the alphabet is no more allowed, either: a guard looks at a row as it stands.
func TestGuardsLookLast(t *testing.T) {
	t.Parallel()
	db := withLedger(t)
	mustExec(t, db, "INSERT INTO approval_terms (drift_id, ends_at, ticket, created_at) SELECT id, '2026-02-01Z', 'CHG-1', '2026-01-01Z' FROM drifts LIMIT 1")
	mustExec(t, db, "UPDATE drifts SET status = 'resolved'")
	for _, c := range []struct{ table, forged, change, code string }{
		{"drifts", "NEW.region := 'x'", "UPDATE drifts SET severity = 'info'", migrations.CodeImmutable},
		{"drifts", "NEW.status := 'detected'", "UPDATE drifts SET severity = 'info'", migrations.CodeLifecycle},
		{"drifts", "NEW.approval_reason := 'x'", "UPDATE drifts SET severity = 'info'", migrations.CodeImmutable},
		{"scans", "NEW.scope := 'x'", "UPDATE scans SET checked = 5", migrations.CodeImmutable},
		{"audit_logs", "NEW.action := 'x'", "DELETE FROM drifts", migrations.CodeImmutable}, // which unlinks its row
		{"approval_terms", "NEW.ticket := 'x'", "UPDATE approval_terms SET closed_at = '2026-01-02Z'", migrations.CodeImmutable},
	} {
		mustExec(t, db, `CREATE OR REPLACE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN `+c.forged+`; RETURN NEW; END $$;
			CREATE TRIGGER zz_meddle BEFORE UPDATE ON `+c.table+` FOR EACH ROW EXECUTE FUNCTION meddle()`)
		wantCode(t, db, c.code, c.change)
		mustExec(t, db, "DROP TRIGGER zz_meddle ON "+c.table)
	}
}

func TestScansKeepTheirIdentity(t *testing.T) {
	t.Parallel()
	db := withLedger(t)
	wantCode(t, db, "23503", "UPDATE scans SET id = gen_random_uuid()") // others refer to it
	wantCode(t, db, migrations.CodeImmutable, "UPDATE drift_occurrences SET action = action")
	mustExec(t, db, "DELETE FROM drift_occurrences")
	for column, value := range map[string]string{
		"id": "gen_random_uuid()", "scope": "'dev'", "source": "'pulumi'", "report_sha256": "sha256('y')",
		"scanned_at": "now()", "created_at": "'2026-01-01Z'",
	} {
		wantCode(t, db, migrations.CodeImmutable, fmt.Sprintf("UPDATE scans SET %s = %s", column, value))
	}
	wantCode(t, db, "", `UPDATE scans SET checked = 5, drifted = 2, suppressed = '{"empty": 1}', coverage = '[{"id": "i-1"}]'`)
}

func TestLifecycle(t *testing.T) {
	t.Parallel()
	db := withLedger(t)
	states := []string{"detected", "triaged", "approved", "rejected", "resolved"}
	allowed := map[string]bool{
		"detected triaged": true, "detected approved": true, "detected rejected": true, "detected resolved": true,
		"triaged approved": true, "triaged rejected": true, "triaged resolved": true,
		"approved resolved": true, "rejected resolved": true,
	}
	for _, from := range states {
		for _, to := range states {
			code := migrations.CodeLifecycle
			if from == to || allowed[from+" "+to] {
				code = ""
			}
			mustExec(t, db, `TRUNCATE drifts CASCADE`)
			mustExec(t, db, `INSERT INTO drifts (resource_id, resource_type, region, expected_state, actual_state, difference, detected_at, detected_by, status)
				VALUES ('i', 'EC2', 'global', '{}', '{}', '{}', now(), 'api', $1)`, from)
			wantCode(t, db, code, fmt.Sprintf("UPDATE drifts SET status = '%s' /* from %s */", to, from))
		}
	}
}

func TestUpdatedAtIsKept(t *testing.T) {
	t.Parallel()
	db := withLedger(t)
	for _, table := range []string{"users", "drifts", "alerts"} {
		sql := fmt.Sprintf("WITH u AS (UPDATE %s SET updated_at = '2001-01-01Z' RETURNING updated_at) SELECT (updated_at BETWEEN statement_timestamp() AND clock_timestamp())::text FROM u", table)
		if got := one(t, db, sql); got != "true" {
			t.Errorf("%s.updated_at is the time of the update: %s", table, got)
		}
	}
}

// The checks of our own tables, each just past its limit.
func TestChecksOfOurTables(t *testing.T) {
	t.Parallel()
	db := withLedger(t)
	for _, set := range []string{
		"detected_by = 'cron'", "report_bytes = -1", "checked = -1", "drifted = -1", "created = -1", "repeated = -1",
		"superseded = -1", "resolved = -1", "skipped = -1", "suppressed = '[]'", "coverage = '{}'",
		"managed = 1", "managed = 1, missing = 1", "managed = 0, missing = 0, unmanaged = -1",
	} {
		wantCode(t, db, "23514", "UPDATE scans SET "+set)
	}
	const scan = `INSERT INTO scans (scope, source, report_sha256, report_bytes, scanned_at, detected_by, refresh_only, complete, errored)
		VALUES (%s, 'terraform', %s, 1, now(), 'manual', true, true, false)`
	wantCode(t, db, "", fmt.Sprintf(scan, "repeat('x', 1024)", "sha256('x')"))
	wantCode(t, db, "23514", fmt.Sprintf(scan, "repeat('x', 1025)", "sha256('x')"))
	wantCode(t, db, "23514", fmt.Sprintf(scan, "''", "sha256('x')"))
	wantCode(t, db, "23514", fmt.Sprintf(scan, "'dev'", "'short'"))

	const occurrence = `INSERT INTO drift_occurrences (drift_id, scan_id, address, resource_id, resource_type, next_apply, seen_at, first_seen_at)
		SELECT d.id, s.id, 'a', 'i', 't', '%s', now(), now() + '%s'::interval FROM drifts d, scans s WHERE scope <> 'prod'`
	wantCode(t, db, "23514", fmt.Sprintf(occurrence, "later", "0"))
	wantCode(t, db, "23514", fmt.Sprintf(occurrence, "keep", "1 microsecond"))
	wantCode(t, db, "", fmt.Sprintf(occurrence, "keep", "-1 day"))
}

// What was agreed at an approval stays.
func TestApprovalTermsNeverChange(t *testing.T) {
	t.Parallel()
	db := withLedger(t)
	mustExec(t, db, "INSERT INTO approval_terms (drift_id, ends_at, ticket, created_at) SELECT id, '2026-02-01Z', 'CHG-1', '2026-01-01Z' FROM drifts LIMIT 1")
	for _, sql := range []string{
		"UPDATE approval_terms SET ends_at = '2027-02-01Z'", "UPDATE approval_terms SET ends_at = NULL", "UPDATE approval_terms SET ticket = ''",
		"UPDATE approval_terms SET created_at = '2025-01-01Z'",
	} {
		wantCode(t, db, migrations.CodeImmutable, sql)
	}
}

// What a trigger runs means PostgreSQL's own operators and functions, whatever stands in
// front of them for whoever writes.
func TestGuardsAreNotShadowed(t *testing.T) {
	t.Parallel()
	db := withLedger(t)
	loose := one(t, db, `SELECT string_agg(DISTINCT proname, ', ') FROM pg_trigger JOIN pg_proc p ON p.oid = tgfoid
		WHERE NOT tgisinternal AND NOT EXISTS (SELECT FROM unnest(p.proconfig) AS setting WHERE setting LIKE 'search_path=%')`)
	if loose != "NULL" {
		t.Errorf("%s go by the search_path of whoever writes: SET search_path in the migration that makes them", loose)
	}
	mustExec(t, db, `
		CREATE SCHEMA shadow;
		CREATE FUNCTION shadow.no(record, record) RETURNS bool LANGUAGE plpgsql AS 'BEGIN RETURN false; END';
		CREATE FUNCTION shadow.yes(record, record) RETURNS bool LANGUAGE plpgsql AS 'BEGIN RETURN true; END';
		CREATE FUNCTION shadow.same(text, text) RETURNS bool LANGUAGE sql AS 'SELECT true';
		CREATE OPERATOR shadow.*<> (LEFTARG = record, RIGHTARG = record, FUNCTION = shadow.no);
		CREATE OPERATOR shadow.*= (LEFTARG = record, RIGHTARG = record, FUNCTION = shadow.yes);
		CREATE OPERATOR shadow.= (LEFTARG = text, RIGHTARG = text, FUNCTION = shadow.same);`)
	for code, change := range map[string][]string{
		migrations.CodeImmutable: {
			"UPDATE drifts SET region = 'other'", "UPDATE audit_logs SET action = 'x'", "UPDATE scans SET scope = 'x'", "UPDATE drift_occurrences SET address = 'x'",
		},
		migrations.CodeLifecycle: {"UPDATE drifts SET status = 'resolved'; UPDATE drifts SET status = 'detected'"},
	} {
		for _, sql := range change {
			wantCode(t, db, code, "BEGIN; SET LOCAL search_path = shadow, pg_catalog, public; "+sql+"; COMMIT")
		}
	}
}
