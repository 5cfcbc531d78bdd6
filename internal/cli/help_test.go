package cli_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/internal/cli"
)

// Every command tells what it does and shows an example, within 90 columns.
func TestHelpOfEveryCommand(t *testing.T) {
	t.Parallel()
	for _, path := range append(commands(t), "", "help settings") {
		text := ok(t, append(strings.Fields(path), "--help")...)
		if path != "" && path != "help settings" && !strings.Contains(text, "\nExamples:\n  ") {
			t.Errorf("%s has no example", path)
		}
		for line := range strings.Lines(text) {
			if len([]rune(line)) > 91 {
				t.Errorf("%s: too long: %q", path, line)
			}
		}
	}
}

// commands asks the shell's completion for every command.
func commands(t *testing.T, parents ...string) (all []string) {
	t.Helper()
	for line := range strings.Lines(complete(t, append(parents, "")...)) {
		name, _, isCommand := strings.Cut(strings.TrimSpace(line), "\t")
		if !isCommand || name == "completion" || strings.HasPrefix(name, "-") {
			continue
		}
		path := append(append([]string{}, parents...), name)
		if name != "help" && strings.Contains(ok(t, append(path, "--help")...), " COMMAND\n") {
			all = append(all, commands(t, path...)...)
			continue
		}
		all = append(all, strings.Join(path, " "))
	}
	return all
}

func complete(t *testing.T, args ...string) string {
	t.Helper()
	var out, err bytes.Buffer
	if status := cli.Run(t.Context(), append([]string{cobra.ShellCompRequestCmd}, args...), nil, &out, &err); status != 0 {
		t.Fatalf("completion: %d, %s", status, err.String())
	}
	return out.String()
}

func TestCompletion(t *testing.T) {
	t.Parallel()
	for want, args := range map[string][]string{
		"manual-fix":   {"drift", "resolve", "--how", ""},
		"triaged":      {"drift", "list", "--status", ""},
		"-severity":    {"drift", "list", "--sort", ""},
		"new:critical": {"import", "--fail-on", ""},
		"engineer":     {"user", "add", "--role", ""},
		"json":         {"version", "--output", ""},
	} {
		if got := complete(t, args...); !strings.Contains(got, want+"\n") {
			t.Errorf("%q completes to %q, want %s among them", args, got, want)
		}
	}
	// Files where files are meant, and nowhere else.
	for directive, lines := range map[string][]string{
		":4\n":       {"drift approve --database-url postgres://127.0.0.1:1/none", "drift approve --reason", "drift show --database-url postgres://127.0.0.1:1/none", "alert read", "user deactivate", "seed", "import --scope", "serve --http-addr", "version"},
		"json\n:8\n": {"import", "import a.json"},
		":0\n":       {"schema doc --file", "serve --data-dir"},
	} {
		for _, line := range lines {
			if got := complete(t, append(strings.Fields(line), "")...); got != directive {
				t.Errorf("%s completes to %q, want %q", line, got, directive)
			}
		}
	}
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		if script := ok(t, "completion", shell); !strings.Contains(script, "guardian") {
			t.Errorf("no script for %s", shell)
		}
	}
}
