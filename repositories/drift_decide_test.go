package repositories_test

import (
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

// A resource that has moved away, and another that has come to its old address, are told
// from each other also where the scan tells of both at once.
func TestDetectManyThatMeet(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	known := l.detect("s").DriftID
	at := l.now().Add(time.Hour)
	moved := l.detection(l.scan("s", at).ID)
	moved.SeenAt = at
	came := moved
	moved.Address = "aws_instance.moved"
	came.ResourceID, came.FullResourceID = "i-came", "i-came"
	results, err := l.Drifts.DetectMany(t.Context(), []models.Detection{moved, came})
	l.ok(err)
	if results[0].Outcome != models.DetectRepeated || results[0].DriftID != known || results[1].Outcome != models.DetectCreated || results[1].Superseded != nil {
		t.Errorf("got %+v", results)
	}
	l.summariesHold()
	other := l.detection(l.scan("s", at.Add(time.Hour)).ID)
	_, err = l.Drifts.DetectMany(t.Context(), []models.Detection{moved, other})
	fails(l, err, models.ErrInvalid, "[1].scanId: is another scan than")
	if none, err := l.Drifts.DetectMany(t.Context(), nil); err != nil || len(none) != 0 {
		t.Errorf("of nothing: %v, %v", none, err)
	}
}
