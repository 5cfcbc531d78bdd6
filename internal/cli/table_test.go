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
		"":                                     {Items: []int{1}, Total: 1},
		"\n1 of 3 scans\n":                     {Items: []int{1}, Total: 3},
		"\n1 of 3 scans; more: --cursor abc\n": {Items: []int{1}, Total: 3, Next: "abc"},
	} {
		var b strings.Builder
		if footer(&b, page, "scan"); b.String() != want {
			t.Errorf("got %q, want %q", b.String(), want)
		}
	}
}
