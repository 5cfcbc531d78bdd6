package importing_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/importing"
)

// instances is a scan of driftctl of some night, of resources as name:id, where the name is that of
// the block in the code; ":id" is one of which the scan does not tell it.
func instances(night int, deep bool, managed, missing, alerts string) []byte {
	list := func(all string) string {
		var written []string
		for _, of := range strings.Fields(all) {
			name, id, _ := strings.Cut(of, ":")
			source := ""
			if name != "" {
				source = fmt.Sprintf(`,"source":{"source":"tfstate://s","namespace":"","internal_name":%q}`, name)
			}
			written = append(written, fmt.Sprintf(`{"id":%q,"type":"aws_instance"%s}`, id, source))
		}
		return "[" + strings.Join(written, ",") + "]"
	}
	return fmt.Appendf(nil, `{"options":{"deep":%t},"managed":%s,"unmanaged":[],"missing":%s,"coverage":null,"alerts":%s,"date":"2026-10-%02dT03:00:00Z"}`,
		deep, list(managed), list(missing), alerts, night)
}

// An instance of a block that is gone and made anew has another id, and driftctl does not tell which
// key it has: it is no more gone once as many instances stand there as before, all in order.
func TestAnInstanceThatIsMadeAnew(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		managed, missing    string // at first
		thenManaged, missed string
		alerts              string
		shallow, closes     bool
	}{
		"made anew":                        {managed: "x:j", missing: "x:i", thenManaged: "x:j x:k", closes: true},
		"made anew, by a shallow scan":     {managed: "x:j", missing: "x:i", thenManaged: "x:j x:k", closes: true, shallow: true},
		"made anew, and one more":          {missing: "x:i", thenManaged: "x:k x:l", closes: true},
		"two made anew":                    {managed: "x:j", missing: "x:i x:h", thenManaged: "x:j x:k x:l", closes: true},
		"one of two made anew":             {managed: "x:j", missing: "x:i x:h", thenManaged: "x:j x:k"},
		"not in the code any more, or not": {managed: "x:j", missing: "x:i", thenManaged: "x:j"},
		"another one gone":                 {managed: "x:j", missing: "x:i", thenManaged: "x:j", missed: "x:k"},
		"still gone":                       {managed: "x:j", missing: "x:i", thenManaged: "x:j x:k", missed: "x:i"},
		"another block's":                  {managed: "x:j", missing: "x:i", thenManaged: "x:j y:k"},
		"of blocks that are not told":      {managed: ":j", missing: ":i", thenManaged: ":j :k"},
		"not all was read":                 {managed: "x:j", missing: "x:i", thenManaged: "x:j x:k", alerts: `{"":[{"message":"An error"}]}`},
	} {
		l := newLedger(t)
		l.take(instances(1, true, c.managed, c.missing, "null"), importing.Options{})
		if c.alerts == "" {
			c.alerts = "null"
		}
		s := l.take(instances(2, !c.shallow, c.thenManaged, c.missed, c.alerts), importing.Options{ResolveMissing: true})
		if want := map[bool]int{true: len(strings.Fields(c.missing))}[c.closes]; s.Resolved != want {
			t.Errorf("%s: %d resolved, want %d", name, s.Resolved, want)
		}
	}
}
