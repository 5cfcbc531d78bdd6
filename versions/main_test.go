package main

import (
	"slices"
	"testing"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ args, majors, tests []string }{
		{nil, []string{"14", "15", "16", "17", "18"}, []string{"./..."}},
		{[]string{"18", "14"}, []string{"18", "14"}, []string{"./..."}},
		{[]string{"16", "--", "./seed", "-run", "X"}, []string{"16"}, []string{"./seed", "-run", "X"}},
	} {
		wanted, tests, err := parse(c.args)
		var majors []string
		for _, r := range wanted {
			majors = append(majors, r.major())
		}
		if err != nil || !slices.Equal(majors, c.majors) || !slices.Equal(tests, c.tests) {
			t.Errorf("%q gives %q and %q, %v", c.args, majors, tests, err)
		}
	}
	if _, _, err := parse([]string{"13"}); err == nil {
		t.Error("a version that is not promised is taken")
	}
}
