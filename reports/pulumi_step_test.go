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
