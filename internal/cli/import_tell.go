package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/clouddrift/guardian/importing"
)

// clockSkew is how far ahead of the ledger's clock a report's time may lie without a
// word.
const clockSkew = 5 * time.Minute

// errsOfNames are those that another --scope mends.
var errsOfNames = []error{importing.ErrNoScope, importing.ErrHiddenName, importing.ErrScopePattern, errNoName}

// importTold is what the command tells of its files, and what it remembers of that
// for its exit status.
type importTold struct {
	app    *app
	failOn failOn
	out    output
	now    func(ctx context.Context) (time.Time, error) // by the ledger's clock

	summaries summaries
	run       pipelineRun // what the summaries tell
	findings  func(ctx context.Context, s importing.Summary) ([]finding, int64, error)

	several bool // files, which take a line each
	widths  widths
	results []any // for JSON: a summary or a refusal a file
	total   importTotal
	failed  bool // a file was refused, or an entry of one could not be kept
	unnamed bool // a file has no name for its scope
	grave   bool // --fail-on found what it looks for
}

// accept notes what became of a file and shows it.
func (t *importTold) accept(ctx context.Context, s importing.Summary) error {
	t.failed = t.failed || s.Unstorable > 0
	t.total.add(s)
	if err := t.show(s); err != nil {
		return err
	}
	if len(t.summaries) > 0 {
		findings, more, err := t.findings(ctx, s)
		if err != nil {
			return err
		}
		s.Items = nil
		t.run.files = append(t.run.files, pipelineFile{path: s.File, summary: s, findings: findings, more: more})
	}
	now, err := t.now(ctx)
	if err != nil {
		return err
	}
	if s.ScannedAt.Sub(now) > clockSkew && !s.AlreadyImported {
		t.app.complain(fmt.Sprintf("%s: seen at %s, which lies ahead; check the clock of the machine that made it, or --detected-at", s.File, clockUTC(s.ScannedAt)))
	}
	if !s.SameAs.IsZero() {
		t.app.complain(fmt.Sprintf("%s: the same bytes as the scan of %s, and no time in them, so it counts as of now; a report of another time takes --detected-at TIME, "+
			"and if this is one, import the newest once more", s.File, clockUTC(s.SameAs)))
	}
	if n := s.Skipped - s.Unstorable; s.Late() && n > 0 {
		_, newest := clocksUTC(s.ScannedAt, s.NewestScan)
		t.app.complain(fmt.Sprintf("%s: older than the newest scan of scope %q (%s): %s that no scan has seen yet left out; "+
			"import the reports of one scope in order, or give each its own --scope", s.File, s.Scope, newest, counted(int64(n), "drift")))
	}
	if t.several && s.Unstorable > 0 {
		t.app.complain(s.File + ": " + unkept(s))
	}
	if found := t.failOn.finds(s); found != "" {
		t.grave = true
		t.app.complain(s.File + ": " + found)
	}
	return nil
}

// show puts down what became of a file: all of it, or a line where there are several.
func (t *importTold) show(s importing.Summary) error {
	switch {
	case t.out == outputJSON:
		t.results = append(t.results, s)
		return nil
	case t.summaries.onOutput():
		return nil
	case !t.several:
		return writeSummary(t.app.out, s)
	}
	_, err := fmt.Fprintln(t.app.out, t.widths.line(s))
	return err
}

// refuse notes that a file was refused and says why.
func (t *importTold) refuse(ctx context.Context, path string, err error) {
	if ctx.Err() != nil {
		return
	}
	var missing *fs.PathError
	if errors.As(err, &missing) {
		err = missing.Err
	}
	if slices.ContainsFunc(errsOfNames, func(name error) bool { return errors.Is(err, name) }) {
		t.unnamed = true
	} else {
		t.failed = true
	}
	t.total.refused++
	t.results = append(t.results, importing.Refusal{File: path, Error: err.Error()})
	t.run.files = append(t.run.files, pipelineFile{path: path, refused: err.Error()})
	t.app.complain(importing.Unreadable(path, err))
}

// end tells of the files as a whole, where the run came to its end.
func (t *importTold) end(ended, dryRun bool) error {
	t.run.total, t.run.dryRun, t.run.broken = t.total.brief(dryRun), dryRun, !ended
	if err := t.summaries.write(t.app.out, t.run); err != nil {
		return err
	}
	switch {
	case t.out == outputJSON:
		return t.app.writeJSON(append([]any{}, t.results...))
	case t.several && ended && !t.summaries.onOutput():
		_, err := fmt.Fprintln(t.app.out, t.total.line(dryRun))
		return err
	}
	return nil
}

// status is the exit status that the files ask for, the gravest first.
func (t *importTold) status() error {
	switch {
	case t.failed:
		return statusError(exitFailed)
	case t.unnamed:
		return statusError(exitUsage)
	case t.grave:
		return statusError(exitDrift)
	}
	return nil
}
