package cli

import (
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"
)

func TestFlagsTakeAndRefuse(t *testing.T) {
	t.Parallel()
	letter, n, s, at := "a", uint64(1), "", time.Time{}
	for _, c := range []struct {
		flag        pflag.Value
		taken, want string
		refused     []string
	}{
		{choice[string]{&letter, []string{"a", "b"}}, "b", "b", []string{"", "c", "B"}},
		{number{&n, 1, 9}, "9", "9", []string{"0", "10", "-1", "2.5", "many"}},
		{&text{&s, 3, "characters"}, "äöü", "äöü", []string{"four", "\xff"}},
		{&text{&s, 3, "bytes"}, "abc", "abc", []string{"äöü"}},
		{&moment{&at}, "2026-02-03", "2026-02-03T00:00:00Z", []string{"today", "0001-01-01"}},
	} {
		for _, wrong := range c.refused {
			if err := c.flag.Set(wrong); err == nil || !strings.HasPrefix(err.Error(), "takes") {
				t.Errorf("%T took %q: %v", c.flag, wrong, err)
			}
		}
		if err := c.flag.Set(c.taken); err != nil || c.flag.String() != c.want {
			t.Errorf("%T, given %q, is %q, %v", c.flag, c.taken, c.flag, err)
		}
	}
}
