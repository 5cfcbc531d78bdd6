package models_test

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestInventory(t *testing.T) {
	t.Parallel()
	of := func(managed, missing, unmanaged int, doubt string) models.Inventory {
		return models.Inventory{Managed: &managed, Missing: &missing, Unmanaged: &unmanaged, Doubt: doubt}
	}
	for want, i := range map[string]models.Inventory{
		"no resources": of(0, 0, 0, ""),
		"5 of 9 resources (55 %), 1 gone, 3 unmanaged":                                 of(5, 1, 3, ""),
		"1 of 1 resource (100 %), 0 gone, 0 unmanaged":                                 of(1, 0, 0, ""),
		"1999 of 2000 resources (99 %), 0 gone, 1 unmanaged":                           of(1999, 0, 1, ""),
		"at least 5; of what was read 1 gone, 3 unmanaged (aws_vpc could not be read)": of(5, 1, 3, "aws_vpc could not be read"),
		"not known (the scan leaves out what is missing)":                              {Doubt: "the scan leaves out what is missing"},
		"not known (nothing could be read at all)":                                     of(0, 0, 0, "nothing could be read at all"),
	} {
		if got := i.Words(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		if _, known := i.Percent(); known != (want[len(want)-1] == 'd' && i.Doubt == "") {
			t.Errorf("%q: the share is known: %t", want, known)
		}
	}
	two, none := 2, 0
	if got := (models.Scan{Managed: &two, Missing: &none, Unmanaged: &two}).Inventory(); got == nil || got.Words() != "2 of 4 resources (50 %), 0 gone, 2 unmanaged" {
		t.Errorf("of a scan: %v", got)
	}
	if got := (models.Scan{InventoryDoubt: "why"}).Inventory(); got == nil || got.Known() || got.Words() != "not known (why)" {
		t.Errorf("of a scan that does not know: %v", got)
	}
	if got := (models.Scan{}).Inventory(); got != nil {
		t.Errorf("of a scan whose tool tells none: %v", got)
	}
}
