package importing_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

const pulumi = kept + "/pulumi/"

// night imports a digest of Pulumi's as of a night, with changes to its text, and closes
// what it found in order.
func (l dumped) night(night int, file string, change ...string) importing.Summary {
	l.Helper()
	raw, err := os.ReadFile(pulumi + file)
	must(l.T, err)
	text := strings.NewReplacer(change...).Replace(string(raw))
	o := importing.Options{DetectedAt: testdb.Now(l.T, l.db).Add(time.Duration(night-100) * 24 * time.Hour), ResolveMissing: true, DetectedBy: models.DetectedByScheduler}
	s, err := importing.File(l.Context(), l.store, filepath.Base(file), bytes.NewReader([]byte(text)), o)
	must(l.T, err)
	return s
}

// Of the digests of one night after the other each is what it is after those before.
func TestNightsOfPulumi(t *testing.T) {
	t.Parallel()
	l := newDumped(t)
	for i, c := range []struct {
		file, why                               string
		created, repeated, resolved, unresolved int
	}{
		{"10-seq1.refresh.json", "a size", 1, 0, 0, 1},
		{"10-seq2.refresh.json", "another size", 0, 1, 0, 1},
		{"10-seq3.refresh.json", "in order", 0, 0, 1, 0},
		{"01-drift.refresh.json", "much", 8, 0, 0, 8},
		{"01-drift.refresh-diff.json", "the same in another order", 0, 8, 0, 8},
		{"05-error.refresh.json", "one of them could not be read", 0, 7, 0, 8},
		{"11-secretonly.refresh.json", "less, of one of them", 1, 0, 7, 1},
		{"00-none.refresh.json", "in order", 0, 0, 1, 0},
	} {
		s := l.night(i, c.file)
		if s.Created != c.created || s.Repeated != c.repeated || s.Resolved != c.resolved || l.drifts("status <> 'resolved'") != c.unresolved || s.Scope != "shop/dev" {
			t.Errorf("night %d, %s: %d unresolved of %+v", i+1, c.why, l.drifts("status <> 'resolved'"), s)
		}
		if failed := c.file == "05-error.refresh.json"; failed != (s.NotClosed != "") {
			t.Errorf("night %d: not closed: %q", i+1, s.NotClosed)
		}
	}
}

// A secret whose change no value shows is one drift as long as it is there, since a
// further change of it is not to be told from it.
func TestAnUnseenSecretIsOneDrift(t *testing.T) {
	t.Parallel()
	l := newDumped(t)
	const file = "11-secretonly.refresh.json"
	if s := l.night(0, file); s.Created != 1 || s.Items[0].Severity != models.SeverityCritical || s.Items[0].Changes[0].Path != "password" {
		t.Errorf("first: %+v", s)
	}
	if s := l.night(1, file, `"duration"`, ` "duration"`); s.Repeated != 1 || s.Created != 0 {
		t.Errorf("second: %+v", s)
	}
	if got := l.dump("drifts") + l.dump("drift_occurrences"); strings.Contains(got, "[secret]") {
		t.Errorf("Pulumi's own word for a secret is kept: %s", got)
	}
}

// The drift of what the code ignores from then on stays open: a refresh says nothing of
// it. What is gone and there again is told.
func TestWhatThePulumiCodeIgnoresStaysOpen(t *testing.T) {
	t.Parallel()
	l := newDumped(t)
	const web = `"urn": "urn:pulumi:dev::shop::drifty:index:Server::web",
                "custom": true,`
	if s := l.night(0, "10-seq1.refresh.json"); s.Created != 1 {
		t.Fatalf("%+v", s)
	}
	if s := l.night(1, "00-none.refresh.json", web, web+`"ignoreChanges": ["size"],`); s.Resolved != 0 || s.Untold != 1 || s.NotClosed != "" {
		t.Errorf("%+v", s)
	}
	if s := l.night(2, "00-none.refresh.json", web, web+`"ignoreChanges": ["tags"],`); s.Resolved != 1 || s.Untold != 0 {
		t.Errorf("%+v", s)
	}
}
