package reports_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
)

// updatedAt is updated at another address.
func updatedAt(address, before, after string) string {
	return fmt.Sprintf(`{"address":%q,"mode":"managed","type":"t","name":"a","change":{"actions":["update"],"before":%s,"after":%s}}`, address, before, after)
}

// changeAt gives the change of an entry at a path.
func changeAt(e reports.Entry, path string) models.Change {
	for _, c := range models.Changes(e.Expected, e.Actual) {
		if c.Path.String() == path {
			return c
		}
	}
	panic(fmt.Sprintf("no change at %s, only %+v", path, models.Changes(e.Expected, e.Actual)))
}

// inCode says in a word whether the code sets what an entry changes at a path.
func inCode(e reports.Entry, path string) string {
	if in := e.About(changeAt(e, path)).InCode; in != nil {
		return strconv.FormatBool(*in)
	}
	return "unknown"
}

func TestInCode(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ expressions, before, after, path, want string }{
		"a constant":           {`{"x":{"constant_value":1}}`, `{"x":1}`, `{"x":2}`, "x", "true"},
		"a reference":          {`{"x":{"references":["var.x"]}}`, `{"x":1}`, `{"x":2}`, "x", "true"},
		"a function":           {`{"x":{}}`, `{"x":1}`, `{"x":2}`, "x", "true"},
		"set to null":          {`{"x":{"constant_value":null}}`, `{"x":1}`, `{"x":2}`, "x", "false"},
		"left open":            {`{"y":{}}`, `{"x":1}`, `{"x":2}`, "x", "false"},
		"a map's member":       {`{"tags":{"references":["local.tags"]}}`, `{"tags":{"a":"1"}}`, `{"tags":{"a":"2"}}`, "tags.a", "true"},
		"a member of none":     {`{}`, `{"tags":{"a":"1"}}`, `{"tags":{"a":"2"}}`, "tags.a", "false"},
		"a block":              {`{"b":[{"x":{}}]}`, `{"b":[{"x":1,"y":1}]}`, `{"b":[{"x":2,"y":1}]}`, "b[0].x", "true"},
		"a block's open one":   {`{"b":[{"x":{}}]}`, `{"b":[{"x":1,"y":1}]}`, `{"b":[{"x":1,"y":2}]}`, "b[0].y", "false"},
		"a block in a block":   {`{"b":[{"c":[{"x":{}}]}]}`, `{"b":[{"c":[{"x":1,"y":1}]}]}`, `{"b":[{"c":[{"x":1,"y":2}]}]}`, "b[0].c[0].y", "false"},
		"the one block":        {`{"timeouts":{"create":{"constant_value":"5m"}}}`, `{"timeouts":{"create":"5m","delete":"1m"}}`, `{"timeouts":{"create":"5m","delete":"2m"}}`, "timeouts.delete", "false"},
		"any block may set it": {`{"b":[{"x":{}},{"y":{}}]}`, `{"b":[{"x":1,"y":1},{"x":2,"y":2}]}`, `{"b":[{"x":1,"y":1},{"x":2,"y":3}]}`, "b[1].y", "true"},
		"a block by hand":      {`{"b":[{"x":{}}]}`, `{"b":[{"x":1}]}`, `{"b":[{"x":1},{"x":2}]}`, "b[1]", "true"},

		// Blocks that are made by dynamic are not in the plan.
		"dynamic":                  {`{}`, `{"b":[{"x":1}]}`, `{"b":[{"x":2}]}`, "b[0].x", "unknown"},
		"dynamic beside a block":   {`{"b":[{"x":{}}]}`, `{"b":[{"x":1,"y":1},{"x":2,"y":2}]}`, `{"b":[{"x":1,"y":1},{"x":2,"y":3}]}`, "b[1].y", "unknown"},
		"dynamic in a block":       {`{"b":[{"x":{}}]}`, `{"b":[{"x":1,"c":[{"y":1}]}]}`, `{"b":[{"x":1,"c":[{"y":2}]}]}`, "b[0].c[0].y", "unknown"},
		"a list of plain values":   {`{}`, `{"l":["a"]}`, `{"l":["a","b"]}`, "l[1]", "false"},
		"a set of blocks from one": {`{}`, `{"b":null}`, `{"b":[{"x":1}]}`, "b", "unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code := `"configuration":{"root_module":{"resources":[{"address":"t.a","expressions":` + c.expressions + `}]}}`
			for _, text := range []string{plan(drift(updated(c.before, c.after)), code), plan(code, drift(updated(c.before, c.after)))} {
				_, all := mustOpen(t, text)
				if got := inCode(all[0], c.path); got != c.want {
					t.Errorf("got %s, want %s", got, c.want)
				}
			}
		})
	}
	for name, members := range map[string][]string{
		"no configuration":    {},
		"no such resource":    {`"configuration":{"root_module":{"resources":[{"address":"t.b","expressions":{}}]}}`},
		"another of its name": {`"configuration":{"root_module":{"module_calls":{"m":{"module":{"resources":[{"address":"t.a","expressions":{"x":{}}}]}}}}}`},
	} {
		_, all := mustOpen(t, plan(append(members, drift(updated(`{"x":1}`, `{"x":2}`)))...))
		if got := inCode(all[0], "x"); got != "unknown" {
			t.Errorf("%s: got %s", name, got)
		}
	}
}

// A provider gives all its resources tags and labels by default, which stand in attributes of
// their own that no resource of the code names: there the code that sets them is the provider's.
func TestInTheCodeOfTheProvider(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ provider, attribute, want string }{
		"AWS's tags":                 {`{"default_tags":[{"tags":{"constant_value":{"a":"1"}}}]}`, "tags_all", "true"},
		"AWS's tags, not in a list":  {`{"default_tags":{"tags":{"constant_value":{"a":"1"}}}}`, "tags_all", "true"},
		"Google's labels":            {`{"default_labels":{"references":["var.labels"]}}`, "effective_labels", "true"},
		"Google's labels, its own":   {`{"default_labels":{"references":["var.labels"]}}`, "terraform_labels", "true"},
		"none of the provider's":     {`{"region":{"constant_value":"eu-west-1"}}`, "tags_all", "false"},
		"none at all":                {`{"default_tags":[]}`, "tags_all", "false"},
		"set to nothing":             {`{"default_labels":{"constant_value":null}}`, "effective_labels", "false"},
		"an attribute of another's":  {`{"default_tags":[{"tags":{}}]}`, "effective_labels", "false"},
		"the resource's own":         {`{"default_tags":[{"tags":{}}]}`, "tags", "false"},
		"a provider that is made of": {`{"default_tags":[{"tags":{"references":["each.value"]}}]}`, "tags_all", "true"},
	} {
		one := drift(updated(`{"`+c.attribute+`":{"a":"1"}}`, `{"`+c.attribute+`":{"a":"2"}}`))
		code := `"configuration":{"provider_config":{"p":{"name":"p","expressions":` + c.provider + `},"q":{"expressions":{}}},"root_module":{"resources":[{"address":"t.a","provider_config_key":"KEY","expressions":{}}]}}`
		for key, want := range map[string]string{"p": c.want, "q": "false"} {
			for _, text := range []string{plan(one, strings.Replace(code, "KEY", key, 1)), plan(strings.Replace(code, "KEY", key, 1), one)} {
				_, all := mustOpen(t, text)
				if got := inCode(all[0], c.attribute+".a"); got != want {
					t.Errorf("%s, by %s: got %s, want %s", name, key, got, want)
				}
			}
		}
	}
}
