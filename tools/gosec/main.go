// Gosec runs gosec on the module that it is started in and holds what it finds to settled.tsv,
// which says of each finding why it is none. It fails where a finding is not settled, and where a
// line settles nothing any more.
//
//	go run -C tools/gosec . ../..
package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

//go:embed settled.tsv
var table string

// settled is a line of the table: findings of a rule, in files that begin so, whose code has a pattern.
type settled struct {
	rule, file string
	code       *regexp.Regexp
	used       bool
}

// finding is one of gosec's.
type finding struct {
	Rule    string `json:"rule_id"`
	Details string `json:"details"`
	File    string `json:"file"`
	Line    string `json:"line"`
	Code    string `json:"code"`
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: go run -C tools/gosec . MODULE")
	}
	root, err := filepath.Abs(args[0])
	if err != nil {
		return err
	}
	lines, err := read(table)
	if err != nil {
		return err
	}
	found, err := gosec(root)
	if err != nil {
		return err
	}
	wrong := check(root, found, lines)
	fmt.Printf("gosec: %d findings, %d of them not settled\n", len(found), len(wrong))
	for _, l := range lines {
		if !l.used {
			wrong = append(wrong, fmt.Sprintf("settled.tsv: nothing is found any more by %s in %s with %s: take the line out", l.rule, l.file, l.code))
		}
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%s\nmend each, or say in tools/gosec/settled.tsv why it is none", strings.Join(wrong, "\n"))
	}
	return nil
}

// read reads the table: rule, beginning of the file's name, pattern of the line, reason.
func read(text string) (lines []*settled, err error) {
	for line := range strings.Lines(text) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) != 4 || fields[3] == "" {
			return nil, fmt.Errorf("settled.tsv: want rule, file, pattern and reason, with tabs between: %q", line)
		}
		code, err := regexp.Compile(fields[2])
		if err != nil {
			return nil, fmt.Errorf("settled.tsv: %w", err)
		}
		lines = append(lines, &settled{rule: fields[0], file: fields[1], code: code})
	}
	return lines, nil
}

// gosec runs it on a module.
func gosec(root string) ([]finding, error) {
	cmd := exec.Command("go", "tool", "-modfile=tools/gosec/go.mod", "gosec", "-quiet", "-no-fail", "-fmt", "json", "-exclude-dir", "tools", "./...")
	cmd.Dir = root
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("gosec: %w: %s", err, &errs)
	}
	var report struct {
		Issues []finding
		Errors map[string]any `json:"Golang errors"`
	}
	if out.Len() == 0 { // it says nothing where it finds nothing
		return nil, nil
	}
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		return nil, fmt.Errorf("gosec: %w: %.200s", err, &out)
	}
	if len(report.Errors) > 0 {
		return nil, fmt.Errorf("gosec could not read all: %v", report.Errors)
	}
	return report.Issues, nil
}

// check tells the findings that no line settles.
func check(root string, found []finding, lines []*settled) (wrong []string) {
	for _, f := range found {
		name, err := filepath.Rel(root, f.File)
		if err != nil {
			name = f.File
		}
		name = filepath.ToSlash(name)
		ok := false
		for _, l := range lines {
			if l.rule == f.Rule && strings.HasPrefix(name, l.file) && l.code.MatchString(codeOf(f)) {
				l.used, ok = true, true
			}
		}
		if !ok {
			wrong = append(wrong, fmt.Sprintf("%s:%s: %s: %s: %s", name, f.Line, f.Rule, f.Details, strings.TrimSpace(codeOf(f))))
		}
	}
	return wrong
}

// codeOf is the line that is at fault of those that gosec shows around it.
func codeOf(f finding) string {
	number, _, _ := strings.Cut(f.Line, "-")
	for line := range strings.Lines(f.Code) {
		if rest, found := strings.CutPrefix(line, number+": "); found {
			return rest
		}
	}
	return f.Code
}
