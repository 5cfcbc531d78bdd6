package reports_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
)

// masked reads an update with the given masks.
func masked(t *testing.T, before, after, beforeMask, afterMask string) reports.Entry {
	t.Helper()
	entry := strings.TrimSuffix(updated(before, after), "}}") + `,"before_sensitive":` + beforeMask + `,"after_sensitive":` + afterMask + `}}`
	_, all := mustOpen(t, plan(drift(entry)))
	return all[0]
}

func TestRedact(t *testing.T) {
	t.Parallel()
	const s = `"(sensitive)"`
	for name, c := range map[string]struct {
		before, after, beforeMask, afterMask string
		expected, actual, difference         string
	}{
		"either side's mask counts for both": {
			`{"a":"1","b":"2","c":"3"}`, `{"a":"4","b":"5","c":"6"}`, `{"a":true}`, `{"b":true,"c":false}`,
			`{"a":` + s + `,"b":` + s + `,"c":"3"}`, `{"a":` + s + `,"b":` + s + `,"c":"6"}`,
			`{"a":{"actual":` + s + `,"expected":` + s + `},"b":{"actual":` + s + `,"expected":` + s + `},"c":{"actual":"6","expected":"3"}}`,
		},
		"a bare false": {
			`{"a":1}`, `{"a":2}`, `false`, `{"a":true}`,
			`{"a":` + s + `}`, `{"a":` + s + `}`, `{"a":{"actual":` + s + `,"expected":` + s + `}}`,
		},
		"everything": {
			`{"a":1,"b":null}`, `{"a":2,"b":{"c":1}}`, `true`, `false`,
			`{"a":` + s + `,"b":null}`, `{"a":` + s + `,"b":` + s + `}`,
			`{"a":{"actual":` + s + `,"expected":` + s + `},"b":{"actual":` + s + `,"expected":null}}`,
		},
		"null stays and what is absent stays absent": {
			`{"a":null,"o":{"x":1}}`, `{"o":{"x":1}}`, `{"a":true,"lacking":true,"o":{"y":true}}`, `null`,
			`{"a":null,"o":{"x":1}}`, `{"o":{"x":1}}`, `{"a":{"expected":null}}`,
		},
		"lists shorter and longer than their masks": {
			`{"l":["p","q","r"],"m":[]}`, `{"l":["p"],"m":["u"]}`, `{"l":[false,true],"m":[true,true]}`, `{"l":[],"m":[{}]}`,
			`{"l":["p",` + s + `,"r"],"m":[]}`, `{"l":["p"],"m":[` + s + `]}`,
			`{"l":{"actual":["p"],"expected":["p",` + s + `,"r"]},"m":{"actual":[` + s + `],"expected":[]}}`,
		},
		"a secret in a set": {
			`{"r":[{"p":1}]}`, `{"r":[{"p":2}]}`, `{"r":true}`, `{"r":[{"p":false}]}`,
			`{"r":` + s + `}`, `{"r":` + s + `}`, `{"r":{"actual":` + s + `,"expected":` + s + `}}`,
		},
		"another shape than the mask's": {
			`{"a":{"k":1},"b":"x","c":[1]}`, `{"a":[1],"b":"x","c":[1]}`, `{"a":{"k":true},"b":[true],"c":{"k":true}}`, `{}`,
			`{"a":{"k":` + s + `},"b":` + s + `,"c":` + s + `}`, `{"a":` + s + `,"b":` + s + `,"c":` + s + `}`,
			`{"a":{"actual":` + s + `,"expected":{"k":` + s + `}}}`,
		},
		"a copy that no mask marks": {
			`{"tags":{"T":"hunter22"},"tags_all":{"T":"hunter22","N":"hunter2"}}`, `{"tags":{"T":"hunter23"},"tags_all":{"T":"hunter23","N":"hunter2"}}`,
			`{"tags":{"T":true}}`, `{"tags":{"T":true}}`,
			`{"tags":{"T":` + s + `},"tags_all":{"N":"hunter2","T":` + s + `}}`, `{"tags":{"T":` + s + `},"tags_all":{"N":"hunter2","T":` + s + `}}`,
			`{"tags":{"actual":{"T":` + s + `},"expected":{"T":` + s + `}},"tags_all":{"actual":{"N":"hunter2","T":` + s + `},"expected":{"N":"hunter2","T":` + s + `}}}`,
		},
		"a short secret hides no copies": {
			`{"p":"admin","user":"admin"}`, `{"p":"other","user":"admin"}`, `{"p":true}`, `{}`,
			`{"p":` + s + `,"user":"admin"}`, `{"p":` + s + `,"user":"admin"}`, `{"p":{"actual":` + s + `,"expected":` + s + `}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := masked(t, c.before, c.after, c.beforeMask, c.afterMask)
			difference := models.Difference(e.Expected, e.Actual)
			for i, pair := range [][2]string{{mustJSON(t, e.Expected), c.expected}, {mustJSON(t, e.Actual), c.actual}, {mustJSON(t, difference), c.difference}} {
				if pair[0] != pair[1] {
					t.Errorf("%s\ngot  %s\nwant %s", []string{"expected", "actual", "difference"}[i], pair[0], pair[1])
				}
			}
		})
	}
}
