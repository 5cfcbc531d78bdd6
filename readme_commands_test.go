package main_test

import (
	"bytes"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/cli"
	"github.com/clouddrift/guardian/internal/config"
)

// What the help shows: a command with what it does, and a flag.
var (
	helpCommand = regexp.MustCompile(`(?m)^  ([a-z-]+) {2,}[A-Z]`)
	helpFlag    = regexp.MustCompile(`--[a-z][a-z-]+`)
)

// commands gives the flags of each command that has none below it.
func commands(t *testing.T, above ...string) map[string][]string {
	t.Helper()
	var out, said bytes.Buffer
	if status := cli.Run(t.Context(), append(above, "--help"), strings.NewReader(""), &out, &said); status != 0 {
		t.Fatalf("%v --help ends with %d: %s", above, status, &said)
	}
	text, all := out.String(), map[string][]string{}
	for _, below := range helpCommand.FindAllStringSubmatch(text, -1) {
		for name, flags := range commands(t, append(slices.Clone(above), below[1])...) {
			all[name] = flags
		}
	}
	if len(all) == 0 {
		all[strings.Join(above, " ")] = helpFlag.FindAllString(text, -1)
	}
	return all
}

// column gives what stands in code in the first column of a table below a heading.
func column(t *testing.T, heading string) (rows [][]string) {
	t.Helper()
	_, text, _ := strings.Cut(read(t, "README.md"), "\n## "+heading+"\n")
	text, _, _ = strings.Cut(text, "\n## ")
	for line := range strings.Lines(text) {
		cell, _, ok := strings.Cut(strings.TrimPrefix(line, "| `"), "` | ")
		if ok && strings.HasPrefix(line, "| `") {
			rows = append(rows, strings.Split(cell, "`, `"))
		}
	}
	return rows
}

// TestReadmeListsTheCommands holds the README's table to the help.
func TestReadmeListsTheCommands(t *testing.T) {
	t.Parallel()
	var said, are []string
	for _, row := range column(t, "Your first report") {
		group, _, below := strings.Cut(row[0], " ")
		for i, name := range row {
			switch {
			case i > 0:
				name = group + " " + name
			case below && strings.ToUpper(name[len(group):]) == name[len(group):]:
				name = group // with its arguments
			}
			said = append(said, name)
		}
	}
	for name := range commands(t) {
		are = append(are, name)
	}
	slices.Sort(said)
	slices.Sort(are)
	if !slices.Equal(said, are) {
		t.Errorf("README.md's table has the commands\n%q\nand the program\n%q", said, are)
	}
}

// TestReadmeListsTheSettings holds the README's table to the settings.
func TestReadmeListsTheSettings(t *testing.T) {
	t.Parallel()
	var said, are []string
	for _, row := range column(t, "Settings") {
		said = append(said, row...)
	}
	for _, s := range config.Settings() {
		are = append(are, s.Name)
	}
	if !slices.Equal(said, are) {
		t.Errorf("README.md's table has the settings\n%q\nand the program\n%q", said, are)
	}
}

// TestDocumentsGiveFlagsThatThereAre holds what documents and pipelines run to the help.
func TestDocumentsGiveFlagsThatThereAre(t *testing.T) {
	t.Parallel()
	files, _ := repository(t)
	all, names := commands(t), []string{}
	for name := range all {
		names = append(names, name)
	}
	run := regexp.MustCompile("(?:guardian |go run \\. |`)(" + strings.Join(names, "|") + ")\\b([^`|;&#\n]*)")
	found := 0
	for _, file := range files {
		if !slices.Contains([]string{".md", ".sh", ".yml"}, filepath.Ext(file)) {
			continue
		}
		text := strings.ReplaceAll(read(t, file), "\\\n", " ")
		for _, line := range run.FindAllStringSubmatch(text, -1) {
			for _, flag := range helpFlag.FindAllString(line[2], -1) {
				if found++; !slices.Contains(all[line[1]], flag) && !isSetting(flag) {
					t.Errorf("%s says `%s`, which has no %s", file, strings.TrimSpace(line[0]), flag)
				}
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d flags were found", found)
	}
}

// isSetting says whether a flag gives a setting, as every command takes it.
func isSetting(flag string) bool {
	return slices.ContainsFunc(config.Settings(), func(s config.Setting) bool { return "--"+s.Flag() == flag })
}
