package pages

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestMoneyInWords(t *testing.T) {
	t.Parallel()
	for amount, want := range map[string]string{
		"0": "$0.00", "0.00": "$0.00", "125.5": "+$125.50", "-1234567.89": "−$1,234,567.89", "99999999.99": "+$99,999,999.99", "-0.01": "−$0.01",
	} {
		if got := costOf(new(models.MustMoney(amount))).Text; got != want {
			t.Errorf("%s: %q, want %q", amount, got, want)
		}
	}
	if got := costOf(nil).Text; got != "" {
		t.Errorf("not known: %q", got)
	}
}
