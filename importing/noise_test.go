package importing

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
)

func TestNoise(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		e    reports.Entry
		rule string
		keys string
	}{
		"unchanged":                  {entry(t, `{"a":1}`, `{"a":1.0}`), "unchanged", ""},
		"empty":                      {entry(t, `{"a":null}`, `{"a":[{"b":""}],"c":false}`), "empty", ""},
		"false where it guards":      {entry(t, `{"guard":null}`, `{"guard":false}`), "", "guard"},
		"the same JSON":              {entry(t, `{"p":"{\"a\":1}"}`, `{"p":"{ \"a\": 1 }"}`), "equivalent", ""},
		"known":                      {entry(t, `{"region":null,"arn":null}`, `{"region":"eu-west-1","arn":"arn:x"}`), "known", ""},
		"known, as Pulumi spells it": {entry(t, `{"accountId":null,"ownerId":null}`, `{"accountId":"123456789012","ownerId":"123456789012"}`), "known", ""},
		"another region":             {entry(t, `{"region":null}`, `{"region":"us-east-1"}`), "", "region"},
		"an echo":                    {entry(t, `{"policy":null}`, `{"policy":"{\"a\": 1}"}`), "echo", ""},
		"an echo that the code sets": {entry(t, `{"policy":null}`, `{"policy":"{\"a\": 1}"}`, "policy"), "", "policy"},
		"no echo":                    {entry(t, `{"policy":null}`, `{"policy":"{\"a\": 2}"}`), "", "policy"},
		"volatile":                   {entry(t, `{"seen":1}`, `{"seen":2}`), "volatile", ""},
		"the last rule counts":       {entry(t, `{"seen":1,"a":null}`, `{"seen":2,"a":""}`), "volatile", ""},
		"noise beside a drift":       {entry(t, `{"seen":1,"a":1}`, `{"seen":2,"a":2}`), "", "a"},
	} {
		got := options(t).judge(c.e, nil)
		if keys := strings.Join(models.SortedKeys(got.difference), ","); got.rule != c.rule || keys != c.keys {
			t.Errorf("%s: rule %q and %q, want %q and %q", name, got.rule, keys, c.rule, c.keys)
		}
	}
	for name, c := range map[string]struct {
		code          []string
		managed, want bool
	}{"managed elsewhere": {nil, true, true}, "not managed": {nil, false, false}, "managed, and set by the code": {[]string{"l"}, true, false}} {
		e := entry(t, `{"l":[]}`, `{"l":[1]}`, c.code...)
		e.Managed = func(models.Change) bool { return c.managed }
		if got := options(t).judge(e, nil); (got.rule == ruleEcho) != c.want {
			t.Errorf("%s: %q", name, got.rule)
		}
	}
	moved := entry(t, `{}`, `{"a":1}`)
	moved.Expected, moved.PreviousAddress = moved.Actual, "x_a.c"
	if got := options(t).judge(moved, nil); got.rule != "moved" {
		t.Errorf("moved: %q", got.rule)
	}
}
