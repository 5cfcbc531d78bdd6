package importing_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// nights is how long an estate lives.
const nights = 8

// model is a ledger that holds many estates, each a scope of its own.
type model struct {
	db, forging   *postgres.DB
	store         *repositories.Store
	user          uuid.UUID
	start         time.Time
	runs          atomic.Int64
	scans, drifts atomic.Int64
	batch         int  // entries of a report that go into the ledger together; 0 is as many as are usual
	oneByOne      bool // nothing is imported at the same moment
}

func newModel(t *testing.T, db *postgres.DB) *model {
	t.Helper()
	return &model{
		db: db, forging: testdb.Super(t, db), store: repositories.New(db, time.Minute), user: engineer(t, db),
		start: testdb.Now(t, db).UTC().Truncate(24*time.Hour).AddDate(0, 0, -2*nights),
	}
}

// life is one estate's.
type life struct {
	*model
	seed  uint64
	scope string
	skip  map[int]bool // steps that are left out
	steps int
	story []string
	err   error

	estate estate
	ledger expected
	truth  truth
	late   *view  // a scan that waits to be imported after a newer one
	old    []view // what was imported
}

// live lets an estate live.
func (m *model) live(ctx context.Context, seed uint64, skip map[int]bool) *life {
	l := &life{
		model: m, seed: seed, skip: skip, scope: fmt.Sprintf("estate %d, run %d", seed, m.runs.Add(1)),
		ledger: expected{scans: map[string]bool{}}, truth: truth{map[uuid.UUID]int{}},
	}
	for range 6 {
		if rng := l.step(); rng != nil && chance(rng, 70) {
			l.estate.appear(rng)
		}
	}
	for _, t := range l.estate.things {
		l.tell("  holds %s", t)
	}
	for night := 1; night <= nights && l.err == nil; night++ {
		l.tell("night %d", night)
		l.night(ctx, m.start.AddDate(0, 0, night))
	}
	m.drifts.Add(int64(len(l.ledger.rows)))
	return l
}

func (l *life) night(ctx context.Context, at time.Time) {
	for range 4 {
		if rng := l.step(); rng != nil && chance(rng, 60) {
			if story := l.estate.event(rng); story != "" {
				l.tell("  %s", story)
			}
		}
	}
	waits := l.late
	l.late = nil
	if rng := l.step(); rng != nil {
		l.scanned(ctx, rng, at)
	}
	if rng := l.step(); rng != nil && waits != nil && l.err == nil {
		l.tell("  late: %s", *waits)
		l.imported(ctx, *waits)
	}
	if rng := l.step(); rng != nil && len(l.old) > 0 && chance(rng, 12) && l.err == nil {
		v := pick(rng, l.old)
		l.tell("  once more: scan of %s", v.at.Format("01-02 15:04:05"))
		l.imported(ctx, v)
	}
	for range 2 {
		if rng := l.step(); rng != nil && chance(rng, 35) && l.err == nil {
			l.decided(ctx, rng)
		}
	}
	if l.err == nil {
		l.err = l.ledger.compare(ctx, l.db, l.scope)
	}
}

// scanned scans the estate, and imports what it sees or keeps it back.
func (l *life) scanned(ctx context.Context, rng *rand.Rand, at time.Time) {
	v := l.estate.scan(rng, at)
	switch n := rng.IntN(100); {
	case n < 10:
		l.late = &v
		l.tell("  kept back: %s", v)
	case n < 18:
		l.atOnce(ctx, v)
	default:
		l.tell("  %s", v)
		l.imported(ctx, v)
	}
}

func (l *life) file(ctx context.Context, v view) (importing.Summary, error) {
	l.scans.Add(1)
	o := importing.Options{Scope: l.scope, DetectedBy: models.DetectedByScheduler, ResolveMissing: v.resolve}
	return importing.File(ctx, l.store, "plan.json", bytes.NewReader(v.plan()), importing.InBatches(o, l.batch))
}

// imported imports one scan and holds what became of it to what should.
func (l *life) imported(ctx context.Context, v view) {
	summary, err := l.file(ctx, v)
	if err != nil {
		l.err = err
		return
	}
	l.judge(v, summary)
}

func (l *life) judge(v view, summary importing.Summary) {
	before := l.truth.before(v, l.ledger.rows)
	if l.err = l.ledger.take(v, summary); l.err != nil || summary.AlreadyImported {
		return
	}
	l.old = append(l.old, v)
	if !summary.Late() {
		l.err = l.truth.after(v, before, l.ledger.rows)
	}
}

// atOnce imports two scans that saw the same a few seconds apart, at the same moment.
func (l *life) atOnce(ctx context.Context, v view) {
	views := [2]view{v, v}
	views[1].at = v.at.Add(7 * time.Second)
	l.tell("  twice at once, the second 7 seconds later: %s", v)
	var summaries [2]importing.Summary
	var errs [2]error
	var both sync.WaitGroup
	for i := range views {
		both.Go(func() { summaries[i], errs[i] = l.file(ctx, views[i]) })
		if l.oneByOne {
			both.Wait()
		}
	}
	both.Wait()
	order := []int{0, 1}
	if summaries[0].Late() {
		order = []int{1, 0}
	}
	for _, i := range order {
		if l.err = errs[i]; l.err == nil {
			l.judge(views[i], summaries[i])
		}
		if l.err != nil {
			return
		}
	}
}

// decided lets a person decide on some drift.
func (l *life) decided(ctx context.Context, rng *rand.Rand) {
	var open []*row
	for _, r := range l.ledger.rows {
		if r.unresolved() {
			open = append(open, r)
		}
	}
	if len(open) == 0 {
		return
	}
	r, err := pick(rng, open), error(nil)
	const reason = "as it should be"
	switch n := rng.IntN(10); {
	case n < 6 && (r.status == "detected" || r.status == "triaged"):
		in := models.ApproveDriftInput{Reason: reason, ApprovedBy: l.user}
		if r.ended = rng.IntN(3) == 0; r.ended {
			in.Until = models.ApprovalEnd{After: time.Hour}
		}
		if _, err = l.store.Drifts.Approve(ctx, r.id, in); err == nil && r.ended {
			_, err = l.forging.Pool.Exec(ctx, "BEGIN; SET LOCAL session_replication_role = replica; UPDATE approval_terms SET created_at = created_at - interval '2 hours', ends_at = ends_at - interval '2 hours' WHERE drift_id = '"+r.id.String()+"'; COMMIT")
		}
		r.status, r.approved = "approved", r.newest().spots
	case n < 7 && r.status == "detected":
		_, err = l.store.Drifts.Triage(ctx, r.id, models.TriageDriftInput{TriagedBy: l.user})
		r.status = "triaged"
	case n < 8 && (r.status == "detected" || r.status == "triaged"):
		_, err = l.store.Drifts.Reject(ctx, r.id, models.RejectDriftInput{Reason: reason, RejectedBy: l.user})
		r.status = "rejected"
	case n < 9:
		_, err = l.store.Drifts.Resolve(ctx, r.id, models.ResolveDriftInput{How: models.ResolvedAcknowledged, ResolvedBy: l.user})
		r.resolve("acknowledged")
	default:
		return
	}
	l.tell("  a person: %s", r)
	l.err = err
}
