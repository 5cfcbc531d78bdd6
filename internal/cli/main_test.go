package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/clouddrift/guardian/internal/cli"
	"github.com/clouddrift/guardian/internal/testdb"
)

func TestMain(m *testing.M) {
	_ = os.Unsetenv("CI") // by which a command is told who runs it; to unset cannot fail
	status := testdb.Run(m)
	_ = os.RemoveAll(buildDir) // "" removes nothing
	os.Exit(status)
}

// buildDir holds the program that the tests build.
var buildDir string

// reportsDir holds real plans.
const reportsDir = "../../reports/testdata/terraform/"

// result is what one run of the command gave.
type result struct {
	status   int
	out, err string
}

// run runs the command within this process, with nothing on standard input.
func run(t *testing.T, args ...string) result {
	t.Helper()
	return runWith(t.Context(), "", args...)
}

func runWith(ctx context.Context, input string, args ...string) result {
	var out, err bytes.Buffer
	status := cli.Run(ctx, args, strings.NewReader(input), &out, &err)
	return result{status, out.String(), progressLine.ReplaceAllString(err.String(), "")}
}

// progressLine is what long work says, which on a slow machine any may be.
var progressLine = regexp.MustCompile(`(?m)^.+: \d+ of \d+ \w+, \d+ a second, \w+ left\n`)

// on adds the flag that names the database, for the role that a command needs.
func on(db testdb.Database, args ...string) []string {
	switch {
	case slices.Contains([]string{"migrate", "seed", "schema", "demo", "database"}, args[0]) || slices.Contains(args, "--migrate"):
		db = db.Owner()
	case args[0] == "serve":
		db = db.Reader()
	}
	return append(args, "--database-url", db.URL)
}

// ok runs the command and fails the test unless it did its work without a word on
// standard error.
func ok(t *testing.T, args ...string) string {
	t.Helper()
	r := run(t, args...)
	if r.status != 0 || r.err != "" {
		t.Fatalf("%q: status %d, error %q", args, r.status, r.err)
	}
	return r.out
}

// okJSON is ok with the result read as JSON.
func okJSON[T any](t *testing.T, args ...string) T {
	t.Helper()
	return readJSON[T](t, ok(t, append(args, "--output", "json")...))
}

func readJSON[T any](t *testing.T, text string) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("not JSON alone: %v in %q", err, text)
	}
	return v
}

// refused runs the command and fails the test unless it ends with this status and
// one line on standard error that has all the words.
func refused(t *testing.T, status int, words []string, args ...string) result {
	t.Helper()
	r := run(t, args...)
	checkRefused(t, r, status, words...)
	return r
}

func checkRefused(t *testing.T, r result, status int, words ...string) {
	t.Helper()
	if r.status != status {
		t.Errorf("status %d, want %d; error %q", r.status, status, r.err)
	}
	r.err = progressLine.ReplaceAllString(r.err, "") // of a program that runs by itself
	if strings.Count(r.err, "\n") != 1 || !strings.HasPrefix(r.err, "guardian: ") {
		t.Errorf("want one line that begins with guardian:, got %q", r.err)
	}
	for _, word := range words {
		if !strings.Contains(r.err, word) {
			t.Errorf("%q lacks %q", r.err, word)
		}
	}
}

// lines is a stream whose lines a test can wait for.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
	seen chan struct{}
}

func newLines() *lines { return &lines{seen: make(chan struct{}, 1)} }

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case l.seen <- struct{}{}:
	default:
	}
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// wait waits until a word was written, and gives everything so far.
func (l *lines) wait(ctx context.Context, t testing.TB, word string) string {
	t.Helper()
	for {
		if text := l.String(); strings.Contains(text, word) {
			return text
		}
		select {
		case <-l.seen:
		case <-ctx.Done():
			t.Fatalf("%q never came; got %q", word, l.String())
		}
	}
}

// sendSQL writes past the commands what they would not.
func sendSQL(t *testing.T, db testdb.Database, sql string, args ...any) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), db.Super().URL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

// readSQL reads one value that no command gives.
func readSQL(t *testing.T, db testdb.Database, sql string, into any) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), db.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if err := conn.QueryRow(t.Context(), sql).Scan(into); err != nil {
		t.Fatal(err)
	}
}

// gate keeps everybody else from a table, so that a test can act while they wait.
type gate struct {
	pool  *pgxpool.Pool
	tx    pgx.Tx
	table string
}

func shut(t *testing.T, db testdb.Database, table string) *gate {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), db.Owner().URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	tx, err := pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	g := &gate{pool, tx, table}
	t.Cleanup(func() { g.open(t) })
	if _, err := tx.Exec(t.Context(), "LOCK TABLE "+table+" IN ACCESS EXCLUSIVE MODE"); err != nil {
		t.Fatal(err)
	}
	return g
}

// wait waits until somebody waits for the table.
func (g *gate) wait(t *testing.T) {
	t.Helper()
	for waiting := 0; waiting == 0; {
		const query = "SELECT count(*) FROM pg_locks, pg_sleep(0.01) WHERE NOT granted AND relation = $1::regclass"
		if err := g.pool.QueryRow(t.Context(), query, g.table).Scan(&waiting); err != nil {
			t.Fatal(err)
		}
	}
}

// open lets them in; a second time does no harm.
func (g *gate) open(t *testing.T) {
	t.Helper()
	if err := g.tx.Rollback(context.Background()); err != nil && !errors.Is(err, pgx.ErrTxClosed) {
		t.Error(err)
	}
}
