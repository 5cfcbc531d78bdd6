package cli

import (
	"context"
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
		for {
			report, err := t.Round(ctx)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			said.tell(report, err)
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(tellEvery):
			}
		}
	})
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
