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
	if err := b.Scan("x"); err == nil {
		t.Error("x is taken for a sum")
	}
	if err := b.Scan(nil); err != nil || b.String() != "0.00" || !b.Decimal().IsZero() {
		t.Errorf("NULL: %s, %v", b, err)
	}
}
