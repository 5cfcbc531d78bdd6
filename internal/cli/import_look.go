package cli

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/reports"
)

// importLook finds the files of an import and what must be known of all of them
// before the first goes in.
type importLook struct {
	app     *app
	options importing.Options
	atOnce  int
}

// gather finds the files that the arguments name and, unless it is a single one,
// looks at each. What is no report is named and left out.
func (l importLook) gather(ctx context.Context, args []string) []*importFile {
	files := findFiles(ctx, args)
	if len(files) == 1 && files[0].folder == "" {
		return files
	}
	p := l.app.newProgress("read", "files")
	done := 0
	several(l.atOnce, eachAlone(files), func(f *importFile) { l.look(ctx, f) }, func(*importFile) {
		done++
		p.step(done, len(files))
	})
	p.end()
	for _, line := range leftOutLines(files) {
		l.app.complain(line)
	}
	files = refuseFolders(files)
	l.nameScopes(files)
	return files
}

// look reads a file for what must be known of all of them before the first goes in:
// whether it is a report, what names its scope, and its time.
func (l importLook) look(ctx context.Context, f *importFile) {
	if f.err != nil || f.leftOut != "" {
		return
	}
	report, err := l.lookAt(ctx, f)
	var broken *reports.Error
	switch {
	case f.folder != "" && errors.As(err, &broken) && noReport(f.path, broken):
		f.leftOut, _, _ = strings.Cut(broken.Want, "; ") // without what to do instead
	case err != nil:
		f.err = err
	case f.folder != "" && l.options.Format != "" && report.Format != l.options.Format:
		f.leftOut = "a report of " + string(report.Format)
	case report.NameHidden && (f.folder != "" || l.options.Scope == ""):
		f.err = importing.ErrHiddenName
	default:
		f.format, f.at, f.named = report.Format, report.Time, report.Name != ""
		if f.folder == "" {
			f.scope = l.options.ScopeOf(report, f.path)
		} else if f.named {
			f.scope = l.below(report.Name)
		}
	}
}

// lookAt opens a report. One in a folder may be of another format than is asked for.
func (l importLook) lookAt(ctx context.Context, f *importFile) (*reports.Report, error) {
	file, err := l.app.openFile(ctx, f, l.options.Scope)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	format := l.options.Format
	if f.folder != "" {
		format = ""
	}
	return reports.Open(file, format)
}

// noReport says of a file in a folder whether it was never meant as a report: it is
// JSON of another kind, or no JSON and does not call itself so.
func noReport(name string, e *reports.Error) bool {
	return e.Fault == reports.FaultOther || e.Fault == reports.FaultText && !strings.EqualFold(filepath.Ext(name), ".json")
}

// nameScopes names the scopes of what was found in folders, once everything was
// looked at: by the path within the folder, without the file's name where it is the
// only report there. Files whose paths come to one scope are refused.
func (l importLook) nameScopes(files []*importFile) {
	beside := map[[2]string]int{} // how many reports a folder within an argument has
	for _, f := range files {
		beside[f.parent()]++
	}
	type key struct {
		format reports.Format
		scope  string
	}
	first := map[key]*importFile{}
	for _, f := range files {
		if f.err != nil {
			continue
		}
		if f.folder != "" && !f.named {
			f.scope = l.scopeWithin(f, beside[f.parent()] > 1)
		}
		k := key{f.format, f.scope}
		other := first[k]
		if other == nil {
			first[k] = f
			continue
		}
		if f.path != other.path && (f.folder != "" && !f.named || other.folder != "" && !other.named) {
			f.err = sameScope(f.scope, other.path)
			other.err = sameScope(f.scope, f.path)
		}
	}
}

func (f *importFile) parent() [2]string { return [2]string{f.folder, path.Dir(f.within)} }

func (l importLook) scopeWithin(f *importFile, several bool) string {
	within := strings.TrimSuffix(strings.ToValidUTF8(f.within, "\uFFFD"), ".json")
	switch dir := path.Dir(within); {
	case several:
		return l.below(within)
	case dir != ".":
		return l.below(dir)
	case l.options.Scope != "":
		return l.options.Scope
	}
	return within // nothing else names it
}

// below puts --scope in front of a name.
func (l importLook) below(name string) string {
	if l.options.Scope == "" {
		return name
	}
	return strings.TrimSuffix(l.options.Scope, "/") + "/" + name
}

func sameScope(scope, other string) error {
	return fmt.Errorf("its scope would be %q, and so would that of %s; give one of the two another name, or import them one by one, each with its own --scope", scope, other)
}

// noReportIn is of a folder that holds files and no report.
func noReportIn(files int) error {
	return fmt.Errorf("holds no report: it has %s of other kinds", counted(int64(files), "file"))
}

// refuseFolders adds to the files each folder in which no report was found.
func refuseFolders(files []*importFile) []*importFile {
	left, kept := map[string]int{}, map[string]bool{}
	for _, f := range files {
		if f.leftOut != "" {
			left[f.folder]++
		} else {
			kept[f.folder] = true
		}
	}
	var list []*importFile
	for _, f := range files {
		if f.leftOut == "" {
			list = append(list, f)
		} else if !kept[f.folder] {
			kept[f.folder] = true
			list = append(list, &importFile{path: f.folder, err: noReportIn(left[f.folder])})
		}
	}
	return list
}
