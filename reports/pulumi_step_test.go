package reports_test

import (
	"strings"
	"testing"
)

func TestStepsWithoutTheirShape(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ step, want string }{
		"no op":       {`{"urn":"urn:pulumi:dev::shop::a:b:C::d"}`, "steps[1].op: missing"},
		"no urn":      {`{"op":"refresh"}`, "steps[1].urn: want urn:pulumi:STACK::PROJECT::TYPE::NAME"},
		"half a urn":  {`{"op":"refresh","urn":"urn:pulumi:dev::shop"}`, "steps[1].urn: want"},
		"no object":   {`7`, "steps[1]: want an object, not a number"},
		"old outputs": {server(`[]`, `{}`), "steps[1].oldState.outputs: want an object or null, not an array"},
		"a flag":      {server(`{},"external":"yes"`, `{}`), "steps[1].oldState.external: want true or false, not a string"},
		"an id":       {server(`{}`, `{}`+`,"id":7`), "steps[1].newState.id: stands twice"},
		"a type":      {pulumiStep("delete", "", "web", `"custom":true,"id":"i"`, ""), "steps[1].oldState.type: missing"},
		"gone and not": {pulumiStep("delete", "x:y:Z", "web", `"custom":true,"id":"i"`, `"custom":true,"id":"i"`),
			"steps[1].newState: want none"},
		"nothing recorded": {pulumiStep("update", "x:y:Z", "web", "", `"custom":true,"id":"i"`), "steps[1].oldState: missing"},
	} {
		if _, err := open(t, digest(c.step)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

// Of what the code ignores a refresh tells nothing.
func TestIgnoredChanges(t *testing.T) {
	t.Parallel()
	state := `"custom":true,"id":"i-2","ignoreChanges":["size","tags[\"a.b\"].c","*"]`
	r, _ := mustOpen(t, digest(pulumiStep("refresh", "x:y:Z", "a", state, state)))
	if got := strings.Join(r.Checked[0].Untold, " "); got != "size tags *" {
		t.Errorf("got %s", got)
	}
}

// What the code gave a new name was there under another.
func TestAliases(t *testing.T) {
	t.Parallel()
	step := strings.Replace(server(`{"a":1}`, `{"a":2}`), `::web"`, `::site"`, 1)
	_, all := mustOpen(t, digest(step))
	if all[0].Address != "urn:pulumi:dev::shop::x:y:Server::site" || all[0].PreviousAddress != "urn:pulumi:dev::shop::x:y:Server::web" {
		t.Errorf("got %+v", all[0])
	}
	if _, all := mustOpen(t, digest(server(`{"a":1}`, `{"a":2}`))); all[0].PreviousAddress != "" {
		t.Errorf("got %+v", all[0])
	}
}

// An input says what differs where the provider gives no output of that name.
func TestInputsForMissingOutputs(t *testing.T) {
	t.Parallel()
	side := func(outputs, inputs string) string { return outputs + `,"inputs":` + inputs }
	_, all := mustOpen(t, digest(server(
		side(`{"a":1}`, `{"a":0,"b":"old","c":1,"d":"[secret]"}`),
		side(`{"a":1}`, `{"a":0,"b":"new","c":2,"d":"[secret]"}`),
		`"detailedDiff":{"b":{"kind":"update"},"d":{"kind":"update"},"e":{"kind":"update"}}`)))
	if got, want := changesText(all[0]), `b "old" "new"; d "(sensitive)" "(sensitive)"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A list that has another order alone, of which detailedDiff names no place, has none.
func TestListsWithoutOrder(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ old, new, path, want string }{
		"not named":               {`{"a":1,"l":["x","y"]}`, `{"a":2,"l":["y","x"]}`, `a`, `a 1 2`},
		"named":                   {`{"l":["x","y"]}`, `{"l":["y","x"]}`, `l[0]`, `l ["x","y"] ["y","x"]`},
		"named above":             {`{"o":{"a":1,"l":["x","y"]}}`, `{"o":{"a":2,"l":["y","x"]}}`, `o`, `o.a 1 2; o.l ["x","y"] ["y","x"]`},
		"no paths":                {`{"a":1,"l":["x","y"]}`, `{"a":2,"l":["y","x"]}`, ``, `a 1 2; l ["x","y"] ["y","x"]`},
		"within an object":        {`{"o":{"a":1,"l":[1,2]}}`, `{"o":{"a":2,"l":[2,1]}}`, `o.a`, `o.a 1 2`},
		"within an element":       {`{"a":1,"l":[{"name":"x","c":[1,2]}]}`, `{"a":2,"l":[{"name":"x","c":[2,1]}]}`, `a`, `a 1 2`},
		"both":                    {`{"a":1,"l":[{"name":"x","c":[1,2]},{"name":"y"}]}`, `{"a":2,"l":[{"name":"y"},{"name":"x","c":[2,1]}]}`, `a`, `a 1 2`},
		"an element is another":   {`{"a":1,"l":["x","y"]}`, `{"a":2,"l":["z","x"]}`, `a`, `a 1 2; l[0] "y" "z"`},
		"more of one than before": {`{"a":1,"l":["x","x","y"]}`, `{"a":2,"l":["y","y","x"]}`, `a`, `a 1 2; l[1] "x" "y"`},
		"secrets in it":           {`{"a":1,"l":[{"name":"x","p":"[secret]"},{"name":"y"}]}`, `{"a":2,"l":[{"name":"y"},{"name":"x","p":"[secret]"}]}`, `a`, `a 1 2`},
	} {
		if got := changesBetween(t, c.old, c.new, c.path); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}
