package repositories_test

import (
	"context"
	"database/sql"
	"errors"
	"go/ast"
	"go/types"
	"io"
	"net"
	"net/url"
	"os"
	"reflect"
	"runtime"
	"strings"
	"sync/atomic"
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
func everyCall() map[string]call { return with(reads, writes) }

func TestEveryMethodIsCalled(t *testing.T) {
	t.Parallel()
	text := calledByEverything(t)
	store := reflect.TypeOf(repositories.Store{})
	for _, f := range reflect.VisibleFields(store) {
		if !f.IsExported() {
			continue
		}
		for i := range f.Type.NumMethod() {
			name := f.Name + "." + f.Type.Method(i).Name
			if usual[name] == nil && !strings.Contains(text, "."+name+"(") {
				t.Errorf("repositories/%s_test.go: the function write of its shelf does not call l.%s(…); write it there where it writes, else in readOthers, in repositories/everything_test.go", snake(f.Name), name)
			}
		}
	}
}

// calledByEverything is the text of the functions that everything calls: those of its
// files, those that shelves have to write, and the ledger's own.
func calledByEverything(t *testing.T) string {
	t.Helper()
	writes := map[string]bool{"login": true}
	for _, of := range shelves {
		name := runtime.FuncForPC(reflect.ValueOf(of.write).Pointer()).Name()
		writes[name[strings.LastIndex(name, ".")+1:]] = true
	}
	var text strings.Builder
	for file, parsed := range sources(t, "*_test.go") {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range parsed.Decls {
			fn, is := decl.(*ast.FuncDecl)
			if is && (writes[fn.Name.Name] || strings.HasPrefix(file, "everything") || file == "main_test.go") {
				text.Write(raw[fn.Pos()-parsed.FileStart : fn.End()-parsed.FileStart])
			}
		}
	}
	return text.String()
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
	_, err = l.Drifts.Detect(t.Context(), l.detection(someID))
	fails(t, err, models.ErrNotFound, "scan", someID.String())
	_, _, err = l.Drifts.ResolveMissing(t.Context(), someID, models.Coverage{}, func(models.CoveredResource) (bool, string) { return true, "" })
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

// What is asked of the database is asked under the caller's deadline.
func TestCallersContextIsHandedDown(t *testing.T) {
	t.Parallel()
	for file, parsed := range sources(t, "*.go") {
		ast.Inspect(parsed, func(n ast.Node) bool {
			call, is := n.(*ast.CallExpr)
			if is && len(call.Args) == 0 && strings.HasPrefix(types.ExprString(call.Fun), "context.") && !strings.HasSuffix(file, "_test.go") {
				t.Errorf("repositories/%s: makes a context of its own, which no caller can end; hand down the caller's", file)
			}
			return true
		})
	}
}

// A connection that is cut under a unit of work is a database that is away.
func TestCutConnection(t *testing.T) {
	t.Parallel()
	cut := make(chan struct{})
	l := ledgerOn(t, testdb.With(t, postgres.Config{URL: between(t, testdb.New(t).URL, func(near, far net.Conn) {
		go func() { <-cut; near.Close(); far.Close() }() // both end then
		_, _ = io.Copy(near, far)
	})}))
	err := l.InTx(t.Context(), func(tx *repositories.Store) error {
		close(cut)
		_, err := tx.Drifts.Get(t.Context(), someID)
		own(t, err)
		return err
	})
	if !errors.Is(err, models.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
}

// PgBouncer ends a message whose server went away by one of its own. Wherever that is, the database was away, by gorm and by pgx.
func TestMessageThatEndsInAnother(t *testing.T) {
	t.Parallel()
	const crashed = "E\x00\x00\x00)SFATAL\x00C08P01\x00Mserver conn crashed?\x00\x00"
	d := testdb.New(t)
	whole := ledgerOn(t, testdb.With(t, postgres.Config{URL: d.URL}))
	for range 20 {
		whole.drift()
	}
	var after atomic.Int64 // so many bytes
	l := repositories.New(testdb.With(t, postgres.Config{URL: between(t, d.URL, func(near, far net.Conn) {
		defer near.Close()
		for b := make([]byte, 1<<16); ; {
			n, err := far.Read(b)
			if end := after.Load(); err == nil && end > 0 {
				_, _ = near.Write(append(b[:min(end, int64(n))], strings.Repeat(crashed, 1000)...))
				return
			}
			if _, wrong := near.Write(b[:n]); err != nil || wrong != nil {
				return
			}
		}
	})}), time.Minute)
	for n := range int64(60) {
		for name, call := range map[string]func() error{
			"pgx":  func() error { return first(l.Drifts.List(t.Context(), models.DriftQuery{})) },
			"gorm": func() error { return first(l.Users.List(t.Context(), models.UserFilter{}, models.PageRequest{})) },
		} {
			after.Store(0)
			for l.Ping(t.Context()) != nil { // what broke is in the pool
			}
			after.Store(1 + 23*n)
			err := call()
			own(t, err)
			if !errors.Is(err, models.ErrUnavailable) {
				t.Errorf("%s, after %d bytes: %v", name, 1+23*n, err)
			}
		}
	}
}

// between is the URL of a database by way of a listener that hands on what comes from the server as it likes.
func between(t *testing.T, to string, hand func(near, far net.Conn)) string {
	t.Helper()
	target, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	server := target.Host
	target.Host = listener.Addr().String()
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", server)
			if err != nil {
				t.Error(err)
				return
			}
			go func() { _, _ = io.Copy(far, near); far.Close() }()
			go hand(near, far)
		}
	}()
	return target.String()
}
