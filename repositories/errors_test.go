package repositories_test

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// own holds an error to the domain: nothing of gorm or the driver is to be found in it.
func own(t *testing.T, err error) {
	t.Helper()
	var domain *models.Error
	if !errors.As(err, &domain) {
		t.Errorf("%v (%T) is no domain error", err, err)
	}
	var pg *pgconn.PgError
	var connect *pgconn.ConnectError
	if errors.As(err, &pg) || errors.As(err, &connect) {
		t.Errorf("%v holds the driver's error", err)
	}
	for _, foreign := range []error{gorm.ErrRecordNotFound, gorm.ErrDuplicatedKey, gorm.ErrInvalidTransaction, sql.ErrNoRows, sql.ErrConnDone, sql.ErrTxDone} {
		if errors.Is(err, foreign) {
			t.Errorf("%v is also %v", err, foreign)
		}
	}
	for _, word := range []string{"SQLSTATE", "pq:", "sql:", "gorm", "SELECT", "INSERT"} {
		if strings.Contains(err.Error(), word) {
			t.Errorf("%q speaks of %s", err, word)
		}
	}
}

// everyCall is reads and writes together.
func everyCall() map[string]call {
	all := maps.Clone(reads)
	maps.Copy(all, writes)
	return all
}

func TestEveryMethodIsCalled(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for _, file := range []string{"everything_test.go", "main_test.go"} {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text.Write(raw)
	}
	store := reflect.TypeOf(repositories.Store{})
	for _, f := range reflect.VisibleFields(store) {
		if !f.IsExported() {
			continue
		}
		for i := range f.Type.NumMethod() {
			if name := f.Name + "." + f.Type.Method(i).Name; !strings.Contains(text.String(), "."+name+"(") {
				t.Errorf("everything does not call %s", name)
			}
		}
	}
}

// A reader's types have no method that writes.
func TestReaderOnlyReads(t *testing.T) {
	t.Parallel()
	for name := range writes {
		entity, method, _ := strings.Cut(name, ".")
		if f, ok := reflect.TypeOf(repositories.Reader{}).FieldByName(entity); ok {
			if _, has := f.Type.MethodByName(method); has {
				t.Errorf("a reader has %s", name)
			}
		}
	}
	if _, has := reflect.TypeOf(&repositories.Reader{}).MethodByName("InTx"); has {
		t.Error("a reader has InTx")
	}
}

func TestBrokenDatabase(t *testing.T) {
	t.Parallel()
	store := repositories.New(testdb.Broken(t), time.Minute)
	for name, do := range everyCall() {
		err := do(t.Context(), store)
		if !errors.Is(err, models.ErrUnavailable) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		own(t, err)
	}
}

func TestCancelledCaller(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, do := range everyCall() {
		err := do(ctx, l.Store)
		if !errors.Is(err, models.ErrTimeout) || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		own(t, err)
	}
}

func TestReadOnlySession(t *testing.T) {
	t.Parallel()
	d := testdb.New(t)
	db, err := postgres.Open(t.Context(), postgres.Config{URL: d.URL, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	store := repositories.New(db, time.Minute)
	for name, do := range writes {
		if err := do(t.Context(), store); !errors.Is(err, models.ErrForbidden) {
			t.Errorf("%s: %v", name, err)
		} else {
			own(t, err)
		}
	}
	for name, do := range reads {
		if err := do(t.Context(), store); err != nil && !errors.Is(err, models.ErrNotFound) && name != "Users.CheckPassword" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestUnknownIDs(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	for name, do := range everyCall() {
		err := do(t.Context(), l.Store)
		if err != nil {
			own(t, err)
		}
		if strings.HasSuffix(name, ".Get") {
			fails(t, err, models.ErrNotFound, someID.String())
		}
	}
	_, err := l.Drifts.Triage(t.Context(), someID, models.TriageDriftInput{TriagedBy: l.engineer})
	fails(t, err, models.ErrNotFound, "drift", someID.String())
	_, err = l.Drifts.Detect(t.Context(), detection(someID))
	fails(t, err, models.ErrNotFound, "scan", someID.String())
	_, err = l.Drifts.ResolveMissing(t.Context(), someID, func(repositories.Missing) bool { return true })
	fails(t, err, models.ErrNotFound, "scan", someID.String())
	fails(t, l.Scans.Finish(t.Context(), someID, models.ScanResult{}), models.ErrNotFound, "scan")
	_, err = l.Alerts.MarkRead(t.Context(), someID, l.viewer)
	fails(t, err, models.ErrNotFound, "alert")
	_, err = l.Sessions.Revoke(t.Context(), someID, uuid.Nil)
	fails(t, err, models.ErrNotFound, "session")
}

func TestUnreachable(t *testing.T) {
	t.Parallel()
	for _, open := range []func(context.Context, repositories.Config) error{
		func(ctx context.Context, c repositories.Config) error { return first(repositories.Open(ctx, c)) },
		func(ctx context.Context, c repositories.Config) error { return first(repositories.OpenReader(ctx, c)) },
	} {
		err := open(t.Context(), repositories.Config{URL: "postgres://guardian:s3cret@127.0.0.1:1/none"})
		fails(t, err, models.ErrUnavailable, "127.0.0.1")
		own(t, err)
		if strings.Contains(err.Error(), "s3cret") {
			t.Error("the error shows the password")
		}
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	cfg := repositories.Config{URL: testdb.New(t).URL, Timeout: time.Minute}
	store, err := repositories.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	reader, err := repositories.OpenReader(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	created, err := store.Drifts.Create(t.Context(), input())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []*repositories.Reader{reader, store.Reader()} {
		if got, err := r.Drifts.Get(t.Context(), created.ID); err != nil || got.ResourceID != "i-1" {
			t.Errorf("read %v, %v", got, err)
		}
		if err := r.Ping(t.Context()); err != nil {
			t.Error(err)
		}
	}
}
