package models_test

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestBlock(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"t_a.x": "t_a.x", "t_a.x:a.b": "t_a.x", `module.m["a:b"].t_a.x:a.b`: `module.m["a:b"].t_a.x`, "t_a.x:c": "t_a.x:c",
		"t_a:a.b": "", "t_a": "",
	} {
		if got := covered(address, "a.b").Block(); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
	of := models.NewCoverage(resources{covered("t.x:1", "1"), covered("t.y", "2"), covered("t.x:3", "3"), covered("t:4", "4")}).Instances()
	if len(of) != 2 || len(of["t.x"]) != 2 || len(of["t.y"]) != 1 {
		t.Errorf("got %v", of)
	}
	if !models.HidesKeys("driftctl") || models.HidesKeys("terraform") {
		t.Error("of driftctl alone")
	}
}
