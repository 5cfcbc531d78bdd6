package telling

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// faults are what goes wrong in a round.
var faults = []string{"nothing", "down", "slow", "500", "429", "cut", "killed before", "killed after", "two workers", "database away"}

// What is due is told at least once, each webhook with one id and one body, whatever goes
// wrong, and nothing keeps an import from its work. GUARDIAN_TELLING_SEED tries another order.
func TestRoundsWithFaults(t *testing.T) {
	t.Parallel()
	seed := uint64(1126)
	if given, err := strconv.ParseUint(os.Getenv("GUARDIAN_TELLING_SEED"), 10, 64); err == nil {
		seed = given
	}
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	w := newFaulty(t)
	var found []uuid.UUID
	for n := range 200 {
		w.fault = faults[random.IntN(len(faults))]
		if n < len(faults) {
			w.fault = faults[n] // each at least once
		}
		found = append(found, w.found("prod/"+strconv.Itoa(random.IntN(5)), 1+random.IntN(3))...)
		w.round(func() {
			found = append(found, w.found("other", 1)...) // while all are sending
		})
		w.clock = w.clock.Add(time.Duration(1+random.IntN(200)) * time.Second)
	}
	w.fault = "nothing"
	w.now.Store(&weather{fault: w.fault})
	for range 5 {
		w.clock = w.clock.Add(time.Hour)
		w.office.round()
	}
	messages, told := 0, w.told()
	for _, m := range w.all() {
		messages++
		if m.Status != models.MessageSent || len(w.bodies[m.ID.String()]) == 0 {
			t.Errorf("%s was not told: %s after %d attempts, %s", m.Title, m.Status, m.Attempts, m.LastError)
		}
	}
	for id, bodies := range w.bodies {
		for _, body := range bodies {
			if body != bodies[0] {
				t.Errorf("message %s has two bodies:\n%s\n%s", id, body, bodies[0])
			}
		}
	}
	for _, id := range found {
		if !told[id] {
			t.Errorf("nobody was told of drift %s", id)
		}
	}
	if messages < 100 || w.again == 0 {
		t.Errorf("%d messages, of which %d were sent again: too few to tell", messages, w.again)
	}
	t.Logf("%d drifts, %d messages, %d of them sent more than once", len(found), messages, w.again)
}

// faulty is an office whose receiver, workers and database fail.
type faulty struct {
	*office
	*receiver
	fault string
	again int
	// now is what the receiver meets, which may still be at work when a round is over.
	now atomic.Pointer[weather]
}

// weather is a round's fault and what ends when its import is done.
type weather struct {
	fault     string
	meanwhile chan struct{}
}

func newFaulty(t *testing.T) *faulty {
	t.Helper()
	f := &faulty{receiver: newReceiver(t)}
	f.office = newOffice(t, toOne, map[string]string{"ONCALL_URL": f.URL})
	f.answer = func(_ int, w http.ResponseWriter) {
		now := f.now.Load()
		switch now.fault {
		case "slow":
			<-now.meanwhile
		case "500":
			w.WriteHeader(http.StatusInternalServerError)
		case "429":
			w.Header().Set("Retry-After", "30")
			w.WriteHeader(http.StatusTooManyRequests)
		case "cut":
			panic(http.ErrAbortHandler)
		case "database away":
			f.cutDatabase()
		}
	}
	return f
}

// cutDatabase ends all connections of the writing role to the ledger.
func (f *faulty) cutDatabase() {
	_, err := f.db.Pool.Exec(f.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user")
	if err == nil {
		f.Error("the database was not cut off")
	}
}

// round tells once or twice at a time, while meanwhile runs; what fails is what was meant to.
func (f *faulty) round(meanwhile func()) {
	f.Helper()
	imported := make(chan struct{})
	f.now.Store(&weather{f.fault, imported})
	f.vars["ONCALL_URL"] = f.URL
	tellers := 1
	switch f.fault {
	case "down":
		f.vars["ONCALL_URL"] = "http://127.0.0.1:1/"
	case "two workers":
		tellers = 2
	case "killed before", "killed after":
		f.killed(f.fault == "killed after")
	}
	var telling sync.WaitGroup
	for range tellers {
		telling.Go(func() {
			_, err := f.teller().Round(f.Context())
			if err != nil && (f.fault != "database away" || !errors.Is(err, models.ErrUnavailable)) {
				f.Errorf("%s: %v", f.fault, err)
			}
		})
	}
	if f.fault != "database away" {
		meanwhile()
	}
	close(imported)
	telling.Wait()
	f.db.Pool.Reset() // the database is there again
}

// killed takes messages up, and sends one of two where it is killed only after that.
func (f *faulty) killed(after bool) {
	f.Helper()
	t := f.teller()
	book, _, err := t.rules(f.Context())
	f.ok(err)
	_, err = f.Messages.Compose(f.Context(), f.clock, func(due []models.DueNotice) ([]models.NewMessage, error) {
		return compose(book, func(string) bool { return true }, due)
	})
	f.ok(err)
	claimed, err := f.Messages.Claim(f.Context(), f.clock, f.clock.Add(leased), batch)
	f.ok(err)
	r := &round{Teller: t, channels: t.channels(book)}
	for i, m := range claimed {
		if after && i%2 == 0 {
			f.ok(r.send(f.Context(), m, f.clock))
		}
	}
}

// all gives every message.
func (f *faulty) all() (all []models.Message) {
	f.Helper()
	f.ok(f.Messages.Stream(f.Context(), models.MessageFilter{}, func(m models.Message) error { all = append(all, m); return nil }))
	for _, m := range all {
		if len(f.bodies[m.ID.String()]) > 1 {
			f.again++
		}
	}
	return all
}

// told are the drifts that the receiver was told of.
func (f *faulty) told() map[uuid.UUID]bool {
	told := map[uuid.UUID]bool{}
	for _, e := range f.events {
		for _, d := range e.Data.Drifts {
			told[*d.Drift] = true
		}
	}
	return told
}

// What is given up after a day is seen with its error, and another channel is told all
// the same.
func TestGivenUpIsSeen(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	o := newOffice(t, `
channel "oncall" { url_from = "ONCALL_URL" }
channel "team" { url_from = "TEAM_URL" }
tell { to = ["oncall", "team"] }
`, map[string]string{"ONCALL_URL": "http://127.0.0.1:1/S3CR3T", "TEAM_URL": r.URL})
	o.found("prod/web", 1)
	begin := o.clock
	var last Report
	for n := 0; len(last.GivenUp) == 0; n++ {
		if n > 100 {
			t.Fatal("it is never given up")
		}
		if last = o.round(); len(last.Waiting) > 0 {
			o.clock = *last.Waiting[0].Next
		}
	}
	if got := o.clock.Sub(begin); got != 24*time.Hour || last.GivenUp[0].Problem != "it refused the connection" {
		t.Errorf("after %s: %+v", got, last)
	}
	figures, err := o.Messages.Figures(t.Context(), begin.Add(-time.Hour))
	o.ok(err)
	if figures != (models.MessageFigures{GivenUp: 1}) || len(r.events) != 1 {
		t.Errorf("%+v, %d told", figures, len(r.events))
	}
}

// A channel that cannot be used is said, and its message waits; one that the rules have
// no more waits too.
func TestChannelWithoutItsVariable(t *testing.T) {
	t.Parallel()
	o := newOffice(t, toOne, map[string]string{})
	o.found("prod/web", 1)
	report := o.round()
	if len(report.Channels) != 1 || report.Channels[0].Error() != "channel oncall: ONCALL_URL is not set" || len(report.Waiting) != 1 {
		t.Fatalf("%+v", report)
	}
	o.apply("# none\n")
	o.clock = o.clock.Add(time.Minute)
	if report = o.round(); len(report.Channels) != 0 || len(report.Waiting) != 1 || !strings.Contains(report.Waiting[0].Problem, "no channel of this name") {
		t.Errorf("%+v", report)
	}
}

// A stop ends a round at once; what was being sent is tried by whoever comes next.
func TestStoppedRound(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	o := newOffice(t, toOne, map[string]string{"ONCALL_URL": r.URL})
	o.found("prod/web", 1)
	ctx, stop := context.WithCancel(t.Context())
	held := make(chan struct{})
	r.answer = func(n int, w http.ResponseWriter) {
		if n == 0 {
			stop()
			<-held
		}
	}
	_, err := o.teller().Round(ctx)
	close(held)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if report := o.round(); report.Sent != 1 {
		t.Errorf("%+v", report)
	}
}

// A rule that ends while its file is being applied hinders nobody afterwards.
func TestRuleThatEndedBeforeItWasApplied(t *testing.T) {
	t.Parallel()
	o := newOffice(t, teams, map[string]string{})
	source := "ignore \"sizes\" {\n  type   = [\"x\"]\n  reason = \"r\"\n  until  = \"2020-01-01\"\n}\n"
	_, _, err := o.Rules.Apply(t.Context(), models.ApplyRulesInput{File: "rules.hcl", Source: source, By: o.user})
	o.ok(err)
	o.round()
}

// What somebody has approved before it was told is told to nobody, nor is its date.
func TestApprovedBeforeItIsTold(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "channel \"oncall\" { url_from = \"ONCALL_URL\" }\ntell { to = [\"oncall\"] }\n", map[string]string{})
	approved, open := o.found("prod/a", 1)[0], o.found("prod/b", 1)[0]
	_, err := o.Drifts.Approve(t.Context(), approved, models.ApproveDriftInput{ApprovedBy: o.user, Reason: "until the sale is over"})
	o.ok(err)
	o.round()
	_, err = o.Drifts.Approve(t.Context(), open, models.ApproveDriftInput{ApprovedBy: o.user, Reason: "until the sale is over"})
	o.ok(err)
	messages, err := o.Messages.List(t.Context(), models.MessageFilter{}, models.PageRequest{})
	o.ok(err)
	if messages.Total != 1 || messages.Items[0].Scope != "prod/b" {
		t.Errorf("%d messages: %+v", messages.Total, messages.Items)
	}
	at := o.clock
	for kind, want := range map[models.NoticeKind]bool{models.NoticeAlert: false, models.NoticeOverdue: true} {
		n := models.DueNotice{Notice: models.Notice{Kind: kind, CreatedAt: at}, Drift: models.NoticedDrift{Status: models.StatusApproved, ApprovedAt: &at}}
		if got := decided(n); got != want {
			t.Errorf("%s of what was approved before: %t, want %t", kind, got, want)
		}
	}
}
