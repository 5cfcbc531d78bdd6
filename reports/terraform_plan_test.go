package reports_test

import (
	"strconv"
	"strings"
	"testing"
)

// Whether its code still wants a resource that is gone.
func TestWanted(t *testing.T) {
	t.Parallel()
	const code = `"configuration":{"root_module":{"resources":[{"address":"t.a"}],"module_calls":{"m":{"module":{"resources":[{"address":"t.b"}]}}}}}`
	changes := func(list string) string { return `"resource_changes":[` + list + `]` }
	created := func(address, actions string) string {
		return `{"address":"` + strings.ReplaceAll(address, `"`, `\"`) + `","mode":"managed","type":"t","change":{"actions":[` + actions + `],"before":null,"after":{}}}`
	}
	cut := func(text string) string { return strings.Replace(text, `"complete":true`, `"complete":false`, 1) }
	refreshOnly := func(member ...string) string {
		return strings.Replace(plan(member...), `{"resources":[]}`, `{}`, 1)
	}
	for name, c := range map[string]struct{ address, text, want string }{
		"created again":              {`t.a[0]`, plan(code, changes(created(`t.a[0]`, `"create"`))), "true"},
		"in a module":                {`module.m["k"].t.b`, plan(code, changes(created(`module.m["k"].t.b`, `"create"`))), "true"},
		"the count shrank":           {`t.a[1]`, plan(code, changes(created(`t.a[0]`, `"create"`))), "false"},
		"taken out of the code":      {`t.z`, plan(code, changes(``)), "false"},
		"the module was taken out":   {`module.n.t.b`, plan(code, changes(``)), "false"},
		"out of it, nothing planned": {`t.z`, refreshOnly(code), "false"},
		"of the code, by refresh":    {`t.a[1]`, refreshOnly(code), "unknown"},
		"of a part of the plan":      {`t.a[1]`, cut(plan(code, changes(``))), "unknown"},
		"without the code":           {`t.a[1]`, plan(changes(``)), "false"},
		"neither":                    {`t.a[1]`, refreshOnly(), "unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gone := drift(`{"address":"` + strings.ReplaceAll(c.address, `"`, `\"`) + `","mode":"managed","type":"t","name":"a","change":{"actions":["delete"],"before":{"x":1},"after":null}}`)
			_, all := mustOpen(t, strings.TrimSuffix(c.text, "}")+","+gone+"}")
			got := "unknown"
			if all[0].Wanted != nil {
				got = strconv.FormatBool(*all[0].Wanted)
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	if _, all := mustOpen(t, plan(code, drift(updated(`{"x":1}`, `{"x":2}`)))); all[0].Wanted != nil {
		t.Error("it is said of a resource that is there")
	}
}
