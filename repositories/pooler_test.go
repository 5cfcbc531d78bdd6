package repositories_test

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/migrations"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// bouncer starts a PgBouncer that has one connection to a database, which it lends to a client for a transaction, and gives
// the URL by which one gets there.
func bouncer(t *testing.T, database string) string {
	t.Helper()
	program, err := exec.LookPath("pgbouncer")
	if err != nil {
		t.Skip("pgbouncer is not installed")
	}
	server, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	password, _ := server.User.Password()
	dir := t.TempDir()
	ini := fmt.Sprintf(`[databases]
ledger = host=%s port=%s dbname=%s user=%s password=%s
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %d
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 1
ignore_startup_parameters = search_path, default_transaction_read_only, default_transaction_isolation, statement_timeout, jit
`, server.Hostname(), server.Port(), server.Path[1:], server.User.Username(), password, port)
	file := filepath.Join(dir, "pgbouncer.ini")
	if err := os.WriteFile(file, []byte(ini), 0o644); err != nil {
		t.Fatal(err)
	}
	args := []string{"-q", file}
	if os.Getuid() == 0 { // as whom it does not run
		args = append([]string{"-u", "nobody"}, args...)
		for at := dir; at != os.TempDir() && at != "/"; at = filepath.Dir(at) {
			if err := os.Chmod(at, 0o755); err != nil {
				t.Fatal(err)
			}
		}
	}
	cmd := exec.Command(program, args...)
	cmd.Stdout, cmd.Stderr = t.Output(), t.Output()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for range 100 {
		if conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			conn.Close()
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	return fmt.Sprintf("postgres://%s@127.0.0.1:%d/ledger?sslmode=disable", server.User.Username(), port)
}

// Whatever another client of a pooler does to the connection that both work on, one writes and reads one's own ledger,
// as it was asked for.
func TestPooledSessionIsItsOwn(t *testing.T) {
	t.Parallel()
	d := testdb.New(t)
	direct := testdb.With(t, postgres.Config{URL: d.Owner().URL})
	if _, err := migrations.Up(t.Context(), direct.Gorm, migrations.Options{Schema: "other"}); err != nil {
		t.Fatal(err)
	}
	for _, setting := range []string{"search_path = public", "timezone = 'UTC'"} {
		if err := direct.Gorm.Exec("ALTER DATABASE " + direct.Pool.Config().ConnConfig.Database + " SET " + setting).Error; err != nil {
			t.Fatal(err)
		}
	}
	through := bouncer(t, d.URL)
	db := testdb.With(t, postgres.Config{URL: through, MaxConns: 1, QueryTimeout: time.Minute})
	if !db.Pooled {
		t.Fatal("the pooler is not noticed")
	}
	l := ledgerOn(t, direct)
	l.Store = repositories.New(db, time.Minute)
	reader := repositories.NewReader(testdb.With(t, postgres.Config{URL: through, MaxConns: 1}), time.Minute)
	other, err := pgx.Connect(t.Context(), through)
	l.ok(err)
	t.Cleanup(func() { _ = other.Close(context.Background()) })
	spoil := func() {
		t.Helper()
		for _, s := range []string{"search_path = other", "synchronous_commit = off", "default_transaction_isolation = 'repeatable read'", "timezone = 'Asia/Tokyo'"} {
			_, err := other.Exec(t.Context(), "SET "+s, pgx.QueryExecModeSimpleProtocol)
			l.ok(err)
		}
	}
	spoil()
	one, two := l.drift(), l.drift()
	spoil()
	_, err = l.Drifts.Approve(t.Context(), one.ID, models.ApproveDriftInput{Reason: reason, ApprovedBy: l.engineer})
	l.ok(err)
	spoil()
	_, err = l.Drifts.Resolve(t.Context(), two.ID, models.ResolveDriftInput{How: models.ResolvedAcknowledged, ResolvedBy: l.engineer})
	l.ok(err)
	l.ok(l.InTx(t.Context(), func(tx *repositories.Store) error {
		_, err := tx.Drifts.Get(t.Context(), one.ID)
		return err
	}))
	spoil()
	got, err := reader.Drifts.Get(t.Context(), one.ID)
	l.ok(err)
	page, err := reader.Drifts.List(t.Context(), models.DriftQuery{})
	l.ok(err)
	if got.Status != models.StatusApproved || len(page.Items) != 2 || page.Total != 2 {
		t.Errorf("one is %s of %d (%d)", got.Status, len(page.Items), page.Total)
	}
	const rows = "SELECT (SELECT count(*) FROM %[1]s.drifts) || ' ' || (SELECT count(*) FROM %[1]s.audit_logs)"
	var own, others string
	l.ok(direct.Pool.QueryRow(t.Context(), fmt.Sprintf(rows, "public")).Scan(&own))
	l.ok(direct.Pool.QueryRow(t.Context(), fmt.Sprintf(rows, "other")).Scan(&others))
	if others != "0 0" || own[:2] != "2 " {
		t.Errorf("drifts and audit rows: %s of one's own, %s of another's", own, others)
	}
}
