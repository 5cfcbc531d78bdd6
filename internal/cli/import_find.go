package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
)

// importFile is one file on its way into the ledger.
type importFile struct {
	// path is how the user opens the file, or names what is wrong.
	path string
	// folder is the argument that it was found in, "" where it is itself the argument,
	// and within its path from there, with slashes.
	folder, within string

	format reports.Format
	named  bool      // the scope is the report's own name
	scope  string    // "" until it was looked at, and where nothing names it
	at     time.Time // of the report, zero where it has none
	kept   io.ReadSeekCloser

	// What became of it: leftOut says why it is no report; givenUp, that the run ended
	// before it was in.
	leftOut string
	done    bool
	givenUp bool
	err     error
	summary importing.Summary
}

// stackFolder is the one hidden folder that is looked into: Terragrunt generates the
// units of an explicit stack there, and mirrors its path in --json-out-dir.
const stackFolder = ".terragrunt-stack"

var errEmptyFolder = errors.New("is an empty folder; want one with reports in it")

// findFiles lists the files that the arguments name, a folder's in the order of
// their paths. What cannot be read stands among them with its error.
func findFiles(ctx context.Context, args []string) (files []*importFile) {
	walked := map[string]bool{}
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil || !info.IsDir() { // what is not there is told when it is opened
			files = append(files, &importFile{path: arg})
			continue
		}
		if walked[filepath.Clean(arg)] {
			continue
		}
		walked[filepath.Clean(arg)] = true
		found := filesIn(ctx, arg)
		if len(found) == 0 {
			found = []*importFile{{path: arg, err: errEmptyFolder}}
		}
		files = append(files, found...)
	}
	return files
}

// filesIn walks a folder. A link to a folder is not followed, so that no loop of
// links goes round for ever and no report is read twice.
func filesIn(ctx context.Context, folder string) (files []*importFile) {
	tree := os.DirFS(folder)
	_ = fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error { // its error is Ctrl-C
		if ctx.Err() != nil {
			return ctx.Err()
		}
		f := &importFile{path: filepath.Join(folder, filepath.FromSlash(name)), folder: folder, within: name}
		hidden := name != "." && strings.HasPrefix(path.Base(name), ".")
		switch {
		case err != nil:
			f.err = err
		case entry.IsDir() && (!hidden || entry.Name() == stackFolder):
			return nil
		case hidden:
			f.leftOut = "hidden"
		default:
			f.leftOut, f.err = notRegular(tree, name, entry)
		}
		files = append(files, f)
		if entry != nil && entry.IsDir() {
			return fs.SkipDir
		}
		return nil
	})
	return files
}

// notRegular says why an entry of a folder is no file, "" where it is one or leads to one.
func notRegular(tree fs.FS, name string, entry fs.DirEntry) (string, error) {
	mode := entry.Type()
	if mode&fs.ModeSymlink != 0 {
		to, err := fs.Stat(tree, name)
		if err != nil {
			return "", fmt.Errorf("a link that leads nowhere: %w", cause(err))
		}
		if to.IsDir() {
			return "a link to a folder", nil
		}
		mode = to.Mode()
	}
	if !mode.IsRegular() {
		return "no regular file", nil
	}
	return "", nil
}

// cause is what an error of the file system says beside the path.
func cause(err error) error {
	var of *fs.PathError
	if errors.As(err, &of) {
		return of.Err
	}
	return err
}

// closeKept closes what was read to its end and kept.
func closeKept(files []*importFile) {
	for _, f := range files {
		if f.kept != nil {
			_ = f.kept.Close()
		}
	}
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
