package reports

import "testing"

func TestReaderHas(t *testing.T) {
	t.Parallel()
	r := reader{names: []string{"only", "ours"}, together: []string{"both", "needed"}}
	for _, c := range []struct {
		members []string
		want    bool
	}{
		{nil, false},
		{[]string{"other"}, false},
		{[]string{"other", "ours"}, true},
		{[]string{"both"}, false},
		{[]string{"needed", "other", "both"}, true},
	} {
		members := map[string]bool{}
		for _, m := range c.members {
			members[m] = true
		}
		if got := r.has(members); got != c.want {
			t.Errorf("%v: got %t", c.members, got)
		}
	}
	if (reader{}).has(map[string]bool{"any": true}) {
		t.Error("a reader without names has every report")
	}
}

func TestMakeReport(t *testing.T) {
	t.Parallel()
	for want, r := range map[string]reader{
		"make the report with `tool scan`": {made: "a scan", command: "tool scan"},
		"give a message of the service":    {made: "a message of the service"},
	} {
		if got := r.makeReport(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
