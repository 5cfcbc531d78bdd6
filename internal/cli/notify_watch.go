package cli

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/clouddrift/guardian/telling"
)

// tellEvery is how long it takes at most until what is due is seen.
const tellEvery = 3 * time.Second

// keepTelling tells what is due until ctx ends. Where the ledger cannot be read it says
// so, once, and goes on.
func (d database) keepTelling(ctx context.Context) error {
	return d.telling(ctx, func(t *telling.Teller) error {
		said := saidOnce{log: d.log}
		var again attempts
		for {
			report, err := t.Round(ctx)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			said.tell(report, err)
			again.add(report.Waiting)
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(again.pause(time.Now())):
			}
		}
	})
}

// attempts are the times at which what failed is due again: its first pauses are shorter than [tellEvery].
type attempts []time.Time

func (a *attempts) add(failed []telling.Attempt) {
	for _, f := range failed {
		*a = append(*a, *f.Next)
	}
}

// pause is how long to wait for the next of them, [tellEvery] at most. What it waited for is forgotten, so that a clock
// beside the ledger's costs a look in vain and no more.
func (a *attempts) pause(now time.Time) time.Duration {
	soon := now.Add(tellEvery)
	for _, at := range *a {
		if at.Before(soon) {
			soon = at
		}
	}
	*a = slices.DeleteFunc(*a, func(at time.Time) bool { return !at.After(soon) })
	return soon.Sub(now)
}

// saidOnce logs what rounds did, and what stays wrong once.
type saidOnce struct {
	log   logrus.FieldLogger
	wrong string
}

func (s *saidOnce) tell(r telling.Report, err error) {
	if r.Sent > 0 {
		s.log.WithField("messages", r.Sent).Info("told")
	}
	for _, w := range r.Waiting {
		s.log.WithFields(logrus.Fields{"channel": w.Channel, "problem": w.Problem, "next": w.Next.UTC().Format(time.RFC3339)}).Warn("a message waits to be tried again")
	}
	for _, g := range r.GivenUp {
		s.log.WithFields(logrus.Fields{"channel": g.Channel, "problem": g.Problem}).Error("a message is given up")
	}
	var lines []string
	for _, wrong := range r.Channels {
		lines = append(lines, wrong.Error())
	}
	if err != nil {
		lines = append(lines, err.Error())
	}
	wrong := strings.Join(lines, "; ")
	if wrong != s.wrong && wrong != "" {
		s.log.WithField("problem", wrong).Error("what is due cannot all be told")
	}
	s.wrong = wrong
}
