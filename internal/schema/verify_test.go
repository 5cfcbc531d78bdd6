package schema_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/schema"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/migrations"
	"github.com/clouddrift/guardian/models"
)

func verify(t *testing.T, db *postgres.DB, name string) []string {
	t.Helper()
	lines, err := schema.Verify(t.Context(), db.Gorm, name)
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestModelsAgreeWithTheMigrations(t *testing.T) {
	t.Parallel()
	db := testdb.OpenOwner(t)
	if _, err := migrations.Up(t.Context(), db.Gorm, migrations.Options{Schema: `a "tenant"`}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "public", `a "tenant"`} {
		if lines := verify(t, db, name); len(lines) > 0 {
			t.Fatalf("the tags in models and the tables that migrations/sql makes differ (schema %q); write the same in both:\n%s", name, strings.Join(lines, "\n"))
		}
	}
	var left int64
	err := db.Gorm.Raw("SELECT count(*) FROM pg_class WHERE relpersistence = 't'").Scan(&left).Error
	if err != nil || left > 0 {
		t.Errorf("%d temporary relations are left behind, %v", left, err)
	}
}

// A table that is left out is there, and has no entity.
func TestUnmodelledTables(t *testing.T) {
	t.Parallel()
	db := testdb.OpenOwner(t)
	for name, reason := range schema.Unmodelled {
		if !db.Gorm.Migrator().HasTable(name) || reason == "" {
			t.Errorf("%s (%s) is no table, or without a reason", name, reason)
		}
		for _, e := range models.Entities() {
			if e.TableName() == name {
				t.Errorf("%s has an entity and is left out all the same", name)
			}
		}
	}
}

// Each kind of difference in the database gives its line, and no other. What differs
// without it is TestModelsAgreeWithTheMigrations' to tell.
func TestDifferencesInTheDatabase(t *testing.T) {
	t.Parallel()
	before := verify(t, testdb.OpenOwner(t), "")
	for _, c := range []struct {
		name, change string
		want         []string
	}{
		{"type", "ALTER TABLE alerts ALTER message TYPE varchar", []string{
			"alerts.message: the model says text not null, the database varchar not null"}},
		{"length", "DROP TRIGGER drifts_keep_detection ON drifts; ALTER TABLE drifts ALTER region TYPE varchar(40)", []string{
			"drifts.region: the model says varchar(50) not null, the database varchar(40) not null"}},
		{"precision", "ALTER TABLE cost_metrics ALTER cost_usd TYPE numeric(10,3)", []string{
			"cost_metrics.cost_usd: the model says numeric(10,2) not null, the database numeric(10,3) not null"}},
		{"time zone", "ALTER TABLE sessions ALTER expires_at TYPE timestamp", []string{
			"sessions.expires_at: the model says timestamptz not null, the database timestamp without time zone not null"}},
		{"null", "ALTER TABLE users ALTER password_hash DROP NOT NULL", []string{
			"users.password_hash: the model says varchar(255) not null, the database varchar(255)"}},
		{"not null", "ALTER TABLE users ALTER first_name SET NOT NULL", []string{
			"users.first_name: the model says varchar(100), the database varchar(100) not null"}},
		{"default", "ALTER TABLE users ALTER role SET DEFAULT 'admin'", []string{
			"users.role: the model says varchar(50) not null default 'viewer'::varchar, the database varchar(50) not null default 'admin'::varchar"}},
		{"no default", "ALTER TABLE users ALTER role DROP DEFAULT", []string{
			"users.role: the model says varchar(50) not null default 'viewer'::varchar, the database varchar(50) not null"}},
		{"further default", "ALTER TABLE users ALTER last_name SET DEFAULT ''", []string{
			"users.last_name: the model says varchar(100), the database varchar(100) default ''::varchar"}},
		{"missing column", "ALTER TABLE users DROP avatar_url", []string{
			"users.avatar_url: the model says varchar(500), the database has none"}},
		{"further column", "ALTER TABLE users ADD phone text", []string{
			"users.phone: the model has none, the database says text"}},
		{"missing table", "DROP TABLE sessions CASCADE", []string{
			"sessions: the model has this table, the database does not"}},
		{"further table", "CREATE TABLE invoices (id int)", []string{
			"invoices: the database has this table, no model does"}},
		{"primary key", "ALTER TABLE alerts DROP CONSTRAINT alerts_pkey", []string{
			"alerts, constraint alerts_pkey: the model says PRIMARY KEY (id), the database has none",
			"alerts, index alerts_pkey: the model says UNIQUE btree (id), the database has none"}},
		{"order of a primary key", `ALTER TABLE drift_occurrences DROP CONSTRAINT drift_occurrences_pkey;
			ALTER TABLE drift_occurrences ADD PRIMARY KEY (scan_id, drift_id)`, []string{
			"drift_occurrences, constraint drift_occurrences_pkey: the model says PRIMARY KEY (drift_id, scan_id), the database PRIMARY KEY (scan_id, drift_id)",
			"drift_occurrences, index drift_occurrences_pkey: the model says UNIQUE btree (drift_id, scan_id), the database UNIQUE btree (scan_id, drift_id)"}},
		{"unique", "ALTER TABLE users DROP CONSTRAINT users_email_key", []string{
			"users, constraint users_email_key: the model says UNIQUE (email), the database has none",
			"users, index users_email_key: the model says UNIQUE btree (email), the database has none"}},
		{"no foreign key", "ALTER TABLE alerts DROP CONSTRAINT alerts_read_by_fkey", []string{
			"alerts, constraint alerts_read_by_fkey: the model says FOREIGN KEY (read_by) REFERENCES users(id), the database has none"}},
		{"action of a foreign key", `ALTER TABLE audit_logs DROP CONSTRAINT audit_logs_drift_id_fkey;
			ALTER TABLE audit_logs ADD FOREIGN KEY (drift_id) REFERENCES drifts(id) ON DELETE CASCADE`, []string{
			"audit_logs, constraint audit_logs_drift_id_fkey: the model says FOREIGN KEY (drift_id) REFERENCES drifts(id) ON DELETE SET NULL, " +
				"the database FOREIGN KEY (drift_id) REFERENCES drifts(id) ON DELETE CASCADE"}},
		{"target of a foreign key", `ALTER TABLE alerts DROP CONSTRAINT alerts_read_by_fkey;
			ALTER TABLE alerts ADD CONSTRAINT alerts_read_by_fkey FOREIGN KEY (read_by) REFERENCES sessions(id)`, []string{
			"alerts, constraint alerts_read_by_fkey: the model says FOREIGN KEY (read_by) REFERENCES users(id), " +
				"the database FOREIGN KEY (read_by) REFERENCES sessions(id)"}},
		{"missing index", "DROP INDEX idx_drifts_resource", []string{
			"drifts, index idx_drifts_resource: the model says btree (resource_type, region), the database has none"}},
		{"further index", "CREATE INDEX idx_users_role ON users(role)", []string{
			"users, index idx_users_role: the model has none, the database says btree (role)"}},
		{"order of an index", "DROP INDEX idx_drifts_detected_at; CREATE INDEX idx_drifts_detected_at ON drifts(detected_at)", []string{
			"drifts, index idx_drifts_detected_at: the model says btree (detected_at DESC), the database btree (detected_at)"}},
		{"columns of an index", "DROP INDEX idx_drifts_resource; CREATE INDEX idx_drifts_resource ON drifts(region, resource_type)", []string{
			"drifts, index idx_drifts_resource: the model says btree (resource_type, region), the database btree (region, resource_type)"}},
		{"condition of an index", `DROP INDEX idx_alerts_unread;
			CREATE INDEX idx_alerts_unread ON alerts(created_at DESC, id DESC)`, []string{
			"alerts, index idx_alerts_unread: the model says btree (created_at DESC, id DESC) WHERE is_read IS NOT TRUE, " +
				"the database btree (created_at DESC, id DESC)"}},
		{"kind of an index", "DROP INDEX idx_users_email; CREATE INDEX idx_users_email ON users USING hash (email)", []string{
			"users, index idx_users_email: the model says btree (email), the database hash (email)"}},
		{"check", "ALTER TABLE scans DROP CONSTRAINT scan_report_size; ALTER TABLE scans ADD CONSTRAINT scan_report_size CHECK (report_bytes > 0)", []string{
			"scans, constraint scan_report_size: the model says CHECK (report_bytes >= 0), the database CHECK (report_bytes > 0)"}},
		{"no check", "ALTER TABLE scans DROP CONSTRAINT scan_report_size", []string{
			"scans, constraint scan_report_size: the model says CHECK (report_bytes >= 0), the database has none"}},
		{"further check", "ALTER TABLE users ADD CHECK (first_name <> '')", []string{
			"users, constraint users_first_name_check: the model has none, the database says CHECK (first_name::text <> ''::text)"}},
		{"order of columns", "ALTER TABLE users DROP last_name; ALTER TABLE users ADD last_name varchar(100)", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			db := testdb.OpenOwner(t)
			if err := db.Gorm.Exec(c.change).Error; err != nil {
				t.Fatal(err)
			}
			got := slices.DeleteFunc(verify(t, db, ""), func(line string) bool { return slices.Contains(before, line) })
			if !slices.Equal(got, c.want) {
				t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// What a dump writes of a check is another text than before, and means the same.
func TestVerifyAfterARestore(t *testing.T) {
	t.Parallel()
	db := testdb.OpenOwner(t)
	const again = `DO $$ DECLARE c RECORD; BEGIN
		FOR c IN SELECT conrelid::regclass AS t, conname, pg_get_constraintdef(oid) AS def FROM pg_constraint
			WHERE contype = 'c' AND connamespace = current_schema()::regnamespace LOOP
			EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %I %s', c.t, c.conname, c.conname, c.def);
		END LOOP;
	END $$`
	if err := db.Gorm.Exec(again).Error; err != nil {
		t.Fatal(err)
	}
	if got := verify(t, db, ""); len(got) > 0 {
		t.Errorf("differs: %s", strings.Join(got, "\n"))
	}
	const wrong = `ALTER TABLE drifts DROP CONSTRAINT valid_severity, ADD CONSTRAINT valid_severity
		CHECK (severity::text = ANY (ARRAY['critical'::varchar::text, 'warning'::varchar::text]))`
	if err := db.Gorm.Exec(wrong).Error; err != nil {
		t.Fatal(err)
	}
	if got := verify(t, db, ""); len(got) != 1 || !strings.Contains(got[0], "drifts, constraint valid_severity") {
		t.Errorf("a check that lacks a value is %q", got)
	}
}

func TestVerifyWithoutADatabase(t *testing.T) {
	t.Parallel()
	if lines, err := schema.Verify(t.Context(), testdb.Broken(t).Gorm, ""); err == nil {
		t.Errorf("got %v", lines)
	}
}

// A session that may not make temporary tables is an error, never an agreement.
func TestVerifyInAReadOnlySession(t *testing.T) {
	t.Parallel()
	db, err := postgres.Open(t.Context(), postgres.Config{URL: testdb.New(t).Owner().URL, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	_, err = schema.Verify(t.Context(), db.Gorm, "")
	if err == nil || !strings.Contains(err.Error(), "read-only transaction") {
		t.Errorf("got %v", err)
	}
}
