package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// clockSkew is how far ahead of the ledger's clock a report's time may lie without a
// word.
const clockSkew = 5 * time.Minute

// importRun is one run of the command over its files.
type importRun struct {
	app     *app
	store   *repositories.Store
	options importing.Options
	failOn  models.Severity // "" is none
	out     output

	results []any // for JSON: a summary or a refusal a file
	failed  bool  // a file was refused, or an entry of one could not be kept
	unnamed bool  // a file has no name for its scope
	grave   bool  // --fail-on found what it looks for
	shown   bool  // something stands on standard output
}

// check refuses what no file could change, before anything is touched.
func (r *importRun) check(files []string) error {
	seen := 0
	for _, file := range files {
		if file == "-" {
			seen++
		}
	}
	if seen > 1 {
		return usagef("standard input (-) can be read once only")
	}
	return nil
}

// files imports each file and gives the error of the run as a whole. A file that
// is refused does not keep the others from going in.
func (r *importRun) files(ctx context.Context, files []string) error {
	var broken error
	for _, file := range files {
		summary, err := r.file(ctx, file)
		if err == nil {
			err = r.accept(ctx, summary)
		} else {
			r.refuse(ctx, file, err)
		}
		if broken = fatal(ctx, err); broken != nil {
			break
		}
	}
	if r.out == outputJSON {
		if err := r.app.writeJSON(r.results); err != nil {
			return err
		}
	}
	switch {
	case broken != nil && ctx.Err() != nil:
		return broken
	case r.failed || broken != nil:
		return statusError(exitFailed)
	case r.unnamed:
		return statusError(exitUsage)
	case r.grave:
		return statusError(exitDrift)
	}
	return nil
}

// file imports one file, with progress.
func (r *importRun) file(ctx context.Context, path string) (importing.Summary, error) {
	report, err := r.app.openReport(ctx, path, r.options.Scope)
	if err != nil {
		return importing.Summary{}, err
	}
	defer report.Close()
	o := r.options
	p := r.app.newProgress("import "+path, "entries")
	defer p.end()
	o.Progress = p.step
	return importing.File(ctx, r.store, path, report, o)
}

// accept notes what became of a file and shows it.
func (r *importRun) accept(ctx context.Context, s importing.Summary) error {
	r.results = append(r.results, s)
	r.failed = r.failed || s.Unstorable > 0
	if r.out == outputText {
		if r.shown {
			fmt.Fprintln(r.app.out)
		}
		r.shown = true
		if err := writeSummary(r.app.out, s); err != nil {
			return err
		}
	}
	now, err := r.store.Now(ctx)
	if err != nil {
		return err
	}
	if s.ScannedAt.Sub(now) > clockSkew && !s.AlreadyImported {
		r.app.complain(fmt.Sprintf("%s: seen at %s, which lies ahead; check the clock of the machine that made it, or --detected-at", s.File, clockUTC(s.ScannedAt)))
	}
	if n := s.Skipped - s.Unstorable; s.Late() && n > 0 {
		r.app.complain(fmt.Sprintf("%s: older than the newest scan of scope %q (%s): %s that no scan has seen yet left out; "+
			"import the reports of one scope in order, or give each its own --scope", s.File, s.Scope, clockUTC(s.NewestScan), counted(int64(n), "drift")))
	}
	if r.failOn != "" && s.OpenAtLeast(r.failOn) {
		r.grave = true
		r.app.complain(fmt.Sprintf("%s: open drifts at least as bad as %s: %s", s.File, r.failOn, gravest(s, r.failOn)))
	}
	return nil
}

// refuse notes that a file was refused and says why.
func (r *importRun) refuse(ctx context.Context, path string, err error) {
	if ctx.Err() != nil {
		return
	}
	var missing *fs.PathError
	if errors.As(err, &missing) {
		err = missing.Err
	}
	if errors.Is(err, importing.ErrNoScope) || errors.Is(err, errNoName) {
		r.unnamed = true
	} else {
		r.failed = true
	}
	line := importing.Unreadable(path, err)
	r.results = append(r.results, importing.Refusal{File: path, Error: strings.TrimPrefix(line, path+": ")})
	r.app.complain(line)
}

// fatal gives the error that keeps the files to come from going in, too: the
// database, or Ctrl-C.
func fatal(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, kind := range []error{models.ErrUnavailable, models.ErrTimeout, models.ErrInternal, io.ErrShortWrite} {
		if errors.Is(err, kind) {
			return err
		}
	}
	return nil
}

// gravest counts the open drifts of a scan that are at least so bad.
func gravest(s importing.Summary, limit models.Severity) string {
	var parts []string
	for _, severity := range models.Severities() {
		if n := s.Open[severity]; n > 0 && severity.AtLeast(limit) {
			parts = append(parts, fmt.Sprintf("%d %s", n, severity))
		}
	}
	return strings.Join(parts, ", ")
}
