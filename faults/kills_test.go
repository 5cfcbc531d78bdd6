//go:build linux

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/pgserver"
	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/schema"
	"github.com/clouddrift/guardian/internal/testdir"
)

// Killed at any moment, a command leaves the ledger whole and the next run goes through.
func TestKills(t *testing.T) {
	p := begin(t, 1)
	p.killAll("import", "migrate", "notify")
}

// So does seed, which takes longer than the three together.
func TestKillsOfSeed(t *testing.T) {
	p := begin(t, 1)
	p.sideBySide(func(half *trial) { half.killAll("seed") })
}

// So do those that serve until they are stopped.
func TestKillsOfServers(t *testing.T) {
	p := begin(t, 1)
	p.killAll("serve", "demo")
}

// house is a private PostgreSQL and the program that runs it.
type house struct {
	program
	dir    string
	random *rand.Rand
	round  int
	seeded int // what the round's ledger is seeded by
	cut    int // kills that came before the command had ended by itself
	down   int // of those, with the server killed too
	slow   time.Duration
	told   *receiver
}

func newHouse(t *trial, random *rand.Rand) *house {
	t.Helper()
	h := &house{dir: filepath.Join(testdir.New(t), "data"), random: random, told: newReceiver(t)}
	h.program = newProgram(t, "DATA_DIR="+h.dir, "ONCALL_URL="+h.told.URL, "GUARDIAN_WEBHOOK_SECRET="+webhookSecret)
	return h
}

// killing is a command that is killed: what goes before it, and what is true after it went through.
type killing struct {
	before func(h *house)
	line   func(h *house) string
	serves bool
	after  func(h *house, db *postgres.DB)
}

var killings = map[string]killing{
	"import": {(*house).writeReports, func(h *house) string { return "import " + h.reports() }, false, (*house).allReportsAreIn},
	"seed": {func(h *house) { h.seeded = h.random.IntN(1_000_000) + 1 },
		func(h *house) string { return fmt.Sprintf("seed --drifts 4500 --random-seed %d", h.seeded) }, false,
		func(h *house, db *postgres.DB) { h.counts(db, "SELECT count(*) FROM drifts", 4500) }},
	"migrate": {(*house).empty, func(*house) string { return "migrate up" }, false,
		func(h *house, db *postgres.DB) { h.counts(db, "SELECT count(*) FROM drifts", 0) }},
	"notify": {(*house).somethingToTell, func(*house) string { return "notify" }, false, nil},
	"serve":  {nil, func(*house) string { return "serve" }, true, nil},
	"demo": {(*house).emptyOrNone, func(*house) string { return "demo" }, true,
		func(h *house, db *postgres.DB) {
			h.counts(db, "SELECT count(*) FROM seed_runs WHERE finished_at IS NOT NULL", 1)
		}},
}

// killAll kills each of the commands as often as there are rounds, two of them at a time.
func (t *trial) killAll(names ...string) {
	t.Helper()
	told, done := make([]string, len(names)), make([]int, len(names))
	_, err := build() // before any time is measured
	t.ok(err)
	t.Run("kills", func(all *testing.T) {
		for i, name := range names {
			random := rand.New(rand.NewPCG(t.random.Uint64(), 0))
			all.Run(name, func(one *testing.T) {
				one.Parallel()
				h := newHouse(&trial{T: one, rounds: t.rounds, random: random, begun: t.begun}, random)
				h.kill(killings[name])
				done[i] = h.t.done
				told[i] = fmt.Sprintf("%s %d times (%d before it was done, %d with its server too, up again after %d ms at most)",
					name, h.t.done, h.cut, h.down, h.slow.Milliseconds())
			})
		}
	})
	t.done = slices.Min(done)
	t.tell("killed: %s. Ledger whole, schema verified, nothing half, the next run went through", strings.Join(told, ", "))
}

// kill kills a command in each round, at a moment of its usual course, and runs it again.
func (h *house) kill(k killing) {
	h.t.Helper()
	usual := 3 * time.Second
	for h.round = range h.t.each {
		if k.before != nil {
			k.before(h)
		}
		h.killOnce(k, usual)
		begun := time.Now()
		if k.serves {
			_, process, took := h.serves(k.line(h))
			usual = took + 200*time.Millisecond
			h.stop(process)
		} else {
			usual = h.must(k.line(h)).took
		}
		h.slow = max(h.slow, time.Since(begun))
		h.withServer(func(db *postgres.DB) { h.isWhole(db, k.after) })
		if h.t.Failed() {
			h.t.FailNow()
		}
	}
	if k.line(h) == "notify" {
		h.allIsTold()
	}
}

// killOnce kills the command within its usual time and, one time in three, its server with it.
func (h *house) killOnce(k killing, usual time.Duration) {
	h.t.Helper()
	killed := h.run(k.line(h), time.Millisecond+time.Duration(h.random.Int64N(int64(usual))))
	if killed.status == -1 {
		h.cut++
	} else if killed.status != 0 {
		h.t.Errorf("status %d: %s", killed.status, killed.err)
	}
	if killed.status == -1 && h.random.IntN(3) == 0 {
		if pid := h.server().postmaster(); pid > 0 {
			signal(syscall.SIGKILL, pid)
			h.down++
		}
	}
}

func (h *house) server() *cluster { return &cluster{t: h.t, dir: h.dir} }

// withServer runs fn on the private server, as a command would.
func (h *house) withServer(fn func(db *postgres.DB)) {
	h.t.Helper()
	share, err := pgserver.Start(h.t.Context(), pgserver.Options{DataDir: h.dir})
	h.t.ok(err)
	defer func() { h.t.ok(share.Close(context.Background())) }()
	db, err := postgres.Open(h.t.Context(), postgres.Config{URL: share.URL(), MaxConns: 2})
	h.t.ok(err)
	defer db.Close()
	fn(db)
}

// isWhole: the schema is that of the models, the ledger is whole, and what the command is for is done.
func (h *house) isWhole(db *postgres.DB, after func(*house, *postgres.DB)) {
	h.t.Helper()
	lines, err := schema.Verify(h.t.Context(), db.Gorm, "")
	h.t.ok(err)
	for _, line := range lines {
		h.t.Errorf("schema verify: %s", line)
	}
	checkWhole(h.t, db)
	if after != nil {
		after(h, db)
	}
}

func (h *house) counts(db *postgres.DB, sql string, want int) {
	h.t.Helper()
	var n int
	h.t.ok(db.Pool.QueryRow(h.t.Context(), sql).Scan(&n))
	if n != want {
		h.t.Errorf("%s: %d, want %d", sql, n, want)
	}
}

// empty takes all away that was migrated.
func (h *house) empty() {
	h.t.Helper()
	h.withServer(func(db *postgres.DB) {
		_, err := db.Pool.Exec(h.t.Context(), "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
		h.t.ok(err)
	})
}

// emptyOrNone has the program begin anew, one time in four with a server that is yet to be made.
func (h *house) emptyOrNone() {
	h.t.Helper()
	if h.random.IntN(4) == 0 {
		h.t.ok(os.RemoveAll(h.dir))
		return
	}
	h.empty()
}

func (h *house) reports() string { return filepath.Join(filepath.Dir(h.dir), "reports") }

// writeReports writes the reports of a round in place of those of the one before.
func (h *house) writeReports() {
	h.t.Helper()
	at := time.Now().Add(-100*time.Hour + time.Duration(h.round)*time.Second)
	for _, scope := range []string{"a", "b", "c", "d", "e"} {
		dir := filepath.Join(h.reports(), scope)
		h.t.ok(os.MkdirAll(dir, 0o755))
		report, _ := plan(at, h.random)
		h.t.ok(os.WriteFile(filepath.Join(dir, "tfplan.json"), report, 0o600))
	}
}

func (h *house) allReportsAreIn(db *postgres.DB) {
	h.t.Helper()
	h.counts(db, "SELECT count(*) FROM scans", 5*(h.round+1))
}

// somethingToTell imports what is to be told.
func (h *house) somethingToTell() {
	h.t.Helper()
	if h.round == 0 {
		rules := filepath.Join(filepath.Dir(h.dir), "rules.hcl")
		h.t.ok(os.WriteFile(rules, []byte("channel \"oncall\" { url_from = \"ONCALL_URL\" }\ntell { to = [\"oncall\"] }\n"), 0o600))
		h.input = "correct horse battery\n"
		h.must("user add --email ann@example.com --role engineer")
		h.must("rules apply " + rules + " --as ann@example.com")
	}
	h.writeReports()
	h.must("import " + h.reports())
}

// allIsTold: what a killed run had taken up is told by the next once its time has passed.
func (h *house) allIsTold() {
	h.t.Helper()
	h.withServer(func(db *postgres.DB) {
		_, err := db.Pool.Exec(h.t.Context(), "UPDATE messages SET next_at = now() WHERE status = 'waiting'")
		h.t.ok(err)
	})
	h.must("notify")
	h.withServer(func(db *postgres.DB) {
		var sent int
		h.counts(db, "SELECT count(*) FROM messages WHERE status <> 'sent'", 0)
		h.t.ok(db.Pool.QueryRow(h.t.Context(), "SELECT count(*) FROM messages").Scan(&sent))
		if sent != len(h.told.bodies) || sent == 0 {
			h.t.Errorf("%d messages are sent, %d came", sent, len(h.told.bodies))
		}
	})
}
