package repositories

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// What PostgreSQL itself refuses, by a statement that makes it refuse. $user and
// $drift stand for rows that exist.
func TestServerErrors(t *testing.T) {
	t.Parallel()
	db := testdb.Super(t, testdb.Open(t))
	s := unit{db: db.Gorm, timeout: time.Minute}
	user, drift := uuid.NewString(), uuid.NewString()
	const insertUser = "INSERT INTO users (email, password_hash, role) VALUES "
	prepare := []string{
		"INSERT INTO users (id, email, password_hash) VALUES ('$user', 'taken@example.com', 'x')",
		"INSERT INTO drifts (id, resource_id, resource_type, region, expected_state, actual_state, difference, status, detected_at, detected_by) VALUES ('$drift', 'i', 'EC2', 'r', '{}', '{}', '{}', 'resolved', now(), 'api')",
		"INSERT INTO audit_logs (action) VALUES ('a')",
		"CREATE ROLE nobody_at_all_" + strings.ReplaceAll(user, "-", ""),
	}
	run := func(ctx context.Context, sql string) error {
		sql = strings.NewReplacer("$user", user, "$drift", drift).Replace(sql)
		return s.read(ctx, func(db *gorm.DB) error { return db.Exec(sql).Error })
	}
	for _, sql := range prepare {
		if err := run(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		sql   string
		kind  error
		field string
	}{
		{insertUser + "('taken@example.com', 'x', 'viewer')", models.ErrConflict, "email"},
		{insertUser + "('no address', 'x', 'viewer')", models.ErrInvalid, "email"},
		{insertUser + "('a@example.com', 'x', 'king')", models.ErrInvalid, "role"},
		{insertUser + "('a@example.com', NULL, 'viewer')", models.ErrInvalid, ""},
		{insertUser + "('a@example.com', repeat('x', 256), 'viewer')", models.ErrInvalid, ""},
		{"UPDATE drifts SET severity = 'odd'", models.ErrInvalid, "severity"},
		{"UPDATE drifts SET cost_impact_monthly = 1e9", models.ErrInvalid, ""},
		{"INSERT INTO alerts (drift_id, type, severity, title, message) VALUES ('$user', 't', 'info', 't', 'm')", models.ErrInvalid, "driftId"},
		{"INSERT INTO audit_logs (action, actor_id) VALUES ('a', '$drift')", models.ErrInvalid, "actorId"},
		{"INSERT INTO sessions (user_id, refresh_token, expires_at) VALUES ('$drift', 't', now())", models.ErrInvalid, "userId"},
		{"UPDATE drifts SET region = 'other'", models.ErrImmutable, ""},
		{"DELETE FROM audit_logs", models.ErrImmutable, ""},
		{"UPDATE drifts SET status = 'detected'", models.ErrConflict, ""},
		{"SET statement_timeout = 20; SELECT pg_sleep(60)", models.ErrTimeout, ""},
		{"SET lock_timeout = 20; SELECT pg_terminate_backend(pg_backend_pid())", models.ErrUnavailable, ""},
		{"BEGIN READ ONLY; DELETE FROM drifts", models.ErrForbidden, ""},
		{"SELECT no_such_function()", models.ErrInternal, ""},
		{"SELECT * FROM no_such_table", models.ErrUnavailable, ""},
		{"SELECT no_such_column FROM drifts", models.ErrUnavailable, ""},
		{"CREATE TABLE no_such_schema.t ()", models.ErrUnavailable, ""},
	} {
		err := run(t.Context(), c.sql)
		var domain *models.Error
		if !errors.Is(err, c.kind) || !errors.As(err, &domain) {
			t.Errorf("%s: %v, want %v", c.sql, err, c.kind)
			continue
		}
		if (c.field != "") != (len(domain.Fields) == 1) || c.field != "" && domain.Fields[0].Field != c.field {
			t.Errorf("%s: fields %v, want %q", c.sql, domain.Fields, c.field)
		}
		if c.kind == models.ErrTimeout && !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v is no passed deadline", err)
		}
		run(t.Context(), "ROLLBACK; RESET statement_timeout")
	}
}

// A call has its own deadline, on the client's side too.
func TestOwnDeadline(t *testing.T) {
	t.Parallel()
	s := unit{db: testdb.Open(t).Gorm, timeout: 30 * time.Millisecond}
	err := s.read(t.Context(), func(db *gorm.DB) error { return db.Exec("SELECT pg_sleep(60)").Error })
	if !errors.Is(err, models.ErrTimeout) || !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

// A value that no enum knows is noticed where it is read.
func TestWrongValueInARow(t *testing.T) {
	t.Parallel()
	store := New(testdb.Open(t), time.Minute)
	db := store.unit.db
	id := uuid.New()
	err := db.Exec(`INSERT INTO drifts (id, resource_id, resource_type, region, expected_state, actual_state, difference, resolved_how, detected_at, detected_by)
		VALUES (?, 'i', 'EC2', 'r', '{}', '{}', '{}', 'by magic', now(), 'api')`, id).Error
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.Drifts.Get(t.Context(), id)
	if !errors.Is(err, models.ErrInternal) || !strings.HasPrefix(err.Error(), "the database holds a wrong value: resolvedHow") {
		t.Error(err)
	}
}

// What the server lacks is named.
func TestServerLacks(t *testing.T) {
	t.Parallel()
	s := unit{db: testdb.Open(t).Gorm, timeout: time.Minute}
	for code, want := range map[string]string{"53100": "the database's disk is full", "53200": "the database's memory is used up", "53300": "the database has no connection left"} {
		err := s.read(t.Context(), func(db *gorm.DB) error {
			return db.Exec(fmt.Sprintf("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '%s'; END $$", code)).Error
		})
		if !errors.Is(err, models.ErrUnavailable) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", code, err)
		}
	}
}

// What PostgreSQL says only while somebody connects, or a pooler hands on in the middle of a session, has its kind too.
func TestErrorsOfConnections(t *testing.T) {
	t.Parallel()
	d := testdb.New(t)
	s := unitOn(testdb.With(t, postgres.Config{URL: d.URL}), time.Minute)
	for code, want := range map[string]error{
		"57P01": models.ErrUnavailable, "57P02": models.ErrUnavailable, "57P03": models.ErrUnavailable, "57P04": models.ErrUnavailable,
		"57P05": models.ErrUnavailable, "28P01": models.ErrUnavailable, "28000": models.ErrUnavailable, "3D000": models.ErrUnavailable,
		"08006": models.ErrUnavailable, "08P01": models.ErrUnavailable, "26000": models.ErrUnavailable, "42P05": models.ErrUnavailable,
		"25P03": models.ErrTimeout, "25P04": models.ErrTimeout,
	} {
		err := s.read(t.Context(), func(db *gorm.DB) error {
			return db.Exec(fmt.Sprintf("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '%s'; END $$", code)).Error
		})
		if !errors.Is(err, want) {
			t.Errorf("%s: %v", code, err)
		}
	}
	u, err := url.Parse(d.URL)
	if err != nil {
		t.Fatal(err)
	}
	name := "full_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	if err := testdb.With(t, postgres.Config{URL: d.Super().URL}).Gorm.Exec("CREATE ROLE " + name + " LOGIN PASSWORD 'x' CONNECTION LIMIT 0").Error; err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(name, "x")
	_, err = pgconn.Connect(t.Context(), u.String())
	if err = domainError(t.Context(), err); !errors.Is(err, models.ErrUnavailable) || !strings.Contains(err.Error(), "no connection left") {
		t.Errorf("no connection is left: %v", err)
	}
	err = s.write(t.Context(), func(tx unit) error {
		return tx.db.Exec("SET TRANSACTION READ ONLY; CREATE TABLE t ()").Error
	})
	if !errors.Is(err, models.ErrForbidden) || !strings.Contains(err.Error(), "as a standby is") {
		t.Errorf("it takes no writes: %v", err)
	}
}

// A migration changes what statements give that are prepared: who uses one sees nothing of it.
func TestSchemaChangesUnderStatements(t *testing.T) {
	t.Parallel()
	db := testdb.OpenOwner(t)
	store := New(db, time.Minute)
	admin := uuid.New()
	if err := db.Gorm.Exec("INSERT INTO users (id, email, password_hash, role) VALUES (?, 'a@example.com', 'x', 'admin')", admin).Error; err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		if _, err := store.Users.Get(t.Context(), admin); err != nil {
			t.Fatalf("%d: %v", n, err)
		}
		if _, err := store.Users.Deactivate(t.Context(), admin, uuid.Nil); err != nil {
			t.Fatalf("%d: %v", n, err)
		}
		if err := db.Gorm.Exec(fmt.Sprintf("ALTER TABLE users ADD COLUMN later_%d int", n)).Error; err != nil {
			t.Fatal(err)
		}
	}
}

// A read that a standby takes back is tried again, and is no conflict with anybody.
func TestReadsAgain(t *testing.T) {
	t.Parallel()
	s := unitOn(testdb.Open(t), time.Minute)
	for _, c := range []struct {
		fails, tries int
		kind         error
	}{{0, 1, nil}, {1, 2, nil}, {2, 3, nil}, {9, 3, models.ErrUnavailable}} {
		for name, read := range map[string]func(fn func() error) error{
			"gorm": func(fn func() error) error {
				return s.read(t.Context(), func(*gorm.DB) error { return fn() })
			},
			"pgx": func(fn func() error) error {
				return s.readPgx(t.Context(), func(context.Context, *pgx.Conn) error { return fn() })
			},
		} {
			tries := 0
			err := read(func() error {
				if tries++; tries > c.fails {
					return nil
				}
				return &pgconn.PgError{Code: "40001"}
			})
			if tries != c.tries || !errors.Is(err, c.kind) {
				t.Errorf("%s, %d failures: %d tries and %v", name, c.fails, tries, err)
			}
		}
	}
}

// Units of work that PostgreSQL undoes because of each other run again, three
// times at most.
func TestRetries(t *testing.T) {
	t.Parallel()
	s := unit{db: testdb.Open(t).Gorm, timeout: time.Minute}
	refuse := func(code string) error {
		return s.db.Exec(fmt.Sprintf("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '%s'; END $$", code)).Error
	}
	for _, c := range []struct {
		code  string
		fails int // how many tries fail
		tries int
		kind  error
	}{
		{"40001", 1, 2, nil}, {"40P01", 2, 3, nil}, {"40001", 9, 3, models.ErrConflict}, {"23505", 9, 1, models.ErrConflict},
	} {
		tries := 0
		err := s.write(t.Context(), func(tx unit) error {
			return tx.write(t.Context(), func(unit) error { // a unit within begins anew with the whole
				if tries++; tries > c.fails {
					return nil
				}
				return refuse(c.code)
			})
		})
		if tries != c.tries || !errors.Is(err, c.kind) {
			t.Errorf("%s: %d tries and %v, want %d and %v", c.code, tries, err, c.tries, c.kind)
		}
	}
}

// Two units of work that wait for each other both succeed in the end.
func TestDeadlock(t *testing.T) {
	t.Parallel()
	s := unit{db: testdb.OpenOwner(t).Gorm, timeout: time.Minute}
	if err := s.db.Exec("CREATE TABLE d (id int PRIMARY KEY, n int); INSERT INTO d VALUES (1, 0), (2, 0)").Error; err != nil {
		t.Fatal(err)
	}
	var both sync.WaitGroup
	both.Add(2)
	errs := make(chan error, 2)
	for _, order := range [][]int{{1, 2}, {2, 1}} {
		go func() {
			try := 0
			errs <- s.write(t.Context(), func(tx unit) error {
				if err := tx.db.Exec("UPDATE d SET n = n + 1 WHERE id = ?", order[0]).Error; err != nil {
					return err
				}
				if try++; try == 1 { // wait until the other has its row too
					both.Done()
					both.Wait()
				}
				return tx.db.Exec("UPDATE d SET n = n + 1 WHERE id = ?", order[1]).Error
			})
		}()
	}
	for range 2 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	var sum int
	if s.db.Raw("SELECT sum(n) FROM d").Scan(&sum); sum != 4 {
		t.Errorf("%d updates, want 4", sum)
	}
}

// A session that is not as it was asked for is none to work in, and whoever looks after the database is told why.
func TestSessionErrorIsUnavailable(t *testing.T) {
	t.Parallel()
	for wrong, cause := range map[string]error{
		"search_path is other": fmt.Errorf("connecting: %w", &postgres.SessionError{Wrong: "search_path is other"}),
		"":                     &noConnectionError{&postgres.SessionError{}},
	} {
		var told *models.Error
		if err := domainError(t.Context(), cause); !errors.As(err, &told) || told.Kind != models.ErrUnavailable || told.Message != wrong {
			t.Errorf("%v is told as %v", cause, err)
		}
	}
}

// Whatever the driver says as it gives a connection up, such as of a date that another message cut short: the database was away.
func TestConnectionGivenUp(t *testing.T) {
	t.Parallel()
	u := New(testdb.Open(t), time.Minute).unit
	for _, given := range []bool{false, true} {
		err := u.write(t.Context(), func(tx unit) error {
			err := tx.conn.Raw(func(driver any) error {
				if given {
					return driver.(*stdlib.Conn).Conn().Close(t.Context())
				}
				return nil
			})
			if err != nil {
				return err
			}
			return errors.New("convert field 11 failed")
		})
		if errors.Is(err, models.ErrUnavailable) != given || errors.Is(err, models.ErrInternal) == given {
			t.Errorf("given up: %t: %v", given, err)
		}
	}
}
