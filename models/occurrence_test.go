package models_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// What a scan saw as the drift itself records it is left out; times are in UTC.
func TestOccurrenceResponse(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 5, 1, 2, 0, 0, 0, time.FixedZone("", 7200))
	o := models.Occurrence{
		DriftID: uuid.MustParse("00000000-0000-4000-8000-000000000001"), ScanID: uuid.MustParse("00000000-0000-4000-8000-000000000002"),
		Address: "aws_instance.a", ResourceID: "i-1", ResourceType: "aws_instance", Action: "update", NextApply: models.NextApplyKeep,
		Changes: models.JSON(`[]`), SeenAt: at, FirstSeenAt: at.Add(-time.Hour),
	}
	const bare = `{"driftId":"00000000-0000-4000-8000-000000000001","scanId":"00000000-0000-4000-8000-000000000002","address":"aws_instance.a",` +
		`"resourceId":"i-1","resourceType":"aws_instance","action":"update","nextApply":"keep","seenAt":"2026-05-01T00:00:00Z","firstSeenAt":"2026-04-30T23:00:00Z"}`
	if got, err := json.Marshal(o.Response()); err != nil || string(got) != bare {
		t.Errorf("got %s, %v", got, err)
	}
	o.PreviousAddress, o.ActualState = "aws_instance.b", models.JSON(`{"n":1.10}`)
	got := o.Response()
	if got.PreviousAddress != "aws_instance.b" || string(got.ActualState) != `{"n":1.10}` || got.ExpectedState != nil {
		t.Errorf("got %+v", got)
	}
}
