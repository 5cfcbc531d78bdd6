package models_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

func TestDriftInJSON(t *testing.T) {
	t.Parallel()
	account := "123456789012"
	d := models.Drift{
		ID: someone, ResourceID: "i-1", ResourceType: "EC2", Region: "eu-west-1", AccountID: &account,
		ExpectedState: models.JSON(`{"n":1.00}`), ActualState: models.JSON(`{}`), Difference: models.JSON(`{"n":{"expected":1.00}}`),
		Severity: models.SeverityCritical, CostImpactMonthly: new(models.MustMoney("125.5")), Status: models.StatusDetected,
		DetectedAt: noon.In(time.FixedZone("", 7200)), DetectedBy: models.DetectedByAPI, CreatedAt: noon, UpdatedAt: noon,
	}
	got, err := json.Marshal(d.Response())
	want := `{"id":"11111111-2222-3333-4444-555555555555","resourceId":"i-1","resourceType":"EC2","region":"eu-west-1","accountId":"123456789012",` +
		`"expectedState":{"n":1.00},"actualState":{},"difference":{"n":{"expected":1.00}},"severity":"critical","costImpactMonthly":125.50,` +
		`"status":"detected","detectedAt":"2026-11-23T12:00:00Z","detectedBy":"api","createdAt":"2026-11-23T12:00:00Z","updatedAt":"2026-11-23T12:00:00Z"}`
	if err != nil || string(got) != want {
		t.Errorf("%s, %v\nwant %s", got, err, want)
	}
}
