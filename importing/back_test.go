package importing_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
)

// What is gone by one file and there again by the next stays unresolved, since notifications close
// nothing, and the import says so.
func TestThereAgainInTheNextFile(t *testing.T) {
	t.Parallel()
	const again = "arn:aws:s3:::a is there again, and the drift by which it is gone stays unresolved: resolve it by hand"
	for name, c := range map[string]struct{ next, want string }{
		"made anew":            {bucketNotice("a", 7, "CREATE", ""), again},
		"made anew, and noise": {bucketNotice("a", 7, "UPDATE", `"Relationships.0":{"updatedValue":{"name":"r"}}`), again},
		"made and gone":        {bucketNotice("a", 7, "CREATE", "") + bucketNotice("a", 8, "DELETE", allRemoved), ""},
		"made before it went":  {bucketNotice("a", 3, "CREATE", "") + bucketNotice("b", 9, "CREATE", ""), ""},
		"another":              {bucketNotice("b", 7, "CREATE", ""), ""},
		"changed since":        {bucketNotice("a", 7, "UPDATE", delayChanged), ""},
		"a late file":          {bucketNotice("a", 3, "CREATE", ""), ""},
	} {
		l := newLedger(t)
		first := l.take([]byte(bucketNotice("a", 5, "DELETE", allRemoved)), importing.Options{})
		s := l.take([]byte(c.next), importing.Options{ResolveMissing: true})
		got := ""
		for _, r := range s.Remarks {
			if strings.Contains(r, "there again") {
				got += r
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if old := l.drift(first.Items[0].DriftID); c.want != "" && old.Status != models.StatusDetected {
			t.Errorf("%s: it is %s", name, old.Status)
		}
	}
	l := newLedger(t)
	l.take([]byte(bucketNotice("a", 5, "DELETE", allRemoved)+bucketNotice("b", 5, "DELETE", allRemoved)), importing.Options{})
	s := l.take([]byte(bucketNotice("a", 7, "CREATE", "")+bucketNotice("b", 7, "CREATE", "")), importing.Options{})
	if got, want := strings.Join(s.Remarks, "; "), "2 resources are new, which is no drift; arn:aws:s3:::a and 1 more are there again, and the drifts by which they are gone stay unresolved: resolve them by hand"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
