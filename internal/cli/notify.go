package cli

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/telling"
)

func notifyCommand(a *app) *cobra.Command {
	var out output
	var watch bool
	cmd := &cobra.Command{
		Use: "notify [--watch]", GroupID: groupDrifts, Args: arguments(0, 0), DisableFlagsInUseLine: true,
		Short: "Tell people what is due to be told",
		Long: "Notify sends what is due to be told to the channels of the rules: new alerts, dates that\n" +
			"passed, approvals and rules that ended. It tries what is due once and says what waits to\n" +
			"be tried again, which is no failure; it fails where a message is given up or a channel\n" +
			"cannot be used. With --watch it looks every few seconds until it is stopped. Any number\n" +
			"may run at once.",
		Example: "  guardian notify\n  ONCALL_URL=https://… guardian notify --watch",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if watch && out == outputJSON {
				return usagef("%s--watch goes on until it is stopped, and has no result to show: leave out --output json", where(cmd))
			}
			return a.withDatabase(cmd, func(ctx context.Context, d database) error {
				if err := d.ready(ctx, d.private()); err != nil {
					return err
				}
				if watch {
					return d.watched(ctx, d.keepTelling)
				}
				return a.tellOnce(ctx, d, out)
			})
		},
	}
	cmd.Flags().BoolVar(&watch, "watch", false, "go on until it is stopped")
	addOutput(cmd, &out)
	return cmd
}

// told is a round as JSON shows it.
type told struct {
	Sent    int           `json:"sent"`
	Waiting []toldAttempt `json:"waiting"`
	GivenUp []toldAttempt `json:"givenUp"`
	// Channels says of each channel that cannot be used why.
	Channels []string `json:"channels"`
}

type toldAttempt struct {
	Channel string     `json:"channel"`
	Title   string     `json:"title"`
	Problem string     `json:"problem"`
	Next    *time.Time `json:"next,omitempty"`
}

func toldOf(r telling.Report) told {
	t := told{Sent: r.Sent, Waiting: toldAttempts(r.Waiting), GivenUp: toldAttempts(r.GivenUp), Channels: []string{}}
	for _, wrong := range r.Channels {
		t.Channels = append(t.Channels, wrong.Error())
	}
	return t
}

func toldAttempts(attempts []telling.Attempt) []toldAttempt {
	all := []toldAttempt{}
	for _, a := range attempts {
		t := toldAttempt{Channel: a.Channel, Title: a.Title, Problem: a.Problem}
		if a.Next != nil {
			next := a.Next.UTC()
			t.Next = &next
		}
		all = append(all, t)
	}
	return all
}

// failedLines says which channels cannot be used, and what became of the messages that were
// not sent: a line for all that wait for one channel and met the same.
func failedLines(t told) (lines []string) {
	type met struct{ channel, problem string }
	waiting, first := map[met]int{}, map[met]time.Time{}
	var order []met
	for _, w := range t.Waiting {
		m := met{w.Channel, w.Problem}
		if waiting[m] == 0 {
			order, first[m] = append(order, m), *w.Next
		}
		if waiting[m]++; w.Next.Before(first[m]) {
			first[m] = *w.Next
		}
	}
	lines = append(lines, t.Channels...)
	for _, m := range order {
		line := "channel " + m.channel + ": " + m.problem
		again := fmt.Sprintf("%s to try again from %s on", counted(int64(waiting[m]), "message"), first[m].Format(time.RFC3339))
		if slices.Contains(t.Channels, line) { // said already
			line = "channel " + m.channel + ": " + again
		} else {
			line += "; " + again
		}
		lines = append(lines, line)
	}
	for _, g := range t.GivenUp {
		lines = append(lines, fmt.Sprintf("channel %s: %s; %q is given up", g.Channel, g.Problem, g.Title))
	}
	return lines
}

// tellOnce tells what is due now. Where the ledger fails in between, what was told by then is said, too.
func (a *app) tellOnce(ctx context.Context, d database, out output) error {
	return d.telling(ctx, func(t *telling.Teller) error {
		report, failed := t.Round(ctx)
		said := toldOf(report)
		if out == outputJSON {
			if err := a.writeJSON(said); err != nil {
				return err
			}
		} else {
			fmt.Fprintf(a.out, "%s sent.\n", counted(int64(said.Sent), "message"))
		}
		for _, line := range failedLines(said) {
			a.complain(line)
		}
		if failed != nil {
			return failed
		}
		if len(said.GivenUp) > 0 || len(said.Channels) > 0 {
			return statusError(exitFailed)
		}
		return nil
	})
}
