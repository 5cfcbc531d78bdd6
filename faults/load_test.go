//go:build linux

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testledger"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

const clients, importers = 64, 8

// What is asked for under load; ID stands for a drift.
var asked = []string{
	"/debug", "/debug/drifts", "/debug/drifts?format=json", "/debug/drifts?severity=critical&format=json", "/debug/drifts?q=prod&format=json",
	"/debug/drifts/ID", "/debug/drifts/ID?format=json", "/debug/scopes", "/debug/scans", "/debug/alerts?format=json", "/debug/audit-logs", "/readyz", "/metrics",
}

// Many clients and importers at once for as many seconds as there are rounds, with others that read
// slowly, say nothing or say too much: memory and goroutines stay bounded, and every answer is one.
func TestLoad(t *testing.T) {
	p := begin(t, 2)
	url := testledger.URL(t)
	l := &load{trial: p, answers: map[int]int{}, of: map[string]*asking{}}
	guardian := newProgram(p, "DATABASE_URL="+url)
	l.address, l.process, _ = guardian.serves("serve")
	db := l.open(url)
	l.ids = texts(p, db, "SELECT id::text FROM drifts LIMIT 200")
	var drifts int
	p.ok(db.Pool.QueryRow(t.Context(), "SELECT count(*) FROM drifts").Scan(&drifts))
	l.run(url)
	for _, wrong := range l.sums(db, drifts) {
		t.Error(wrong)
	}
	l.most = l.memory()
	guardian.stop(l.process)
	l.tell(drifts)
}

// load is a server under load and what it answered.
type load struct {
	*trial
	address string
	process *exec.Cmd
	ids     []string

	mu         sync.Mutex      // holds what follows
	took       []time.Duration // of the answers of status 200
	answers    map[int]int
	of         map[string]*asking // by what was asked for
	broken     int                // connections without an answer
	imports    []time.Duration
	failed     int // imports
	goroutines int // the most
	unwelcome  string
	most       string // memory
}

// asking is what came of asking for one of the paths: how long the answers of status 200 took, and how many
// others there were.
type asking struct {
	took  []time.Duration
	other int
}

func (l *load) open(url string) *postgres.DB {
	l.Helper()
	db, err := postgres.Open(l.Context(), postgres.Config{URL: url, MaxConns: 2})
	l.ok(err)
	l.Cleanup(db.Close)
	return db
}

// slowest is how much longer than its time a trial may go on until something was answered and imported: it
// does where the machine has much else to do.
const slowest = 2 * time.Minute

// run has all at work for the time of the trial.
func (l *load) run(url string) {
	l.Helper()
	ctx, cancel := context.WithTimeout(l.Context(), seconds(l.rounds)+slowest)
	defer cancel()
	enough := time.AfterFunc(seconds(l.rounds), func() {
		for ctx.Err() == nil && !l.hasBegun() {
			time.Sleep(100 * time.Millisecond)
		}
		cancel()
	})
	defer enough.Stop()
	store, err := repositories.Open(ctx, repositories.Config{URL: url, Timeout: time.Minute, MaxConns: importers})
	l.ok(err)
	defer store.Close()
	var all sync.WaitGroup
	for range clients {
		random := rand.New(rand.NewPCG(l.random.Uint64(), 0))
		all.Go(func() { l.client(ctx, random) })
	}
	for i := range importers {
		random := rand.New(rand.NewPCG(l.random.Uint64(), 0))
		all.Go(func() { l.importer(ctx, store, fmt.Sprint("load-", i), random) })
	}
	all.Go(func() { l.watch(ctx) })
	all.Go(func() { l.nuisances(ctx) })
	all.Wait()
}

// client asks for one thing after the other, as people and programs do.
func (l *load) client(ctx context.Context, random *rand.Rand) {
	for ctx.Err() == nil {
		what := asked[random.IntN(len(asked))]
		begun := time.Now()
		status, err := l.get(ctx, strings.ReplaceAll(what, "ID", l.ids[random.IntN(len(l.ids))]), nil)
		if ctx.Err() != nil {
			return
		}
		l.note(func() { l.came(what, status, time.Since(begun), err) })
	}
}

// came notes what came of asking for something.
func (l *load) came(what string, status int, took time.Duration, err error) {
	if l.of[what] == nil {
		l.of[what] = &asking{}
	}
	if l.answers[status]++; err != nil {
		l.broken++
	}
	if status != http.StatusOK {
		l.of[what].other++
		return
	}
	l.took = append(l.took, took)
	l.of[what].took = append(l.of[what].took, took)
}

// hasBegun says whether something was answered and imported.
func (l *load) hasBegun() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.took) > 0 && len(l.imports) > 0
}

func (l *load) note(fn func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fn()
}

// get asks for a path and takes the whole answer, into body where that is wanted.
func (l *load) get(ctx context.Context, path string, body io.Writer) (int, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, l.address+path, nil)
	if err != nil {
		return 0, err
	}
	response, err := manyClients.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	if body == nil {
		body = io.Discard
	}
	_, err = io.Copy(body, response.Body)
	return response.StatusCode, err
}

var manyClients = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 2 * clients}}

// importer imports one report after the other into a scope of its own.
func (l *load) importer(ctx context.Context, store *repositories.Store, scope string, random *rand.Rand) {
	for n := 1; ctx.Err() == nil; n++ {
		report, _ := plan(time.Now().Add(-time.Hour+time.Duration(n)*time.Millisecond*10), random)
		begun := time.Now()
		_, err := importing.File(ctx, store, scope+".json", bytes.NewReader(report), importing.Options{Scope: scope, DetectedBy: models.DetectedByAPI, ResolveMissing: true})
		if ctx.Err() != nil {
			return
		}
		l.note(func() {
			if l.imports = append(l.imports, time.Since(begun)); err != nil {
				l.failed++
				l.Logf("an import failed: %v", err)
			}
		})
	}
}

var goroutines = regexp.MustCompile(`(?m)^go_goroutines (\d+)$`)

// watch notes how many goroutines the server has.
func (l *load) watch(ctx context.Context) {
	for ctx.Err() == nil {
		var text bytes.Buffer
		if _, err := l.get(ctx, "/metrics", &text); err == nil {
			if found := goroutines.FindSubmatch(text.Bytes()); found != nil {
				n, _ := strconv.Atoi(string(found[1]))
				l.note(func() { l.goroutines = max(l.goroutines, n) })
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// memory is the most memory that the server had.
func (l *load) memory() string {
	raw, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", l.process.Process.Pid))
	_, after, _ := strings.Cut(string(raw), "VmHWM:")
	line, _, _ := strings.Cut(after, "\n")
	kb, _ := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(line, "kB")))
	return fmt.Sprintf("%d MiB", kb/1024)
}
