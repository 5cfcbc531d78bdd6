package reports_test

import (
	"strings"
	"testing"
)

// Which command wrote a digest is told by its steps; what may be another's is refused.
func TestWhichCommandWroteADigest(t *testing.T) {
	t.Parallel()
	const id, none = `"custom":true,"id":"i-1"`, `"custom":true`
	stack := func(op string) string {
		return pulumiStep(op, "pulumi:pulumi:Stack", "shop-dev", `"custom":false`, `"custom":false`)
	}
	calm := pulumiStep("refresh", "x:y:Server", "calm", id, id)
	early := pulumiStep("refresh", "x:y:Server", "early", id+`,"refreshBeforeUpdate":true`, id)
	gone := pulumiStep("delete", "x:y:Server", "gone", id, "")
	changed := server(`{"a":1}`, `{"a":2}`)
	const summed, preview = `,"changeSummary":{"same":1}`, "a preview, not what has drifted"
	for name, c := range map[string]struct {
		steps []string
		more  string
		want  string // "" is a refresh that closes, "not:" one that does not
	}{
		"a refresh":                     {[]string{stack("refresh"), calm, changed, gone}, summed, ""},
		"of some resources":             {[]string{changed, gone}, summed, ""},
		"of one in order":               {[]string{calm}, summed, ""},
		"of one that code refreshes":    {[]string{early}, summed, ""},
		"of nothing but what is gone":   {[]string{gone}, summed, "`pulumi destroy` looks the same"},
		"with the code":                 {[]string{stack("same"), calm}, summed, "not:--run-program"},
		"with code that changes":        {[]string{stack("update"), changed}, summed, "not:--run-program"},
		"a preview":                     {[]string{stack("same")}, summed, preview},
		"a preview of an update":        {[]string{stack("same"), pulumiStep("update", "x:y:Server", "web", id, none)}, summed, "steps[1].newState: has no id"},
		"a preview of a new resource":   {[]string{stack("create"), calm}, summed, `steps[0].op: "create" is what the code would do: ` + preview},
		"a preview of a deletion":       {[]string{stack("same"), gone}, summed, preview},
		"one that refreshes a little":   {[]string{stack("same"), early}, summed, preview},
		"one that refreshes":            {[]string{stack("refresh"), calm, stack("same")}, summed, "has a second step"},
		"one that refreshes and writes": {[]string{stack("refresh"), calm, pulumiStep("delete", "x:y:Server", "calm", id, "")}, summed, "has a second step"},
		"of a destruction":              {[]string{gone, stack("delete")}, summed, "steps[1].op: the stack itself would be deleted: a preview of `pulumi destroy`"},
		"of nothing":                    {nil, summed, "steps: missing"},
		"an unknown step":               {[]string{stack("refresh"), pulumiStep("mend", "x:y:Server", "web", id, id)}, summed, `steps[1].op: want refresh, update, delete or same, not "mend"`},
		"cut off":                       {[]string{stack("refresh"), changed}, "", "not:was cut off"},
		"cut off before anything":       {[]string{stack("refresh"), calm}, "", "changeSummary: missing"},
		"of an old version":             {[]string{stack("refresh"), calm}, `,"changeSummary":{"update":2}`, "changeSummary: counts drift that no step shows"},
		"of one that tells no details":  {[]string{stack("refresh"), changed, calm}, `,"changeSummary":{"update":2}`, "not:changes that it does not list: 1"},
		"of one that is only read":      {[]string{stack("refresh"), pulumiStep("refresh", "x:y:Server", "read", id+`,"external":true`, id)}, `,"changeSummary":{"update":1}`, "not:does not list: 1"},
		"that counts none":              {[]string{stack("refresh"), calm}, `,"changeSummary":{"update":0,"same":2}`, ""},
		"corrupt":                       {[]string{stack("refresh"), calm}, summed + `,"maybeCorrupt":true`, "not:maybeCorrupt"},
		"not a number":                  {[]string{stack("refresh"), calm}, `,"changeSummary":{"update":"1"}`, "changeSummary.update: want how many there are"},
		"a warning":                     {[]string{stack("refresh"), calm}, summed + `,"diagnostics":[{"severity":"warning","urn":"u"},{"severity":"info#err"}]`, ""},
		"an error":                      {[]string{stack("refresh"), calm}, summed + `,"diagnostics":[{"severity":"error","message":"m"}]`, "not:failed on the way"},
		"an unknown severity":           {[]string{stack("refresh"), calm}, summed + `,"diagnostics":[{"message":"m"}]`, "not:failed on the way"},
		"an error of one":               {[]string{stack("refresh"), calm}, summed + `,"diagnostics":[{"severity":"error","urn":"urn:pulumi:dev::shop::x:y:Server::calm"}]`, "not:could not read 1 of"},
	} {
		r, err := open(t, `{"config":{},"steps":[`+strings.Join(c.steps, ",")+`]`+c.more+`}`)
		why, notClosing := strings.CutPrefix(c.want, "not:")
		switch {
		case err != nil && (c.want == "" || notClosing || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		case err == nil && c.want != "" && !notClosing:
			t.Errorf("%s: it is taken, want %q", name, c.want)
		case err == nil && (r.Closes != (c.want == "") || !strings.Contains(r.WhyNotClosing, why)):
			t.Errorf("%s: closes %t, %q; want %q", name, r.Closes, r.WhyNotClosing, c.want)
		}
	}
}

// What could not be read is not looked at, and all else is.
func TestFailedReadings(t *testing.T) {
	t.Parallel()
	calm := pulumiStep("refresh", "x:y:Server", "calm", `"custom":true,"id":"i-2"`, `"custom":true,"id":"i-2"`)
	const failed = `,"diagnostics":[{"severity":"error","urn":"urn:pulumi:dev::shop::x:y:Server::calm"},{"severity":"error","urn":"urn:pulumi:dev::shop::x:y:Server::web"}]`
	r, all := mustOpen(t, digestWith(failed, calm, server(`{"a":1}`, `{"a":2}`)))
	if len(all) != 1 || len(r.Checked) != 1 || r.Checked[0].ID != "i-1" || !r.Errored || r.Complete {
		t.Errorf("%d entries, checked %+v, errored %t, complete %t", len(all), r.Checked, r.Errored, r.Complete)
	}
}
