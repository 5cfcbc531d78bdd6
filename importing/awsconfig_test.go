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

// A queue may bring a notification after a later one about the same resource: what it tells
// takes the place of nothing that came after it.
func TestANoticeThatCameLateTakesNoPlace(t *testing.T) {
	t.Parallel()
	for name, known := range map[string]string{
		"of what is gone":        bucketNotice("a", 5, "DELETE", allRemoved),
		"though it removes what": bucketNotice("a", 5, "UPDATE", `"Configuration.Size":{"previousValue":1,"updatedValue":2}`),
	} {
		l := newLedger(t)
		first := l.take([]byte(known), importing.Options{})
		change := bucketNotice("a", 3, "UPDATE", delayChanged)
		if strings.HasPrefix(name, "though") {
			change = bucketNotice("a", 3, "DELETE", allRemoved)
		}
		s := l.take([]byte(change+bucketNotice("b", 9, "UPDATE", delayChanged)), importing.Options{})
		if old := l.drift(first.Items[0].DriftID); s.Superseded != 0 || s.Created != 2 || old.Status != models.StatusDetected {
			t.Errorf("%s: %d superseded, %d created, the known one is %s", name, s.Superseded, s.Created, old.Status)
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
