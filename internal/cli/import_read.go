package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/clouddrift/guardian/reports"
)

// inMemory is how much of a pipe is kept in memory before it goes to disk.
const inMemory = 16 << 20

// errNoName: a pipe's path names nothing that lasts.
var errNoName = errors.New("is no file with a name that lasts: say what it looked at with --scope NAME")

// openReport opens a report for reading and seeking. What cannot seek, standard
// input and pipes, is read to its end first, and opens once. Reading ends with ctx.
func (a *app) openReport(ctx context.Context, path, scope string) (*report, error) {
	if path == "-" {
		return waitFor(ctx, func() (*report, error) { return spool(ctx, a.in) })
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case info.Mode().IsRegular():
		file, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		return &report{ReadSeeker: file, ctx: ctx, close: file.Close}, nil
	case scope == "":
		return nil, errNoName
	}
	return waitFor(ctx, func() (*report, error) {
		pipe, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer pipe.Close()
		return spool(ctx, pipe)
	})
}

// openEstimate reads an estimate whole.
func (a *app) openEstimate(ctx context.Context, path string) (*reports.Estimate, error) {
	file, err := a.openReport(ctx, path, path) // whatever its name
	if err != nil {
		return nil, cause(err)
	}
	defer file.Close()
	return reports.OpenEstimate(file)
}

// openFile opens a file of an import, as often as it is asked for.
func (a *app) openFile(ctx context.Context, f *importFile, scope string) (io.ReadSeekCloser, error) {
	if f.kept != nil {
		return keptOpen{f.kept}, nil
	}
	report, err := a.openReport(ctx, f.path, scope)
	if err == nil && report.once {
		f.kept = report
		return keptOpen{report}, nil
	}
	return report, err
}

// keptOpen is a report that stays open when it is closed.
type keptOpen struct{ io.ReadSeeker }

func (keptOpen) Close() error { return nil }

// report is an open report whose reading ends with ctx.
type report struct {
	io.ReadSeeker
	ctx   context.Context
	once  bool // it cannot be opened again
	close func() error
}

func (r *report) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.ReadSeeker.Read(p)
}

func (r *report) Close() error { return r.close() }

// spool reads in to its end: into memory, or when it is long into a temporary
// file that has no name and that its owner alone can read, as reports hold
// secrets in the clear.
func spool(ctx context.Context, in io.Reader) (*report, error) {
	var head bytes.Buffer
	_, err := io.CopyN(&head, in, inMemory)
	if err == io.EOF {
		return &report{ReadSeeker: bytes.NewReader(head.Bytes()), ctx: ctx, once: true, close: func() error { return nil }}, nil
	}
	if err != nil {
		return nil, err
	}
	file, err := os.CreateTemp("", "guardian-report-") // 0600
	if err != nil {
		return nil, tooLong(err)
	}
	// Without its name the file goes when it is closed, whatever happens. Windows
	// keeps the name of an open file; there it goes after closing.
	unlinked := os.Remove(file.Name()) == nil
	spooled := &report{ReadSeeker: file, ctx: ctx, once: true, close: func() error {
		err := file.Close()
		if !unlinked {
			err = errors.Join(err, os.Remove(file.Name()))
		}
		return err
	}}
	if _, err := io.Copy(file, io.MultiReader(&head, in)); err != nil {
		return nil, errors.Join(tooLong(err), spooled.Close())
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, errors.Join(err, spooled.Close())
	}
	return spooled, nil
}

// tooLong says which file could not be written, and the way out.
func tooLong(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return fmt.Errorf("a report of more than %d MiB from a pipe needs a temporary file (%w); give it as a file instead", inMemory>>20, err)
}
