package main

import "testing"

func TestSuiteFails(t *testing.T) {
	t.Parallel()
	if err := (suite{pkg: "./none", pattern: "X", time: "1x"}).run(t.Context(), "", figures{}); err == nil {
		t.Error("a package that is not there is measured")
	}
}
