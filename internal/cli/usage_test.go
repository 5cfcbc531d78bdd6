package cli_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/internal/cli"
	"github.com/clouddrift/guardian/internal/config"
)

func TestWrongUsage(t *testing.T) {
	t.Parallel()
	const id = "5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55"
	for line, words := range map[string][]string{
		"":                                  {"no command"},
		"nope":                              {`unknown command "nope"`, `see "guardian --help"`},
		"imort":                             {`did you mean "import"?`},
		"help nope":                         {`unknown command "nope"`},
		"completion csh":                    {`unknown command "csh"`, "bash, zsh"},
		"drift":                             {"drift: no command", "list, show, triage"},
		"drift lsit":                        {`did you mean "list"?`},
		"drift show":                        {"0 arguments", "guardian drift show ID"},
		"drift show 12":                     {"UUID", `"12"`},
		"drift show {" + id + "}":           {"UUID"},
		"drift list --status bad":           {"status: takes detected, triaged, approved, rejected, resolved", `"bad"`},
		"drift list --limit 501":            {"limit: takes a whole number from 1 to 500"},
		"drift list --since yesterday":      {"since:", "2026-11-23"},
		"drift list --sort worst":           {"sort: takes createdAt"},
		"drift triage " + id:                {"--as EMAIL is required"},
		"drift approve " + id + " --as a@b": {"--reason is required"},
		"drift resolve " + id + " --as a@b": {"--how is required"},
		"drift resolve " + id + " --as a@b --how x":          {"--how: takes auto-remediate, manual-fix, acknowledged", `"x"`},
		"alert read --as a@b":                                {"takes one ID, or --all"},
		"alert read --all " + id + " --as a@b":               {"takes one ID, or --all"},
		"alert list --severity bad":                          {"--severity: takes critical, warning, info"},
		"alert list --drift 7":                               {"--drift: takes a UUID"},
		"user add --email nobody":                            {"email: must be an address"},
		"user add --email a@example.com --role king":         {"--role: takes admin, engineer, viewer"},
		"user add --email a@example.com":                     {"no password"},
		"import":                                             {"0 arguments", "FILE..."},
		"import - -":                                         {"once only"},
		"import --format bad x":                              {"--format: takes auto, terraform, driftctl, cloudformation, pulumi"},
		"import --fail-on fatal x":                           {"--fail-on: takes critical, warning, info"},
		"import --detected-by me x":                          {"--detected-by: takes scheduler, manual, api"},
		"import --detected-at noon x":                        {"--detected-at: takes a time such as"},
		"import --detected-at 0001-01-01 x":                  {"--detected-at: takes a time in the years"},
		"import --account 1234567890123 x":                   {"--account: takes at most 12 characters, got 13"},
		"import --region " + strings.Repeat("ü", 51) + " x":  {"--region: takes at most 50 characters, got 51"},
		"import --scope " + strings.Repeat("s", 1025) + " x": {"--scope: takes at most 1024 bytes, got 1025"},
		"import --scope= x":                                  {"--scope: takes a text that is not empty"},
		"import --dry-run=maybe x":                           {"--dry-run: takes true or false"},
		"import --output xml x":                              {"--output: takes text, json"},
		"migrate down --steps 0":                             {"--steps: takes a whole number from 1"},
		"migrate down --steps 1 --all":                       {"exclude each other"},
		"migrate up now":                                     {"1 argument,"},
		"seed --drifts none":                                 {"--drifts: takes a whole number from 1"},
		"seed --random-seed -1":                              {"--random-seed: takes a whole number from 1"},
		"serve --http-addr nowhere":                          {"HTTP_ADDR", "host:port"},
		"serve --http-addr 0.0.0.0:8080":                     {"HTTP_ADDR", "ADMIN_TOKEN"},
		"version --colour":                                   {"unknown flag --colour"},
		"version -z":                                         {"unknown flag -z"},
		"version --query-timeout soon":                       {"QUERY_TIMEOUT: want a duration"},
		"version --log-level loud":                           {"LOG_LEVEL: want", `"loud"`},
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			// Nothing listens there: wrong usage shows before the database is asked for.
			args := append(strings.Fields(line), "--database-url", "postgres://127.0.0.1:1/none")
			r := refused(t, 2, words, args...)
			if r.out != "" {
				t.Errorf("wrote %q to standard output", r.out)
			}
		})
	}
}

// What might be a secret in the wrong place is not repeated.
func TestWrongUsageShowsNoSecret(t *testing.T) {
	t.Parallel()
	const secret = "postgres://ann:hunter2hunter2@db/ledger"
	for _, args := range [][]string{
		{secret}, {"drift", secret}, {"serve", secret}, {"help", secret}, {"serve", "--databse-url", secret},
		{"serve", "--databse-url=" + secret}, {"migrate", "up", "--database-url", "postgres://ann:hunter2hunter2@db:none/x"},
		{"migrate", "up", "--database-url", "ann:hunter2hunter2@db"},
		{"serve", "--database-url", secret + "@x"},
		{"serve", "--database-url", "postgres://ann:p@hunter2@db.example.invalid/x"},
		{"serve", "--database-url", "postgres://db.example.invalid/x", "--database-read-url", "postgres://ann:p@hunter2$word@db.example.invalid/x"},
		{"drift", "list", "--database-url", "ann:hunter2@db.example.invalid/x?sslmode=disable"},
		{"serve", "--admin-token", "hunter2hunter2 hunter2", "--http-addr", "127.0.0.1:0"},
	} {
		r := refused(t, 2, nil, args...)
		if strings.Contains(r.out+r.err, "hunter2") {
			t.Errorf("%q shows the secret: %q", args, r.out+r.err)
		}
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	root := ok(t, "help")
	if root != ok(t, "--help") {
		t.Error("help and --help differ")
	}
	for _, name := range []string{"demo", "serve", "migrate", "seed", "import", "drift", "alert", "user", "schema", "version"} {
		if !strings.Contains(root, "\n  "+name+" ") {
			t.Errorf("the help lacks %s", name)
		}
	}
	settings := ok(t, "help", "settings")
	for _, s := range config.Settings() {
		if !strings.Contains(settings, s.Name) || !strings.Contains(settings, "--"+s.Flag()) {
			t.Errorf("help settings lacks %s", s.Name)
		}
		if strings.Contains(root, "--"+s.Flag()+" ") {
			t.Errorf("the help is drowned by --%s", s.Flag())
		}
	}
}

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
		"manual-fix":     {"drift", "resolve", "--how", ""},
		"triaged":        {"drift", "list", "--status", ""},
		"-severity":      {"drift", "list", "--sort", ""},
		"cloudformation": {"import", "--format", ""},
		"engineer":       {"user", "add", "--role", ""},
		"json":           {"version", "--output", ""},
	} {
		if got := complete(t, args...); !strings.Contains(got, want+"\n") {
			t.Errorf("%q completes to %q, want %s among them", args, got, want)
		}
	}
	// Files where files are meant, and nowhere else.
	for directive, lines := range map[string][]string{
		":4\n":       {"drift approve", "drift approve --reason", "drift show", "alert read", "user deactivate", "seed", "import --scope", "serve --http-addr", "version"},
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

func TestVersion(t *testing.T) {
	t.Parallel()
	v := okJSON[map[string]string](t, "version")
	for _, key := range []string{"version", "commit", "go", "schema"} {
		if v[key] == "" || !strings.Contains(ok(t, "version"), v[key]) {
			t.Errorf("%s is %q", key, v[key])
		}
	}
	if got := ok(t, "--version"); got != "guardian "+v["version"]+"\n" {
		t.Errorf("--version wrote %q", got)
	}
}
