package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
)

// summaryForm is a form in which a pipeline shows what an import found.
type summaryForm string

const (
	summaryMarkdown summaryForm = "markdown"
	summaryJUnit    summaryForm = "junit"
	summarySARIF    summaryForm = "sarif"
)

func summaryForms() []summaryForm {
	return []summaryForm{summaryMarkdown, summaryJUnit, summarySARIF}
}

// summaryTarget is one summary that is asked for: to a file, "" for standard output.
type summaryTarget struct {
	form summaryForm
	file string
}

// summaries is the flag --summary, which may stand several times.
type summaries []summaryTarget

func (s *summaries) String() string { return "" }
func (s *summaries) Type() string   { return "FORM[=FILE]" }

func (s *summaries) Set(given string) error {
	form, file, toFile := strings.Cut(given, "=")
	var target summaryTarget
	if err := (choice[summaryForm]{&target.form, summaryForms()}).Set(form); err != nil {
		return fmt.Errorf("%w; a file to write it to stands behind a =", err)
	}
	if toFile && file == "" {
		return errors.New("wants a file behind the =")
	}
	target.file = file
	*s = append(*s, target)
	return nil
}

// onOutput says whether a summary takes the place of the text.
func (s summaries) onOutput() bool {
	for _, target := range s {
		if target.file == "" {
			return true
		}
	}
	return false
}

// check refuses what cannot be meant.
func (s summaries) check(out output) error {
	written := map[string]bool{}
	for _, target := range s {
		if target.file == "" && out == outputJSON {
			return usagef("--summary %s and --output json both want standard output: give the summary a file, as in --summary %[1]s=FILE", target.form)
		}
		if written[target.file] {
			where := target.file
			if where == "" {
				where = "standard output"
			}
			return usagef("--summary: two of them go to %s", where)
		}
		written[target.file] = true
	}
	return nil
}

// tryFiles refuses what could not be written, before anything is imported. It leaves no file that was not there.
func (s summaries) tryFiles() error {
	for _, target := range s {
		if target.file == "" {
			continue
		}
		_, missing := os.Lstat(target.file)
		f, err := os.OpenFile(target.file, os.O_WRONLY|os.O_CREATE, 0o644)
		if err != nil {
			return fmt.Errorf("--summary %s=%s: %w", target.form, target.file, cause(err))
		}
		_ = f.Close() // nothing was written
		if errors.Is(missing, fs.ErrNotExist) {
			_ = os.Remove(target.file) // else it stays empty until it is written
		}
	}
	return nil
}

// write writes every summary.
func (s summaries) write(stdout io.Writer, p pipelineRun) error {
	for _, target := range s {
		if target.file == "" {
			if err := p.write(stdout, target.form); err != nil {
				return err
			}
			continue
		}
		if err := p.writeFile(target); err != nil {
			return fmt.Errorf("--summary %s=%s: %w", target.form, target.file, cause(err))
		}
	}
	return nil
}

func (p pipelineRun) writeFile(target summaryTarget) error {
	how := os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	if target.file == os.Getenv("GITHUB_STEP_SUMMARY") {
		how = os.O_WRONLY | os.O_CREATE | os.O_APPEND // other commands of the step have their part there
	}
	f, err := os.OpenFile(target.file, how, 0o644)
	if err != nil {
		return err
	}
	err = p.write(f, target.form)
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

func (p pipelineRun) write(w io.Writer, form summaryForm) error {
	switch form {
	case summaryMarkdown:
		return p.markdown(w)
	case summaryJUnit:
		return p.junit(w)
	}
	return p.sarif(w)
}
