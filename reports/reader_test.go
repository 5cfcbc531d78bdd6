package reports

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// A name by which a reader knows its reports is in no other tool's: reports have their
// members in any order, so that one which has it first would be taken for the reader's.
func TestNamesAreOneToolsAlone(t *testing.T) {
	t.Parallel()
	for _, of := range readers() {
		files, err := filepath.Glob(filepath.Join("testdata", string(of.format), "*.json"))
		if err != nil {
			t.Fatal(err)
		}
		members := map[string]bool{}
		for _, file := range files {
			if err := addMembers(file, members); err != nil {
				t.Logf("%s: %v", file, err) // one that is refused
			}
		}
		for _, r := range readers() {
			if r.format == of.format {
				continue
			}
			for _, name := range r.names {
				if members[name] || slices.Contains(of.names, name) {
					t.Errorf("reports of %s have the member %q too: leave it out of the names of %s, or give it in together with another", of.format, name, r.format)
				}
			}
		}
	}
}

// addMembers notes the members of a file's top objects.
func addMembers(file string, members map[string]bool) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	src := &source{file: f}
	c, _, err := src.object(nil, nil)
	if err != nil {
		return fmt.Errorf("no object: %w", err)
	}
	return c.members(func(name string) error {
		members[name] = true
		return c.skip()
	})
}

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
