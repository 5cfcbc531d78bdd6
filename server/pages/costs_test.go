package pages

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestCosts(t *testing.T) {
	t.Parallel()
	listed(t, Costs(now, []models.CostMetric{
		{DriftID: &driftID, CostUSD: models.MustMoney("-44.85"), CostProjectedMonthly: ptr(models.MustMoney("1345.5")), PeriodStart: now, PeriodEnd: now, RecordedAt: now},
		{CostUSD: models.MustMoney("1"), PeriodStart: now, PeriodEnd: now, RecordedAt: now},
	}, names()), "sg-0f3", "−$44.85", "&#43;$1,345.50", "&#43;$1.00")
}
