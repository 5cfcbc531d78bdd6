package cli_test

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/sys/unix"

	"github.com/clouddrift/guardian/internal/cli"
	"github.com/clouddrift/guardian/internal/testdb"
)

// onTerminal runs the command with a terminal of so many columns as standard output, and
// gives what that was sent.
func onTerminal(t *testing.T, columns int, args ...string) string {
	t.Helper()
	person, program := terminal(t)
	if err := unix.IoctlSetWinsize(int(program.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: uint16(columns)}); err != nil {
		t.Fatal(err)
	}
	sent := make(chan string)
	go func() {
		var all bytes.Buffer
		_, _ = io.Copy(&all, person) // it ends when nobody has the other side open any more
		sent <- strings.ReplaceAll(all.String(), "\r\n", "\n")
	}()
	var errs bytes.Buffer
	status := cli.Run(t.Context(), args, strings.NewReader(""), program, &errs)
	program.Close()
	if status != 0 || errs.Len() > 0 {
		t.Fatalf("%q: status %d, %s", args, status, errs.String())
	}
	return <-sent
}

var colour = regexp.MustCompile("\x1b\\[[0-9;]*m")

// A list fits the terminal: what is long is cut in its middle, and a column goes where
// that does not suffice.
func TestListFitsTheTerminal(t *testing.T) {
	t.Setenv("NO_COLOR", "")
	t.Setenv("TERM", "xterm")
	db := testdb.LendDatabase(t)
	scope := "live/eu-central-1/" + strings.Repeat("very/", 20) + "deep"
	ok(t, on(db, "import", reportsDir+"08-modules.refresh.json", "--scope", scope)...)
	for columns, headings := range map[int]string{
		200: "ID SEVERITY STATUS CREATED UTC NEXT APPLY SCOPE RESOURCE CHANGED",
		110: "ID SEVERITY STATUS CREATED UTC NEXT APPLY SCOPE RESOURCE CHANGED",
		100: "ID SEVERITY STATUS CREATED UTC NEXT APPLY SCOPE RESOURCE",
		80:  "ID SEVERITY NEXT APPLY SCOPE RESOURCE",
		60:  "ID SEVERITY SCOPE RESOURCE",
	} {
		out := onTerminal(t, columns, on(db, "drift", "list")...)
		lines := strings.Split(colour.ReplaceAllString(out, ""), "\n")
		if got := strings.Join(strings.Fields(lines[0]), " "); got != headings {
			t.Errorf("%d columns: %q, want %q", columns, got, headings)
		}
		for _, line := range lines {
			if n := utf8.RuneCountInString(line); n > columns {
				t.Errorf("%d columns: a line of %d: %s", columns, n, line)
			}
		}
		if !strings.Contains(out, "…") || !strings.Contains(out, "deep  ") {
			t.Errorf("%d columns: an end is hidden:\n%s", columns, out)
		}
	}
	if out := ok(t, on(db, "drift", "list")...); !strings.Contains(out, scope) || colour.MatchString(out) {
		t.Errorf("off a terminal: %s", out)
	}
	if out := onTerminal(t, 80, on(db, "drift", "list", "--columns", "id,scope,address,changed")...); !strings.HasPrefix(out, "ID  ") || !strings.Contains(out, "CHANGED") {
		t.Errorf("what was asked for is not there: %s", out)
	}
}

// Severities have colours on a terminal, unless the user wants none or it shows none.
func TestColours(t *testing.T) {
	db := testdb.LendDatabase(t)
	imported(t, db)
	for _, env := range []struct {
		noColor, term string
		want          bool
	}{{"", "xterm", true}, {"1", "xterm", false}, {"false", "xterm", false}, {"", "dumb", false}} {
		t.Setenv("NO_COLOR", env.noColor)
		t.Setenv("TERM", env.term)
		for _, args := range [][]string{{"drift", "list"}, {"alert", "list"}} {
			out := onTerminal(t, 200, on(db, args...)...)
			if strings.Contains(out, "\x1b[1;31mcritical\x1b[0m") != env.want || strings.Contains(out, "\x1b[33mwarning\x1b[0m") != env.want || !env.want && colour.MatchString(out) {
				t.Errorf("%+v: %q", env, out)
			}
		}
	}
}
