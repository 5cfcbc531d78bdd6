package reports_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// A changelog becomes as much of the two states as it tells, and the changes between
// them stand where it says.
func TestDriftctlChangelog(t *testing.T) {
	t.Parallel()
	for log, want := range map[string]string{
		`{"type":"update","path":["a"],"from":"x","to":1.50}`:                                                   `{"a":"x","id":"i"} {"a":1.50,"id":"i"} a`,
		`{"type":"create","path":["tags","a.b"],"from":null,"to":"x"}`:                                          `{"id":"i","tags":{}} {"id":"i","tags":{"a.b":"x"}} tags["a.b"]`,
		`{"type":"delete","path":["a"],"from":"x","to":null}`:                                                   `{"a":"x","id":"i"} {"id":"i"} a`,
		`{"type":"update","path":["a"],"from":"x","to":null}`:                                                   `{"a":"x","id":"i"} {"a":null,"id":"i"} a`,
		`{"type":"update","path":["l","2","b"],"from":1,"to":2}`:                                                `{"id":"i","l":[null,null,{"b":1}]} {"id":"i","l":[null,null,{"b":2}]} l[2].b`,
		`{"type":"create","path":["l","0"],"from":null,"to":{"b":[1]}}`:                                         `{"id":"i","l":[]} {"id":"i","l":[{"b":[1]}]} l[0]`,
		`{"type":"update","path":["l","1"],"from":1,"to":2},{"type":"update","path":["l","x"],"from":1,"to":2}`: `{"id":"i","l":{"1":1,"x":1}} {"id":"i","l":{"1":2,"x":2}} l["1"] l.x`,
		`{"type":"update","path":["l","01"],"from":1,"to":2}`:                                                   `{"id":"i","l":{"01":1}} {"id":"i","l":{"01":2}} l["01"]`,
		`{"type":"update","path":["l","4000000000"],"from":1,"to":2}`:                                           `{"id":"i","l":{"4000000000":1}} {"id":"i","l":{"4000000000":2}} l["4000000000"]`,
		`{"type":"update","path":["0"],"from":1,"to":2}`:                                                        `{"0":1,"id":"i"} {"0":2,"id":"i"} ["0"]`,
		`{"type":"update","path":["id"],"from":"h","to":"i"}`:                                                   `{"id":"h"} {"id":"i"} id`,
		``: `{"id":"i"} {"id":"i"}`,
	} {
		_, all := mustOpen(t, scan(`"differences":[{"res":`+inScan("i", "")+`,"changelog":[`+log+`]}]`))
		var got []string
		for _, side := range []map[string]any{all[0].Expected, all[0].Actual} {
			text, err := models.EncodeJSON(side)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, string(text))
		}
		for _, c := range models.Changes(all[0].Expected, all[0].Actual) {
			got = append(got, c.Path.String())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s:\ngot  %s\nwant %s", log, strings.Join(got, " "), want)
		}
	}
}

// That an attribute is computed makes it no other drift: a provider may compute what the code
// may set. People are told.
func TestComputedAttributes(t *testing.T) {
	t.Parallel()
	differing := func(id, computed string) string {
		return `{"res":` + inScan(id, "") + `,"changelog":[{"type":"update","path":["a"],"from":1,"to":2,"computed":` + computed +
			`},{"type":"update","path":["b"],"from":1,"to":2,"computed":true}]}`
	}
	for differences, want := range map[string]string{
		differing("i", "true") + "," + differing("j", "false"): "3 differences are in computed attributes, which may be no drift by driftctl's own words",
		differing("i", "false"):                                "1 difference is in a computed attribute, which may be no drift by driftctl's own words",
		`{"res":` + inScan("i", "") + `,"changelog":[{"type":"update","path":["a"],"from":1,"to":2}]}`: "",
	} {
		r, all := mustOpen(t, scan(`"differences":[`+differences+`]`))
		if got := strings.Join(r.Remarks, "; "); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		for _, e := range all {
			if e.Kind != models.KindConfiguration || e.About(models.Change{}).InCode != nil {
				t.Errorf("%s is of kind %s", e.Address, e.Kind)
			}
		}
	}
}
