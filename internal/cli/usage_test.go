package cli_test

import (
	"strings"
	"testing"
)

func TestWrongUsage(t *testing.T) {
	t.Parallel()
	const id = "5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55"
	for line, words := range map[string][]string{
		"":                    {"no command"},
		"nope":                {`unknown command "nope"`, `see "guardian --help"`},
		"imort":               {`did you mean "import"?`},
		"help nope":           {`unknown command "nope"`},
		"help drift foo":      {`drift: unknown command "foo", want one of list, show, open`},
		"help drift lsit":     {`drift: unknown command "lsit", did you mean "list"?`},
		"help drift list all": {"drift list: has no command below it"},
		"drift open 12":       {"DRIFT: takes at least the first 8"},
		"drift open " + id + " --http-addr 127.0.0.1:0":  {"HTTP_ADDR", "PUBLIC_URL"},
		"drift open " + id + " --public-url ftp://x":     {"PUBLIC_URL: want an address such as https://"},
		"drift open " + id + " --public-url https://a@x": {"PUBLIC_URL: want an address such as https://"},
		"completion csh":                                           {`unknown command "csh"`, "bash, zsh"},
		"drift":                                                    {"drift: no command", "list, show, open, triage"},
		"drift lsit":                                               {`did you mean "list"?`},
		"drift show":                                               {"0 arguments", "guardian drift show DRIFT"},
		"drift show 12":                                            {"DRIFT: takes at least the first 8 characters of an id", `"12"`},
		"drift show {" + id + "}":                                  {"DRIFT: takes an id, its first 8 characters or more, or SCOPE/ADDRESS"},
		"drift approve aws_instance.web":                           {"SCOPE/ADDRESS"},
		"drift list --status bad":                                  {"status: takes detected, triaged, approved, rejected, resolved", `"bad"`},
		"drift list --limit 501":                                   {"limit: takes a whole number from 1 to 500"},
		"drift list --since yesterday":                             {"since:", "2026-11-23"},
		"drift list --sort worst":                                  {"sort: takes createdAt"},
		"drift triage --as a@b":                                    {"drift triage: name the drifts, or say by filters which"},
		"drift triage " + id + " --scope x":                        {"takes drifts or filters, not both"},
		"drift triage " + id + " 12":                               {"DRIFT: takes at least the first 8"},
		"drift triage --until x":                                   {"--until: takes a time"},
		"drift approve --until x":                                  {"--until: takes"},
		"drift approve --since 7d --until 1d":                      {"--since: beside --until", "--detected-since", "--detected-until"},
		"drift approve --since x":                                  {"--detected-since: takes a time"},
		"drift triage --status lost":                               {"--status: takes detected"},
		"drift triage --detected-since x":                          {"--since: takes a time"},
		"notify --watch --output json":                             {"--watch goes on until it is stopped"},
		"drift approve --scope x --reason short --as a@b":          {"guardian: --reason: takes at least 10 characters, got 5"},
		"drift triage --scope x --guardian-user nobody":            {"GUARDIAN_USER: want an e-mail address"},
		"drift triage " + id:                                       {"--as EMAIL is required"},
		"drift approve " + id + " --as a@b":                        {"--reason is required"},
		"drift resolve " + id + " --as a@b":                        {"--how is required"},
		"drift resolve " + id + " --as a@b --how x":                {"--how: takes auto-remediate, manual-fix, acknowledged", `"x"`},
		"alert read --as a@b":                                      {"takes one ID, or --all"},
		"alert read --all " + id + " --as a@b":                     {"takes one ID, or --all"},
		"alert list --severity bad":                                {"--severity: takes critical, warning, info"},
		"alert list --drift 7":                                     {"--drift: takes a UUID"},
		"user add --email nobody":                                  {"email: must be an address"},
		"user add --email a@example.com --role king":               {"--role: takes admin, engineer, viewer"},
		"user add --email a@example.com":                           {"no password"},
		"import":                                                   {"0 arguments", "FILE..."},
		"import - -":                                               {"once only"},
		"import --format bad x":                                    {"--format: takes auto, terraform, "},
		"import --fail-on fatal x":                                 {"--fail-on: takes critical, warning, info"},
		"import --detected-by me x":                                {"--detected-by: takes scheduler, manual, api"},
		"import --detected-at noon x":                              {"--detected-at: takes a time such as"},
		"import --detected-at 0001-01-01 x":                        {"--detected-at: takes a later time", "stands for no time at all"},
		"import --account 1234567890123 x":                         {"--account: takes at most 12 characters, got 13"},
		"import --region " + strings.Repeat("ü", 51) + " x":        {"--region: takes at most 50 characters, got 51"},
		"import --scope " + strings.Repeat("s", 1025) + " x":       {"--scope: takes at most 1024 bytes, got 1025"},
		"import --scope= x":                                        {"--scope: takes NAME, got an empty one"},
		"drift resolve --scope= --how acknowledged --yes --as a@b": {"--scope: takes SCOPE, got an empty one"},
		"drift triage --status=, --yes --as a@b":                   {"--status: takes STATUS, got an empty one"},
		"drift triage --overdue= --yes --as a@b":                   {"--overdue: takes true"},
		"drift approve " + id + " --as= --reason abcdefghijk":      {"--as: takes EMAIL, got an empty one"},
		"user deactivate bob@example.com --as=":                    {"--as: takes EMAIL, got an empty one"},
		"drift list --scope=":                                      {"--scope: takes SCOPE, got an empty one"},
		"schema doc --file=":                                       {"--file: takes PATH, got an empty one"},
		"drift list --data-dir=":                                   {"DATA_DIR: want a directory (set in --data-dir)", "it is empty there"},
		"import --scope prod/* x":                                  {"--scope: takes a name without *", `got "prod/*"`},
		"import --dry-run=maybe x":                                 {"--dry-run: takes true or false"},
		"import --output xml x":                                    {"--output: takes text, json"},
		"migrate down --steps 0":                                   {"--steps: takes a whole number from 1"},
		"migrate down --steps 1 --all":                             {"exclude each other"},
		"migrate up now":                                           {"1 argument,"},
		"seed --drifts none":                                       {"--drifts: takes a whole number from 1"},
		"seed --random-seed -1":                                    {"--random-seed: takes a whole number from 1"},
		"serve --http-addr nowhere":                                {"HTTP_ADDR", "host:port"},
		"serve --http-addr 0.0.0.0:8080":                           {"HTTP_ADDR", "ADMIN_TOKEN"},
		"version --colour":                                         {"unknown flag --colour"},
		"version -z":                                               {"unknown flag -z"},
		"version --query-timeout soon":                             {"QUERY_TIMEOUT: want a duration"},
		"version --log-level loud":                                 {"LOG_LEVEL: want", `"loud"`},
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
