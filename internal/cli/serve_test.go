package cli_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/cli"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/migrations"
)

var address = regexp.MustCompile(`http://[0-9.:]+`)

// running is a serve or a demo within this process.
type running struct {
	url      string
	out, err *lines
	stop     func() int // Ctrl-C, and the exit status
}

// start starts serve or demo and waits until it says where it listens.
func start(t *testing.T, args ...string) running {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r := running{out: newLines(), err: newLines()}
	status := make(chan int, 1)
	go func() { status <- cli.Run(ctx, args, strings.NewReader(""), r.out, r.err); cancel() }()
	r.stop = func() int { cancel(); s := <-status; status <- s; return s }
	t.Cleanup(func() { r.stop() })
	r.url = address.FindString(r.out.wait(ctx, t, "Guardian serves"))
	return r
}

// get asks for a route and gives the status and the body.
func get(t *testing.T, url string) (int, string) { t.Helper(); return ask(t, url, "") }

// ask is get by a client that would have a kind of answer, "" for any.
func ask(t *testing.T, url, accept string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if accept != "" {
		request.Header.Set("Accept", accept)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func total(t *testing.T, url string) int64 {
	t.Helper()
	status, body := get(t, url)
	var list struct{ Total int64 }
	if err := json.Unmarshal([]byte(body), &list); err != nil || status != 200 {
		t.Fatalf("%s: %d %s", url, status, body)
	}
	return list.Total
}

func TestServe(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	imported(t, db)
	s := start(t, on(db, "serve", "--http-addr", "127.0.0.1:0")...)
	if status, _ := get(t, s.url+"/readyz"); status != 200 {
		t.Errorf("readyz: %d", status)
	}
	if n := total(t, s.url+"/debug/drifts?format=json"); n != 7 {
		t.Errorf("%d drifts", n)
	}
	// The schema falls behind while it serves.
	ok(t, on(db, "migrate", "down", "--force")...)
	for {
		status, body := get(t, s.url+"/readyz?format=json")
		if status == 503 && strings.Contains(body, "is behind: pending") {
			break
		}
		if status != 200 { // which holds for a second
			t.Fatalf("readyz: %d %s", status, body)
		}
	}
	if code := s.stop(); code != 0 {
		t.Errorf("exit status %d: %s", code, s.err)
	}
}

func TestServeMigrate(t *testing.T) {
	t.Parallel()
	db := testdb.Empty(t)
	s := start(t, on(db, "serve", "--http-addr", "127.0.0.1:0", "--migrate")...)
	if n := total(t, s.url+"/debug/drifts?format=json"); n != 0 {
		t.Errorf("%d drifts", n)
	}
}

func TestServeToken(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	s := start(t, on(db, "serve", "--http-addr", "0.0.0.0:0", "--admin-token", "opensesame-opensesame", "--log-level", "debug")...)
	if !strings.HasPrefix(s.url, "http://127.0.0.1:") {
		t.Errorf("a browser cannot open %s", s.url)
	}
	if status, _ := get(t, s.url+"/debug/drifts"); status != 401 {
		t.Errorf("without the token: %d", status)
	}
	s.stop()
	if strings.Contains(s.out.String()+s.err.String(), "opensesame") {
		t.Error("the token is shown")
	}
}

// serve reads from the replica, also where the primary is away.
func TestServeReadURL(t *testing.T) {
	t.Parallel()
	replica := testdb.LendDatabase(t)
	imported(t, replica)
	for _, primary := range []string{testdb.New(t).Reader().URL, "postgres://127.0.0.1:1/x"} {
		s := start(t, "serve", "--http-addr", "127.0.0.1:0", "--database-url", primary, "--database-read-url", replica.Reader().URL)
		if n := total(t, s.url+"/debug/drifts?format=json"); n != 7 {
			t.Errorf("%d drifts", n)
		}
	}
}

// What serve is to read must be current as well.
func TestServeReadURLIsChecked(t *testing.T) {
	t.Parallel()
	primary, behind := testdb.New(t), testdb.New(t)
	ok(t, on(behind, "migrate", "down")...)
	ids := migrations.IDs()
	for url, words := range map[string][]string{
		testdb.Empty(t).URL:                    append([]string{"DATABASE_READ_URL: ", "is behind: pending "}, ids...),
		behind.Reader().URL:                    {"DATABASE_READ_URL: ", "is behind: pending " + ids[len(ids)-1], "the replica"},
		"postgres://ann:hunter2@127.0.0.1:1/x": {"DATABASE_READ_URL: cannot connect", "127.0.0.1:1"},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second) // it would serve until its end
		r := runWith(ctx, "", on(primary, "serve", "--http-addr", "127.0.0.1:0", "--database-read-url", url)...)
		cancel()
		checkRefused(t, r, 1, words...)
		if strings.Contains(r.err, "hunter2") {
			t.Errorf("shows the password: %s", r.err)
		}
	}
}

// Ctrl-C while serve or demo still starts is an orderly end, too; anything else
// was interrupted.
func TestInterruptedStart(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]int{
		"serve --http-addr 127.0.0.1:0": 0, "demo --http-addr 127.0.0.1:0": 0, "drift list": 130, "migrate up": 130,
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			db := testdb.New(t)
			gate := shut(t, db, migrations.Table)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			done := make(chan result, 1)
			go func() { done <- runWith(ctx, "", on(db, strings.Fields(line)...)...) }()
			gate.wait(t)
			cancel()
			if r := <-done; r.status != want || r.out != "" || (r.err == "") != (want == 0) {
				t.Errorf("got %+v, want status %d", r, want)
			}
		})
	}
}

// A database that does not answer ends the command within QUERY_TIMEOUT.
func TestSchemaThatCannotBeRead(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	shut(t, db, migrations.Table)
	r := run(t, on(db, "drift", "list", "--query-timeout", "100ms", "--log-level", "fatal")...)
	checkRefused(t, r, 1, "did not answer within 100ms")
}

func TestServePortInUse(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, name := range []string{"serve", "demo"} {
		refused(t, 1, []string{l.Addr().String(), "in use", "HTTP_ADDR", "--http-addr"},
			on(testdb.Database{URL: "postgres://127.0.0.1:1/none"}, name, "--http-addr", l.Addr().String())...)
	}
	refused(t, 1, []string{"cannot listen on 192.0.2.1:8080"}, "serve", "--http-addr", "192.0.2.1:8080", "--admin-allow-anonymous")
}

func TestServeDatabaseDown(t *testing.T) {
	t.Parallel()
	refused(t, 1, []string{"cannot connect", "127.0.0.1:1"}, on(testdb.Database{URL: "postgres://127.0.0.1:1/none"}, "serve", "--http-addr", "127.0.0.1:0")...)
}
