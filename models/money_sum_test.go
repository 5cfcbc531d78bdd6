package models_test

import (
	"encoding/json"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestMoneySum(t *testing.T) {
	t.Parallel()
	var a, b models.MoneySum
	if err := a.Scan("99999999.99"); err != nil {
		t.Fatal(err)
	}
	if err := b.Scan([]byte("0.02")); err != nil {
		t.Fatal(err)
	}
	sum := a.Add(b) // more than one Money can be
	if out, err := json.Marshal(sum); err != nil || string(out) != "100000000.01" || sum.String() != "100000000.01" {
		t.Errorf("%s, %v", out, err)
	}
	if err := json.Unmarshal([]byte("100000000.01"), &sum); err != nil || sum.String() != "100000000.01" {
		t.Errorf("%s, %v", sum, err)
	}
	if err := json.Unmarshal([]byte(`"1"`), &sum); err == nil || sum.String() != "100000000.01" {
		t.Errorf("a text is taken for %s", sum)
	}
	if err := b.Scan("x"); err == nil {
		t.Error("x is taken for a sum")
	}
	if err := b.Scan(nil); err != nil || b.String() != "0.00" || !b.Decimal().IsZero() {
		t.Errorf("NULL: %s, %v", b, err)
	}
}

func TestMoneySumOfPrices(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"0.005": "0.01", "-0.005": "-0.01", "0.00499": "0.00", "-0.00499": "0.00", "2.675": "2.68", "1.005": "1.01", "-1.015": "-1.02",
		"1e2": "100.00", "1e-999": "0.00", "99999999.994999": "99999999.99", "-99999999.99": "-99999999.99",
		"99999999.995": wrongRange, "1e999": wrongRange, "-1e999": wrongRange,
	} {
		sum, err := models.ParseMoneySum(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if m, err := sum.Round(); err == nil && m.String() != want || err != nil && err.Error() != want {
			t.Errorf("%s: %s, %v, want %s", text, m, err, want)
		}
	}
	for _, text := range []string{"", "1,5", "$1", "NaN", "1e1000", "0x1", " 1"} {
		if sum, err := models.ParseMoneySum(text); err == nil {
			t.Errorf("%q is taken for %s", text, sum)
		}
	}
	if sum := models.Cents(5).Sum(); sum.String() != "0.05" {
		t.Error(sum)
	}
	a, _ := models.ParseMoneySum("16.665")
	b, _ := models.ParseMoneySum("0.01")
	if left := a.Sub(b); left.Decimal().String() != "16.655" || left.Compare(a) != -1 || a.Compare(left) != 1 || left.Compare(left) != 0 {
		t.Errorf("%s", left.Decimal())
	}
}
