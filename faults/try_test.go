package main

import (
	"strings"
	"testing"
)

// A part runs in a process of its own, with its seed and its rounds, and what it told comes back.
func TestTry(t *testing.T) {
	t.Parallel()
	var talk strings.Builder
	r, err := options{seed: 7, rounds: 2}.try(part{"told", "TestToldElsewhere", 5, "words"}, &talk)
	if err != nil || r.told != "seed 7, 2 rounds" || r.rounds != 2 || r.done != 2 || r.took == 0 {
		t.Errorf("%+v, %v: %s", r, err, &talk)
	}
	if _, err := (options{}).try(part{"none", "TestOfAnotherSystem", 5, "words"}, &talk); err == nil {
		t.Errorf("a part without a test is none: %s", &talk)
	}
	if _, err := (options{}).try(part{"none", "TestFailsWherePartsRun", 5, "words"}, &talk); err == nil {
		t.Errorf("a part that fails is none: %s", &talk)
	}
}
