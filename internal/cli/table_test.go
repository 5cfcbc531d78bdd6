package cli

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestTable(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	rows := newTable(&b)
	rows.row("A", "LONGER")
	rows.row("wide cell", "\x1b[31m", "")
	if err := rows.end(); err != nil || b.String() != "A          LONGER\nwide cell  \\x1b[31m\n" {
		t.Errorf("got %q, %v", b.String(), err)
	}
}

func TestFooter(t *testing.T) {
	t.Parallel()
	for want, page := range map[string]models.Page[int]{
		"No scans.\n":                          {},
		uncounted + "\n":                       {AtLeast: true},
		"":                                     {Items: []int{1}, Total: 1},
		"\n1 of 3 scans\n":                     {Items: []int{1}, Total: 3},
		"\n0 of 1 scan\n":                      {Page: 2, Total: 1},
		"\n1 of 3 scans; more: --cursor abc\n": {Items: []int{1}, Total: 3, Next: "abc"},
		"\n1 of 2 or more scans; more: --cursor abc\n": {Items: []int{1}, Total: 2, Next: "abc", AtLeast: true},
	} {
		var b strings.Builder
		if footer(&b, page, "scan"); b.String() != want {
			t.Errorf("got %q, want %q", b.String(), want)
		}
	}
}

// The columns that may be cut give way to the width of the terminal, the widest first,
// and what ends a row pushes no other row's cells away.
func TestTableIsSqueezed(t *testing.T) {
	t.Parallel()
	write := func(width int, colours bool) (string, bool) {
		var b strings.Builder
		rows := newTable(&result{w: &b, width: width, colours: colours}).severityIn(0)
		rows.cuttable(1, 5)
		rows.cuttable(2, 5)
		rows.row("warning", "abcdefghij", "abcdefghijklmno", "end")
		rows.row("critical", "a", "what ends a row")
		if err := rows.end(); err != nil {
			t.Error(err)
		}
		return b.String(), rows.fits()
	}
	for width, want := range map[int]string{
		0:  "warning   abcdefghij  abcdefghijklmno  end\ncritical  a           what ends a row\n",
		42: "warning   abcdefghij  abcdefghijklmno  end\ncritical  a           what ends a row\n",
		37: "warning   abcdefghij  abc…jklmno  end\ncritical  a           wha… a row\n",
		32: "warning   ab…ghij  ab…klmno  end\ncritical  a        wh…a row\n",
	} {
		if got, fits := write(width, false); !fits || got != want {
			t.Errorf("%d columns:\n%s", width, got)
		}
	}
	if _, fits := write(20, false); fits {
		t.Error("what needs 27 columns fits 20")
	}
	if got, _ := write(0, true); !strings.HasPrefix(got, "\x1b[33mwarning\x1b[0m   abcdefghij") || !strings.Contains(got, "\n\x1b[1;31mcritical\x1b[0m  a ") {
		t.Errorf("got %q", got)
	}
}

func TestCutMiddle(t *testing.T) {
	t.Parallel()
	for width, want := range map[int]string{10: "abcdefghij", 9: "ab…efghij", 5: "a…hij", 2: "…j", 1: "…", 0: "abcdefghij"} {
		if got := cutMiddle("abcdefghij", width); got != want {
			t.Errorf("%d: %q, want %q", width, got, want)
		}
	}
}
