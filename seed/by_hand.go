package seed

import (
	"time"

	"github.com/clouddrift/guardian/models"
)

// writeByHand writes the first n of three drifts that were recorded by hand, which no
// scan saw: every seeding begins with them, however few it is of, so that examples
// and tests can count on them.
func (w *writer) writeByHand(n int) {
	engineer := &w.estate.people.actors[1]
	hours := func(ago int) time.Time { return w.now.Add(-time.Duration(ago) * time.Hour) }
	for i, o := range []struct {
		drift models.Drift
		alert models.Alert
		steps []step
	}{
		{
			drift: models.Drift{
				ResourceID: "i-0123456789abcdef0", ResourceType: models.ResourceEC2, Region: "us-east-1",
				ExpectedState: models.JSON(`{"instanceType":"t3.medium","vpcId":"vpc-12345678","securityGroups":["sg-12345678"]}`),
				ActualState:   models.JSON(`{"instanceType":"t3.large","vpcId":"vpc-12345678","securityGroups":["sg-87654321"]}`),
				Severity:      models.SeverityCritical, CostImpactMonthly: new(models.Cents(125_50)),
				DetectedAt: hours(24), DetectedBy: models.DetectedByScheduler,
			},
			alert: models.Alert{
				Title:   "Critical drift: EC2 instance configuration",
				Message: "Instance type and security groups have changed unexpectedly",
			},
		},
		{
			drift: models.Drift{
				ResourceID: "rds-prod-db-01", ResourceType: models.ResourceRDS, Region: "eu-west-1",
				ExpectedState: models.JSON(`{"multiAZ":true,"dbInstanceClass":"db.t3.large"}`),
				ActualState:   models.JSON(`{"multiAZ":false,"dbInstanceClass":"db.t3.large"}`),
				Severity:      models.SeverityWarning, CostImpactMonthly: new(models.Cents(45_00)),
				DetectedAt: hours(12), DetectedBy: models.DetectedByScheduler,
			},
			alert: models.Alert{
				Title:   "Warning drift: RDS rds-prod-db-01",
				Message: "Multi-AZ was switched off, so the database has no standby",
			},
			steps: []step{{to: models.StatusTriaged, at: hours(9), by: engineer}},
		},
		{
			drift: models.Drift{
				ResourceID: "s3-bucket-logs", ResourceType: models.ResourceS3, Region: "us-west-2",
				ExpectedState: models.JSON(`{"versioning":"Enabled"}`),
				ActualState:   models.JSON(`{"versioning":"Suspended"}`),
				Severity:      models.SeverityInfo, CostImpactMonthly: new(models.Cents(0)),
				DetectedAt: hours(72), DetectedBy: models.DetectedByManual,
			},
			steps: []step{{
				to: models.StatusApproved, at: hours(48), by: engineer,
				reason: "Intentional configuration change for cost savings",
			}},
		},
	}[:n] {
		o.drift.ID, o.drift.CreatedAt = w.id(seedDrifts), o.drift.DetectedAt
		o.drift.Difference = difference(o.drift)
		w.writeDrift(o.drift, nil, o.alert, o.steps)
		if i == 0 { // the only one that has cost something for a day
			w.cost(o.drift.ID, 125_50, o.drift.DetectedAt, 0, 1)
		}
	}
}

// difference is that of the drift's two states, which are JSON of this program's own.
func difference(d models.Drift) models.JSON {
	expected, err := d.ExpectedState.Object()
	if err != nil {
		panic(err)
	}
	actual, err := d.ActualState.Object()
	if err != nil {
		panic(err)
	}
	return models.MustJSON(models.Difference(expected, actual))
}
