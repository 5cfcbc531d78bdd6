package cli

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
)

func TestLinesStandBelowOneAnother(t *testing.T) {
	t.Parallel()
	w := widthsOf([]*importFile{{path: "plans/a.json", scope: "a"}, {path: "ä\x1b", scope: "prod/a"}, {path: strings.Repeat("x", 200), err: errEmptyFolder}})
	for _, c := range []struct {
		s    importing.Summary
		want string
	}{
		{importing.Summary{File: "plans/a.json", Scope: "a", Checked: 3, Drifted: 1, Created: 1, Open: importing.OpenDrifts{{1}: models.SeverityCritical}},
			"plans/a.json  scope a       3 resources checked, 1 drifted, 1 created; open: 1 critical"},
		{importing.Summary{File: "ä\x1b", Scope: "prod/a", AlreadyImported: true, Drifted: 1},
			`ä\x1b         scope prod/a  already imported, nothing changed`},
		{importing.Summary{File: "-", Scope: "s", Checked: 1, NewestScan: time.Now(), NotClosed: "it is late"},
			"standard input  scope s       1 resource checked, 0 drifted; older than the newest scan of its scope; nothing was closed"},
		{importing.Summary{File: "-", Scope: "s", Checked: 1, Untold: 2},
			"standard input  scope s       1 resource checked, 0 drifted; 2 drifts left open: the code ignores changes of what differs, so the report says nothing of it"},
	} {
		if got := w.line(c.s); got != c.want {
			t.Errorf("got  %q\nwant %q", got, c.want)
		}
	}
}

func TestImportTotal(t *testing.T) {
	t.Parallel()
	total := importTotal{refused: 1}
	total.add(importing.Summary{Checked: 10, Drifted: 3, Created: 2, Repeated: 1, Superseded: 1, Resolved: 4, Skipped: 5, NotClosed: "it is late",
		Suppressed: map[string]int{"empty": 1}, Open: importing.OpenDrifts{{1}: models.SeverityInfo, {2}: models.SeverityInfo}})
	total.add(importing.Summary{NotClosed: "it is late"})
	total.add(importing.Summary{AlreadyImported: true, Checked: 7, Drifted: 1,
		Suppressed: map[string]int{"empty": 2, "moved": 1}, Open: importing.OpenDrifts{{3}: models.SeverityInfo, {4}: models.SeverityCritical}})
	const counts = "; 17 resources checked, 4 drifted, 2 created, 1 repeated, 1 superseded, 4 resolved, 5 skipped, noise: 3 empty, 1 moved; open: 1 critical, 3 info; of 2 files nothing was closed: it is late"
	for dryRun, want := range map[bool]string{
		false: "2 files imported, 1 already imported, 1 refused" + counts,
		true:  "2 files imported, 1 already imported, 1 refused; a dry run, nothing was written" + counts,
	} {
		if got := total.line(dryRun); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	if got := (importTotal{refused: 2}).line(false); got != "0 files imported, 2 refused" {
		t.Errorf("of none: %s", got)
	}
}

func TestLeftOutLines(t *testing.T) {
	t.Parallel()
	var files []*importFile
	for i := range 23 {
		files = append(files, &importFile{folder: "d", within: fmt.Sprintf("f%02d", i), leftOut: "text"})
	}
	files = append(files, &importFile{folder: "e", within: "x", leftOut: "text"}, &importFile{folder: "d", within: "y", leftOut: "hidden"}, &importFile{folder: "d", within: "z"})
	got := leftOutLines(files)
	if len(got) != 3 || !strings.HasPrefix(got[0], "d: no report, skipped (text): f00, f01, ") || !strings.HasSuffix(got[0], ", f19 and 3 more") ||
		!slices.Equal(got[1:], []string{"e: no report, skipped (text): x", "d: no report, skipped (hidden): y"}) {
		t.Errorf("got %q", got)
	}
}
