package models_test

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestInventory(t *testing.T) {
	t.Parallel()
	for want, i := range map[string]models.Inventory{
		"0 of 0 resources in the code and there (0 %), 0 in the code and gone, 0 in no code":   {},
		"5 of 9 resources in the code and there (55 %), 1 in the code and gone, 3 in no code":  {Managed: 5, Missing: 1, Unmanaged: 3},
		"1 of 1 resources in the code and there (100 %), 0 in the code and gone, 0 in no code": {Managed: 1},
	} {
		if got := i.Words(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	two, none := 2, 0
	if got := (models.Scan{Managed: &two, Missing: &none, Unmanaged: &two}).Inventory(); got == nil || got.Percent() != 50 {
		t.Errorf("of a scan: %v", got)
	}
	if got := (models.Scan{}).Inventory(); got != nil {
		t.Errorf("of a scan that tells nothing: %v", got)
	}
}
