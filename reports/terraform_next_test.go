package reports_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
)

// nextOf sums up what the next apply does about the changes of an entry that are none of null against empty.
func nextOf(e reports.Entry) models.NextApply {
	var all []models.NextApply
	for _, c := range models.Changes(e.Expected, e.Actual) {
		if !models.EquivalentJSON(c.Expected, c.Actual) {
			all = append(all, e.About(c).NextApply)
		}
	}
	return models.SumNextApply(all)
}

func TestNextApplyOfRealPlans(t *testing.T) {
	t.Parallel()
	want := map[string]models.NextApply{
		"aws_instance.agrees":              models.NextApplyKeep,   // the code was brought up to what is there
		"aws_instance.both":                models.NextApplyRevert, // the code sets the drifted tag to a third value
		"aws_instance.drift_only":          models.NextApplyRevert,
		"aws_instance.gone":                models.NextApplyRevert, // created again
		"aws_instance.removed_from_config": models.NextApplyRevert, // destroyed
		"aws_instance.replaced":            models.NextApplyRevert,
		"aws_instance.tainted":             models.NextApplyRevert,
	}
	for _, file := range []string{"15-mixed.plan.json", "15-mixed.replace.json"} {
		_, all := copied.read(t, file)
		if len(all) != len(want) {
			t.Errorf("%s: %d entries", file, len(all))
		}
		for _, e := range all {
			if nextOf(e) != want[e.Address] {
				t.Errorf("%s: %s is %s, want %s", file, e.Address, nextOf(e), want[e.Address])
			}
		}
	}
	_, all := copied.read(t, "15-mixed.refresh.json")
	for _, e := range all {
		if nextOf(e) != models.NextApplyUnknown {
			t.Errorf("refresh-only: %s is %s", e.Address, nextOf(e))
		}
	}
}

func TestNextApply(t *testing.T) {
	t.Parallel()
	d := drift(updated(`{"x":1,"y":1}`, `{"x":2,"y":1}`))
	planned := func(address, change string) string {
		return `"resource_changes":[{"address":"` + address + `","mode":"managed","type":"t","name":"a","change":{` + change + `}}]`
	}
	update := func(rest string) string {
		return planned("t.a", `"actions":["update"],"before":{"x":2,"y":1,"z":1},`+rest)
	}
	for name, c := range map[string]struct {
		changes string
		want    models.NextApply
	}{
		"nothing":              {planned("t.a", `"actions":["no-op"],"before":{},"after":{}`), models.NextApplyKeep},
		"another is listed":    {planned("t.b", `"actions":["no-op"],"before":{},"after":{}`), models.NextApplyKeep},
		"forgotten":            {planned("t.a", `"actions":["forget"],"before":{},"after":null`), models.NextApplyKeep},
		"destroyed":            {planned("t.a", `"actions":["delete"],"before":{},"after":null`), models.NextApplyRevert},
		"replaced, new first":  {planned("t.a", `"actions":["create","delete"],"before":{},"after":{}`), models.NextApplyRevert},
		"an action to come":    {planned("t.a", `"actions":["rename"],"before":{},"after":{}`), models.NextApplyUnknown},
		"set back":             {update(`"after":{"x":1,"y":1,"z":1}`), models.NextApplyRevert},
		"set to another":       {update(`"after":{"x":3,"y":1,"z":1}`), models.NextApplyRevert},
		"another attribute":    {update(`"after":{"x":2,"y":1,"z":2}`), models.NextApplyKeep},
		"known afterwards":     {update(`"after":{"y":1,"z":2},"after_unknown":{"x":true}`), models.NextApplyUnknown},
		"known in part":        {update(`"after":{"x":[2],"y":1,"z":2},"after_unknown":{"x":[false,true]}`), models.NextApplyUnknown},
		"another is not known": {update(`"after":{"x":1,"y":1},"after_unknown":{"z":true,"x":false}`), models.NextApplyRevert},
		"spelled otherwise":    {update(`"after":{"x":2.0,"y":1,"z":2}`), models.NextApplyKeep},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, text := range []string{plan(d, c.changes), plan(c.changes, d)} { // in either order
				if _, all := mustOpen(t, text); nextOf(all[0]) != c.want {
					t.Errorf("got %s, want %s", nextOf(all[0]), c.want)
				}
			}
		})
	}

	incomplete := strings.Replace(plan(d, planned("t.b", `"actions":["no-op"],"before":{},"after":{}`)), `"complete":true`, `"complete":false`, 1)
	if _, all := mustOpen(t, incomplete); nextOf(all[0]) != models.NextApplyUnknown {
		t.Errorf("not listed in an incomplete plan: got %s", nextOf(all[0]))
	}
	noise := plan(drift(updated(`{"x":null,"y":1}`, `{"x":[],"y":2}`)),
		planned("t.a", `"actions":["update"],"before":{"x":[],"y":2},"after":{"x":[1],"y":2}`))
	if _, all := mustOpen(t, noise); nextOf(all[0]) != models.NextApplyKeep {
		t.Errorf("null against empty counts as drift: got %s", nextOf(all[0]))
	}
}

// Each change is judged by its own place, however lists have shifted.
func TestNextApplyByPlace(t *testing.T) {
	t.Parallel()
	const secret = "hunter2-hunter2"
	for name, c := range map[string]struct {
		before, after, wanted, unknown, path string
		want                                 models.NextApply
	}{
		"another member of the map": {`{"tags":{"a":1,"b":1}}`, `{"tags":{"a":2,"b":1}}`, `{"tags":{"a":2,"b":9}}`, `{}`, "tags.a", models.NextApplyKeep},
		"this member of the map":    {`{"tags":{"a":1,"b":1}}`, `{"tags":{"a":2,"b":1}}`, `{"tags":{"a":1,"b":9}}`, `{}`, "tags.a", models.NextApplyRevert},
		"a member taken away":       {`{"tags":{"a":1,"b":1}}`, `{"tags":{"b":1}}`, `{"tags":{"a":1,"b":1}}`, `{}`, "tags.a", models.NextApplyRevert},
		"a member that stays away":  {`{"tags":{"a":1,"b":1}}`, `{"tags":{"b":1}}`, `{"tags":{"b":2}}`, `{}`, "tags.a", models.NextApplyKeep},
		"a member by hand":          {`{"tags":{}}`, `{"tags":{"h":1}}`, `{"tags":{}}`, `{}`, "tags.h", models.NextApplyRevert},
		"the map known afterwards":  {`{"tags":{"a":1}}`, `{"tags":{"a":2}}`, `{}`, `{"tags":true}`, "tags.a", models.NextApplyUnknown},
		"this member afterwards":    {`{"tags":{"a":1}}`, `{"tags":{"a":2}}`, `{"tags":{}}`, `{"tags":{"a":true}}`, "tags.a", models.NextApplyUnknown},
		"a member with a secret's name": {
			`{"p":"` + secret + `","tags":{"` + secret + `":1}}`, `{"p":"` + secret + `","tags":{"` + secret + `":2}}`,
			`{"p":"` + secret + `","tags":{"` + secret + `":1}}`, `{}`, `tags["(sensitive)"]`, models.NextApplyRevert,
		},

		"behind an element that is new":        {`{"l":[{"name":"a","x":1}]}`, `{"l":[{"name":"a","x":2}]}`, `{"l":[{"name":"n","x":0},{"name":"a","x":1}]}`, `{}`, "l[0].x", models.NextApplyRevert},
		"kept behind an element that is new":   {`{"l":[{"name":"a","x":1}]}`, `{"l":[{"name":"a","x":2}]}`, `{"l":[{"name":"n","x":0},{"name":"a","x":2}]}`, `{}`, "l[0].x", models.NextApplyKeep},
		"kept behind one that is not known":    {`{"l":[{"name":"a","y":1}]}`, `{"l":[{"name":"a","y":2}]}`, `{"l":[{"name":"n"},{"name":"a","y":2}]}`, `{"l":[{"y":true},{}]}`, "l[0].y", models.NextApplyKeep},
		"by hand before one that is not known": {`{"l":[{"name":"a"}]}`, `{"l":[{"name":"h"},{"name":"a"}]}`, `{"l":[{"name":"a"}]}`, `{"l":[{"z":true}]}`, "l[0]", models.NextApplyRevert},
		"an element by hand that stays":        {`{"l":[1]}`, `{"l":[1,2]}`, `{"l":[1,2]}`, `{}`, "l[1]", models.NextApplyKeep},
		"an element taken away":                {`{"l":[{"name":"a"},{"name":"b"}]}`, `{"l":[{"name":"b"}]}`, `{"l":[{"name":"a"},{"name":"b"}]}`, `{}`, "l[0]", models.NextApplyRevert},
		"an element that stays away":           {`{"l":[1,2]}`, `{"l":[2]}`, `{"l":[2]}`, `{}`, "l[0]", models.NextApplyKeep},
		"in another order":                     {`{"l":[1,2]}`, `{"l":[2,1]}`, `{"l":[1,2]}`, `{}`, "l", models.NextApplyRevert},
		"in another order that stays":          {`{"l":[1,2]}`, `{"l":[2,1]}`, `{"l":[2,1]}`, `{}`, "l", models.NextApplyKeep},
		"a list known in part":                 {`{"l":["a","b"]}`, `{"l":["a","c"]}`, `{"l":["a",null]}`, `{"l":[false,true]}`, "l[1]", models.NextApplyUnknown},
		"in an order that is not told":         {`{"l":[1,2]}`, `{"l":[2,1]}`, `{"l":[2,1,3]}`, `{}`, "l", models.NextApplyUnknown},
		"kept in an element that moves":        {`{"l":[{"x":1},{"x":5}]}`, `{"l":[{"x":2},{"x":5}]}`, `{"l":[{"x":5},{"x":2}]}`, `{}`, "l[0].x", models.NextApplyKeep},
		"from an element, to another":          {`{"l":[{"n":1,"p":[80]},{"n":2,"p":[]}]}`, `{"l":[{"n":1,"p":[]},{"n":2,"p":[]}]}`, `{"l":[{"n":1,"p":[]},{"n":2,"p":[80]}]}`, `{}`, "l[0].p[0]", models.NextApplyKeep},
		"back to the element":                  {`{"l":[{"n":1,"p":[80]},{"n":2,"p":[]}]}`, `{"l":[{"n":1,"p":[]},{"n":2,"p":[]}]}`, `{"l":[{"n":1,"p":[80]},{"n":2,"p":[]}]}`, `{}`, "l[0].p[0]", models.NextApplyRevert},
		"a key from an element, to another":    {`{"l":[{"n":1,"m":{"a":1}},{"n":2,"m":{}}]}`, `{"l":[{"n":1,"m":{}},{"n":2,"m":{}}]}`, `{"l":[{"n":1,"m":{}},{"n":2,"m":{"a":1}}]}`, `{}`, "l[0].m.a", models.NextApplyKeep},
		"a map by hand, more beside":           {`{"tags":null}`, `{"tags":{"h":1}}`, `{"tags":{"h":1,"c":2}}`, `{}`, "tags", models.NextApplyKeep},
		"a map by hand, something afterwards":  {`{"tags":null}`, `{"tags":{"h":1}}`, `{"tags":{"h":1}}`, `{"tags":{"c":true}}`, "tags", models.NextApplyKeep},
		"a map by hand, others in its place":   {`{"tags":null}`, `{"tags":{"h":1}}`, `{"tags":{"c":2}}`, `{}`, "tags", models.NextApplyRevert},
		"a list by hand, more beside":          {`{"l":null}`, `{"l":[1]}`, `{"l":[1,2]}`, `{}`, "l", models.NextApplyKeep},
		"a list by hand, of which one stays":   {`{"l":null}`, `{"l":[1,2]}`, `{"l":[2]}`, `{}`, "l", models.NextApplyRevert},
		"a secret map by hand":                 {`{"p":null}`, `{"p":{"h":"` + secret + `"}}`, `{"p":{"h":"other"}}`, `{}`, "p", models.NextApplyRevert},
		"nothing in the place of nothing":      {`{"tags":{"a":1}}`, `{"tags":null}`, `{"tags":{}}`, `{}`, "tags", models.NextApplyKeep},
		"a member that stays away with all":    {`{"m":{"a":1,"b":1}}`, `{"m":{"b":1}}`, `{"m":null}`, `{}`, "m.a", models.NextApplyKeep},
		"beside one known in part, by another": {`{"l":[{"p":443,"c":"x"}]}`, `{"l":[{"p":443,"c":"y"}]}`, `{"l":[{"p":22,"c":"y"},{"p":443}]}`, `{"l":[{},{"c":true}]}`, "l[0].c", models.NextApplyUnknown},
		"by hand, as one may turn out":         {`{"l":["x"]}`, `{"l":["x","y","z"]}`, `{"l":["x",null]}`, `{"l":[false,true]}`, "l[2]", models.NextApplyUnknown},
		"by hand, as none can turn out":        {`{"l":[{"p":1}]}`, `{"l":[{"p":1},{"p":2}]}`, `{"l":[{"p":1},{"p":3}]}`, `{"l":[{},{"c":true}]}`, "l[1]", models.NextApplyRevert},
		"within a list, by hand":               {`{"o":{"l":["x"]}}`, `{"o":{"l":["x","y","z"]}}`, `{"o":{"l":["x",null]}}`, `{"o":{"l":[false,true]}}`, "o.l[2]", models.NextApplyUnknown},
		"beside what is not known in it":       {`{"l":[{"p":443,"c":"x"}]}`, `{"l":[{"p":443,"c":"y"}]}`, `{"l":[{"p":443,"c":"y"}]}`, `{"l":[{"d":true}]}`, "l[0].c", models.NextApplyKeep},
		"an empty block that comes back":       {`{"b":[{}],"c":[]}`, `{"b":[],"c":[{}]}`, `{"b":[{}],"c":[]}`, `{}`, "b[0]", models.NextApplyRevert},
		"an empty block by hand":               {`{"b":[{}],"c":[]}`, `{"b":[],"c":[{}]}`, `{"b":[{}],"c":[]}`, `{}`, "c[0]", models.NextApplyRevert},
		"an empty object that comes back":      {`{"o":{}}`, `{"o":null}`, `{"o":{}}`, `{}`, "o", models.NextApplyRevert},
		"null where there was a block":         {`{"b":{"x":1}}`, `{"b":null}`, `{"b":{"x":1}}`, `{}`, "b", models.NextApplyRevert},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			entry := strings.TrimSuffix(updated(c.before, c.after), "}}") + `,"before_sensitive":{"p":true}}}`
			// The plan changes something else as well, so that it is an update.
			with := func(values, z string) string { return strings.TrimSuffix(values, "}") + `,"zz":` + z + `}` }
			changes := `"resource_changes":[{"address":"t.a","mode":"managed","type":"t","name":"a","change":{"actions":["update"],"before":` +
				with(c.after, "1") + `,"after":` + strings.Replace(with(c.wanted, "2"), "{,", "{", 1) + `,"after_unknown":` + c.unknown + `}}]`
			_, all := mustOpen(t, plan(drift(entry), changes))
			if got := all[0].About(changeAt(all[0], c.path)).NextApply; got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
