package cli

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/repositories"
)

// importRun is one run of the command over its files.
type importRun struct {
	app     *app
	store   *repositories.Store
	options importing.Options
	costs   string // the file of an estimate, "" for none
	atOnce  int    // files
	told    importTold

	files    []*importFile
	next     int // of them to tell about
	progress *progress
}

// check refuses what no file could change, before anything is touched.
func (r *importRun) check(args []string) error {
	if strings.Contains(r.options.Scope, "*") {
		return usagef("--scope: takes a name without *, which stands for any name in filters and rules, got %q", r.options.Scope)
	}
	seen := 0
	for _, arg := range args {
		switch arg {
		case "":
			return usagef("FILE: takes a file, a folder or -, got an empty name")
		case "-":
			seen++
		}
	}
	if r.costs == "-" {
		seen++
	}
	if seen > 1 {
		return usagef("standard input (-) can be read once only")
	}
	if err := r.told.summaries.check(r.told.out); err != nil {
		return err
	}
	if info, err := os.Stat(args[0]); r.costs != "" && (len(args) > 1 || err == nil && info.IsDir()) {
		return usagef("--costs is an estimate of one plan: give that plan as the only FILE")
	}
	return nil
}

// run imports what the arguments name and gives the error of the run as a whole. A
// file that is refused does not keep the others from going in.
func (r *importRun) run(ctx context.Context, args []string) error {
	r.files = importLook{r.app, r.options, r.atOnce}.gather(ctx, args)
	defer closeKept(r.files)
	t := &r.told
	t.app, t.now, t.several, t.widths = r.app, r.store.Now, len(r.files) > 1, widthsOf(r.files)
	t.findings = func(ctx context.Context, s importing.Summary) ([]finding, int64, error) {
		return findingsOf(ctx, r.store, s)
	}
	broken := r.importAll(ctx)
	if err := t.end(broken == nil, r.options.DryRun); err != nil {
		return err
	}
	half := len(r.files) > 1 && !r.options.DryRun
	switch {
	case broken == nil:
		return t.status()
	case ctx.Err() != nil && half:
		return &halfDoneError{broken, r.soFar()}
	case ctx.Err() != nil:
		return broken
	case half:
		r.app.complain("stopped; " + r.soFar())
	}
	return statusError(exitFailed)
}

// importAll imports the files and tells of them in their order. It gives the error
// that keeps those to come from going in.
func (r *importRun) importAll(ctx context.Context) (broken error) {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	work, stop := context.WithCancel(ctx)
	defer stop()
	r.progress = r.app.newProgress("import", "files")
	defer r.progress.end()
	done, groups := 0, byScope(r.files)
	defer limitMemory(int64(min(r.atOnce, len(groups))) * memoryOfFile)()
	several(r.atOnce, groups, func(f *importFile) { r.file(work, f) }, func(f *importFile) {
		done++
		if len(r.files) > 1 {
			r.progress.step(done, len(r.files))
		}
		f.done = true
		err := fatal(ctx, f.err)
		f.givenUp = f.givenUp || broken != nil && err != nil // the reason was told already
		if said := r.tell(ctx); err == nil {
			err = said
		}
		if broken == nil && err != nil {
			broken = err
			stop()
		}
	})
	return broken
}

// file imports one file, unless the run is over.
func (r *importRun) file(ctx context.Context, f *importFile) {
	if f.err != nil {
		return
	}
	f.summary, f.err = r.into(ctx, f)
	f.givenUp = f.err != nil && ctx.Err() != nil
}

func (r *importRun) into(ctx context.Context, f *importFile) (importing.Summary, error) {
	report, err := r.app.openFile(ctx, f, r.options.Scope)
	if err != nil {
		return importing.Summary{}, err
	}
	defer report.Close()
	o := r.options
	if r.costs != "" {
		if o.Costs, err = r.app.openEstimate(ctx, r.costs); err != nil {
			return importing.Summary{}, fmt.Errorf("--costs %s: %w", r.costs, err)
		}
	}
	if f.scope != "" {
		o.Scope = f.scope
	}
	if len(r.files) == 1 {
		p := r.app.newProgress("import "+f.path, "entries")
		defer p.end()
		o.Progress = p.step
	}
	return importing.File(ctx, r.store, f.path, report, o)
}

// tell notes and shows what became of the files up to the first that is not done. It
// gives the error that ends the run.
func (r *importRun) tell(ctx context.Context) error {
	for r.next < len(r.files) && r.files[r.next].done {
		f := r.files[r.next]
		r.next++
		if f.givenUp {
			continue
		}
		r.progress.hide()
		if f.err != nil {
			r.told.refuse(ctx, f.path, f.err)
		} else if err := fatal(ctx, r.told.accept(ctx, f.summary)); err != nil {
			return err
		}
		f.summary.Items = nil // the results have what is still needed
	}
	return nil
}

// soFar says how far a run has come that did not come to its end.
func (r *importRun) soFar() string {
	in := 0
	for _, f := range r.files {
		if f.done && f.err == nil {
			in++
		}
	}
	return fmt.Sprintf("%d of %s are in and stay, nothing of the others; the same command takes in the rest", in, counted(int64(len(r.files)), "file"))
}
