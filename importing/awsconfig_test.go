package importing_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// bucketNotice is a notification of AWS Config about a bucket, of a minute; the change's properties
// are JSON.
func bucketNotice(id string, minute int, change, properties string) string {
	return fmt.Sprintf(`{"configurationItem":{"resourceType":"AWS::S3::Bucket","resourceId":%q,"ARN":"arn:aws:s3:::%s","awsRegion":"eu-west-1","configurationItemCaptureTime":"2026-10-12T08:%02d:00Z"},`+
		`"configurationItemDiff":{"changeType":%q,"changedProperties":{%s}}}`, id, id, minute, change, properties)
}

const (
	delayChanged = `"Configuration.Delay":{"previousValue":1,"updatedValue":2}`
	allRemoved   = `"Configuration":{"previousValue":{"delay":9}}`
)

// Each drift is dated by its own notification, not by the file's newest.
func TestEachNoticeDatesItsDrift(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	s := l.take([]byte(bucketNotice("a", 3, "UPDATE", delayChanged)+bucketNotice("b", 9, "UPDATE", delayChanged)), importing.Options{})
	var got []string
	for _, i := range s.Items {
		got = append(got, i.ResourceID+l.drift(i.DriftID).DetectedAt.UTC().Format(" 04"))
	}
	if strings.Join(got, ", ") != "a 03, b 09" || s.ScannedAt.Format("04") != "09" {
		t.Errorf("got %v, the scan's time is %v", got, s.ScannedAt)
	}
}

// A queue may bring a notification after a later one about the same resource. What that has
// overtaken is no drift, and nothing that came after it gives way.
func TestANoticeThatCameLateTakesNoPlace(t *testing.T) {
	t.Parallel()
	const sizeToo = `,"Configuration.Size":{"previousValue":1,"updatedValue":2}`
	for name, c := range map[string]struct {
		known, late string
		drift       bool
	}{
		"of what is gone":           {bucketNotice("a", 5, "DELETE", allRemoved), bucketNotice("a", 3, "UPDATE", delayChanged), false},
		"removes what is there":     {bucketNotice("a", 5, "UPDATE", delayChanged), bucketNotice("a", 3, "DELETE", allRemoved), false},
		"of what has changed again": {bucketNotice("a", 5, "UPDATE", delayChanged+sizeToo), bucketNotice("a", 3, "UPDATE", `"Configuration.Delay":{"previousValue":0,"updatedValue":1}`), false},
		"of another place":          {bucketNotice("a", 5, "UPDATE", sizeToo[1:]), bucketNotice("a", 3, "UPDATE", delayChanged), true},
		"of one more place":         {bucketNotice("a", 5, "UPDATE", delayChanged), bucketNotice("a", 3, "UPDATE", delayChanged+sizeToo), true},
	} {
		l := newLedger(t)
		first := l.take([]byte(c.known), importing.Options{})
		s := l.take([]byte(c.late+bucketNotice("b", 9, "UPDATE", delayChanged)), importing.Options{})
		want := map[bool]int{true: 2, false: 1}[c.drift]
		if old := l.drift(first.Items[0].DriftID); s.Superseded != 0 || s.Created != want || s.Created+s.Skipped != 2 || old.Status != models.StatusDetected {
			t.Errorf("%s: %d superseded, %d created, %d skipped, the known one is %s", name, s.Superseded, s.Created, s.Skipped, old.Status)
		}
		for _, again := range []importing.Summary{s, l.take([]byte(c.late+bucketNotice("b", 9, "UPDATE", delayChanged)), importing.Options{})} {
			for _, i := range again.Items {
				if i.Outcome == importing.Skipped && i.Reason != "what is known of the resource is newer, and no known drift matches" {
					t.Errorf("%s: %s", name, i.Reason)
				}
			}
		}
	}
}

// One that comes late and tells of a change that is known says nothing of now.
func TestANoticeThatCameLateAndRepeats(t *testing.T) {
	t.Parallel()
	db := testdb.Lend(t)
	l := ledgerOn(t, db)
	first := l.take([]byte(bucketNotice("a", 5, "UPDATE", delayChanged)), importing.Options{})
	l.apply("grade \"delays\" {\n  path = [\"Delay\"]\n  severity = \"info\"\n}\n")
	late := bucketNotice("a", 3, "UPDATE", `"Configuration.Delay":{"previousValue":1,"updatedValue":9}`)
	s := l.take([]byte(late+bucketNotice("b", 9, "UPDATE", delayChanged)), importing.Options{})
	d, err := l.store.Drifts.Dossier(t.Context(), *first.Items[0].DriftID, 9)
	must(t, err)
	if s.Repeated != 1 || d.Sighting.Occurrences != 2 || d.Sighting.FirstSeen.Format("04") != "03" || d.Sighting.LastSeen.Format("04") != "05" {
		t.Errorf("%d repeated, seen %+v", s.Repeated, d.Sighting)
	}
	if len(d.Changes) != 1 || string(d.Changes[0].Actual) != "2" || d.Drift.Severity != models.SeverityWarning {
		t.Errorf("it is %s, by %+v", d.Drift.Severity, d.Changes)
	}
	for _, broken := range testdb.BrokenSummaries(t, db) {
		t.Error(broken)
	}
}
