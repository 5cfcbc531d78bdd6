package telling

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/rulebook"
)

const (
	// leased is how long a message that was taken up is nobody else's: well beyond sendTimeout.
	leased = 2 * time.Minute
	// batch is how many messages are taken up at once, and atOnce how many are sent at once.
	batch, atOnce = 32, 8
	// noteTimeout is how long noting what became of a message may take after a stop.
	noteTimeout = 5 * time.Second
)

// Teller tells people what is due. It is safe for concurrent use.
type Teller struct {
	// Store is the ledger.
	Store *repositories.Store
	// Now is the ledger's clock.
	Now func(ctx context.Context) (time.Time, error)
	// Settings are what channels are opened with.
	Settings
}

// Report is what a round did.
type Report struct {
	// Sent messages were taken by their channels.
	Sent int
	// Waiting were tried and are tried again, GivenUp are not; both with why.
	Waiting, GivenUp []Attempt
	// Channels are those of the rules that cannot be used, each a channelError.
	Channels []error
}

// Attempt is one that failed.
type Attempt struct {
	Channel, Title, Problem string
	// Next is when it is tried again, nil for never.
	Next *time.Time
}

// Round puts down what the clock has brought about, makes messages of all that waits, and
// sends those that are due. It fails where the ledger cannot be read or written, or with
// ctx's error where that ends: what was taken up then is told later, by whoever comes next.
func (t *Teller) Round(ctx context.Context) (Report, error) {
	var report Report
	now, err := t.Now(ctx)
	if err != nil {
		return report, err
	}
	book, lines, err := t.rules(ctx)
	if err != nil {
		return report, err
	}
	// What takes the place of a drift whose approval has ended may be overdue at once. One
	// that cannot be put in keeps nobody from being told of the rest.
	_, notEnded := t.Store.Drifts.EndApprovals(ctx)
	if ctx.Err() != nil {
		return report, notEnded
	}
	if err := t.Store.Messages.NoteDue(ctx, now, lines); err != nil {
		return report, err
	}
	r := &round{Teller: t, channels: t.channels(book)}
	for found := true; found; {
		found, err = t.Store.Messages.Compose(ctx, now, func(due []models.DueNotice) ([]models.NewMessage, error) {
			return compose(book, r.quiet, due)
		})
		if err != nil {
			return report, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.channels)) {
		if wrong := r.channels[name].wrong; wrong != nil {
			report.Channels = append(report.Channels, wrong)
		}
	}
	r.report = report
	err = r.sendAll(ctx, now)
	return r.report, errors.Join(notEnded, err)
}

// rules gives those that are in force, none where there are none.
func (t *Teller) rules(ctx context.Context) (*rulebook.Book, []models.RuleLine, error) {
	set, err := t.Store.Rules.Current(ctx)
	if errors.Is(err, models.ErrNotFound) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	lines, err := set.Lines()
	if err != nil {
		return nil, nil, err
	}
	// They were right when they were read; an end that has passed since makes none wrong.
	book, err := rulebook.Parse(set.File, []byte(set.Source), time.Time{})
	return book, lines, err
}

// channel is one of the rules, or what is wrong with it.
type channel struct {
	sender
	wrong error
}

// channels opens those that the rules tell anything.
func (t *Teller) channels(book *rulebook.Book) map[string]channel {
	channels := map[string]channel{}
	for _, c := range book.Told() {
		s, err := t.open(c)
		channels[c.Name] = channel{s, err}
	}
	return channels
}

// round is what one round works with.
type round struct {
	*Teller
	channels map[string]channel
	mu       sync.Mutex // holds report
	report   Report
	slow     slowChannels
}

// quiet says of a channel that it is known to tell nothing of drifts that are resolved.
func (r *round) quiet(name string) bool {
	c := r.channels[name]
	_, ends := c.sender.(*alertmanager)
	return c.sender != nil && !ends
}

// sendAll sends what was due when the round began until nothing is. A batch may take a
// while, so each has its own time.
func (r *round) sendAll(ctx context.Context, due time.Time) error {
	for {
		now, err := r.Now(ctx)
		if err != nil {
			return err
		}
		claimed, err := r.Store.Messages.Claim(ctx, due, now.Add(leased), batch)
		if err != nil || len(claimed) == 0 {
			return err
		}
		var sending errgroup.Group
		sending.SetLimit(atOnce)
		for _, m := range claimed {
			sending.Go(func() error { return r.deliver(ctx, m, now) })
		}
		if err := sending.Wait(); err != nil {
			return err
		}
	}
}

// deliver sends a message and notes what became of it, also after a stop.
func (r *round) deliver(ctx context.Context, m models.Message, claimed time.Time) error {
	failed := r.slow.unless(m.Channel, func() error { return r.send(ctx, m, claimed) })
	stopped := ctx.Err()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTimeout)
	defer cancel()
	now, err := r.Now(ctx) // sending may have taken a while, and a pause begins when it failed
	if err != nil {
		return err
	}
	if failed == nil {
		if err := r.Store.Messages.MarkSent(ctx, m.ID, now); err != nil {
			return err
		}
		r.note(func(report *Report) { report.Sent++ })
		return stopped
	}
	var why *failure
	var wrong *channelError
	after := time.Duration(0)
	if errors.As(failed, &why) {
		after = why.after
	} else if !errors.As(failed, &wrong) {
		return failed // of the ledger: the message is taken up again once its time has passed
	}
	next := nextAttempt(m.CreatedAt, now, m.Attempts, after)
	if stopped != nil {
		next = &now
	}
	problem := failed.Error()
	if wrong != nil {
		problem = wrong.Variable + " " + wrong.Problem // the channel stands beside it
	}
	err = r.Store.Messages.MarkFailed(ctx, models.FailedMessage{ID: m.ID, Attempt: m.Attempts, At: now, NextAt: next, Error: problem})
	if err != nil {
		return err
	}
	attempt := Attempt{m.Channel, m.Title, problem, next}
	r.note(func(report *Report) {
		if next == nil {
			report.GivenUp = append(report.GivenUp, attempt)
		} else {
			report.Waiting = append(report.Waiting, attempt)
		}
	})
	return stopped
}

func (r *round) note(fn func(*Report)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fn(&r.report)
}

// send sends a message. What is told of as open and is resolved by then is told so.
func (r *round) send(ctx context.Context, m models.Message, now time.Time) error {
	c, known := r.channels[m.Channel]
	switch {
	case !known:
		return &failure{says: "the rules in force tell no channel of this name anything"}
	case c.wrong != nil:
		return c.wrong
	}
	o, err := read(m)
	if err != nil {
		return &failure{says: "the ledger's text of it cannot be read"}
	}
	o.now = now
	_, ends := c.sender.(*alertmanager)
	if o.standing, err = r.standing(ctx, o, ends); err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	for {
		if err := c.send(limited, o); err != nil || !ends {
			return err
		}
		// Whoever told of it meanwhile may have been first; then it is told once more.
		before := o.standing
		if o.standing, err = r.standing(ctx, o, ends); err != nil || o.equal(before) {
			return err
		}
	}
}

// standing asks the ledger how the drifts of a message stand; what is newest only where
// the channel ends what it opened.
func (r *round) standing(ctx context.Context, o outgoing, ends bool) (s standing, err error) {
	drifts := o.drifts()
	if s.resolved, err = r.resolved(ctx, drifts); err != nil || !ends {
		return s, err
	}
	last, err := r.Store.Messages.ToldLast(ctx, o.Channel, drifts)
	s.newest = make(map[alertOf]before, len(last))
	for _, n := range last {
		s.newest[alertOf{*n.DriftID, n.Kind}] = beforeOf(n)
	}
	return s, err
}

// resolved says which of the drifts are resolved by now.
func (r *round) resolved(ctx context.Context, drifts []uuid.UUID) (map[uuid.UUID]bool, error) {
	names, err := r.Store.Drifts.Names(ctx, drifts)
	resolved := map[uuid.UUID]bool{}
	for id, d := range names {
		if d.Status == models.StatusResolved {
			resolved[id] = true
		}
	}
	return resolved, err
}
