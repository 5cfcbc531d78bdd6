package reports_test

import (
	"strings"
	"testing"
)

// The two states hold what has changed and nothing else.
func TestStatesOfANotice(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		properties []string
		want       string
	}{
		"a value at its place": {
			[]string{property("Configuration.State.Name", `"on"`, `"off"`), property("SupplementaryConfiguration.P.Q", "true", "false")},
			`{"State":{"Name":"on"},"SupplementaryConfiguration":{"P":{"Q":true}}} {"State":{"Name":"off"},"SupplementaryConfiguration":{"P":{"Q":false}}}`,
		},
		"a value that is absent rather than null": {
			[]string{`"Configuration.A":{"updatedValue":1}`, `"Configuration.B":{"previousValue":2,"updatedValue":null,"changeType":"DELETE"}`},
			`{"B":2} {"A":1}`,
		},
		"what is there and has no value left": {
			[]string{`"Configuration.B":{"previousValue":2}`}, `{"B":2} {"B":null}`,
		},
		"a list's elements, in the order of the changes": {
			[]string{property("Configuration.L.10", "null", `"y"`), property("Configuration.L.9", `"x"`, `null`), property("Configuration.L.2", "null", `"z"`)},
			`{"L":["x"]} {"L":["z","y"]}`,
		},
		"what goes and comes again in one": {
			[]string{property("Configuration.L.0", `{"n":1}`, `null`), property("Configuration.L.1", "null", `{"n":1.0}`)}, `{"L":[]} {"L":[]}`,
		},
		"tags of the item beside those of its configuration": {
			[]string{property("Configuration.Tags.0", "null", `{"key":"a","value":"b"}`), property("Tags.1", "null", `"b"`)},
			`{"Tags":[]} {"Tags":[{"key":"a","value":"b"},"b"]}`,
		},
		"no relationships, which are other resources'": {
			[]string{property("Relationships.0", "null", `{"name":"r"}`), property("Relationships", "null", `[]`)}, `{} {}`,
		},
		"keys that say something else of the same place": {
			[]string{property("Configuration.A", `"x"`, `"y"`), property("Configuration.A.B", "1", "2"), property("Configuration.A.0", "null", "3")},
			`{"A":"x","Configuration.A":[],"Configuration.A.B":1} {"A":"y","Configuration.A":[3],"Configuration.A.B":2}`,
		},
	} {
		_, all := mustOpen(t, noticeAt(1, "UPDATE", c.properties...))
		if got := mustJSON(t, all[0].Expected) + " " + mustJSON(t, all[0].Actual); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, c.want)
		}
	}
}

// holding is a notification whose item says all that there is.
func holding(notice, configuration string) string {
	return strings.Replace(notice, `"configurationItem":{`, `"configurationItem":{`+configuration+`,`, 1)
}

// Of a resource that was removed and made anew: what was there before the first notification against
// what is there after the last, though each tells that in words of its own.
func TestMadeAnew(t *testing.T) {
	t.Parallel()
	removed := noticeAt(3, "DELETE", property("Configuration", `{"delay":2,"rules":[{"p":22},{"p":443}],"Deep":{"on":true}}`, "null"),
		property("SupplementaryConfiguration.Block", `{"Public":true}`, "null"), property("Tags.0", `"a"`, "null"))
	made := func(configuration string) string {
		return holding(noticeAt(4, "CREATE"), `"configuration":`+configuration+`,"supplementaryConfiguration":{"Block":{"Public":true}},"tags":{"T":"a"}`)
	}
	const as = `{"delay":2,"rules":[{"p":22},{"p":443}],"Deep":{"on":true}}`
	const rest = `"SupplementaryConfiguration":{"Block":{"Public":true}},"Tags":[]`
	for name, c := range map[string]struct{ text, want string }{
		"as it was": {removed + made(as),
			`{"Deep":{"on":true},` + rest + `,"delay":2,"rules":[{"p":22},{"p":443}]} {"Deep":{"on":true},` + rest + `,"delay":2,"rules":[{"p":22},{"p":443}]}`},
		"with another rule, in whatever order they come": {made(strings.Replace(as, "443", "80", 1)) + removed,
			`{"Deep":{"on":true},` + rest + `,"delay":2,"rules":[{"p":22},{"p":443}]} {"Deep":{"on":true},` + rest + `,"delay":2,"rules":[{"p":22},{"p":80}]}`},
		"as before a change": {noticeAt(1, "UPDATE", property("Configuration.Delay", "1", "2"), property("Configuration.Rules.0", "null", `{"p":22}`)) + removed + made(`{"delay":1,"rules":[{"p":443}],"Deep":{"on":true}}`),
			`{"Deep":{"on":true},"Delay":1,"Rules":[],` + rest + `} {"Deep":{"on":true},"Delay":1,"Rules":[],` + rest + `}`},
		"as after a change": {noticeAt(1, "UPDATE", property("Configuration.Delay", "1", "2"), property("Configuration.Rules.0", "null", `{"p":22}`)) + removed + made(as),
			`{"Deep":{"on":true},"Delay":1,"Rules":[],` + rest + `} {"Deep":{"on":true},"Delay":2,"Rules":[{"p":22}],` + rest + `}`},
		"and changed since": {removed + made(as) + noticeAt(5, "UPDATE", property("Configuration.Rules.2", "null", `{"p":1}`), property("Configuration.Deep.On", "true", "false"), property("SupplementaryConfiguration.Block.Public", "true", "false")),
			`{"Deep":{"On":true},"Rules":[],` + rest + `,"delay":2} {"Deep":{"On":false},"Rules":[{"p":1}],` + strings.Replace(rest, "true", "false", 1) + `,"delay":2}`},
		"without the notice of its making": {removed + holding(noticeAt(5, "UPDATE", property("Configuration.Delay", "2", "7")), `"configuration":`+strings.Replace(as, "2", "7", 1)+`,"supplementaryConfiguration":{"Block":{"Public":true}}`),
			`{"Deep":{"on":true},"SupplementaryConfiguration":{"Block":{"Public":true}},"Tags":["a"],"delay":2,"rules":[{"p":22},{"p":443}]} ` +
				`{"Deep":{"on":true},"SupplementaryConfiguration":{"Block":{"Public":true}},"Tags":[],"delay":7,"rules":[{"p":22},{"p":443}]}`},
		"twice": {removed + made(`{"delay":5}`) + noticeAt(5, "DELETE", property("Configuration", `{"delay":5}`, "null")) + strings.Replace(made(as), "08:04", "08:06", 1),
			`{"Deep":{"on":true},` + rest + `,"delay":2,"rules":[{"p":22},{"p":443}]} {"Deep":{"on":true},` + rest + `,"delay":2,"rules":[{"p":22},{"p":443}]}`},
	} {
		r, all := mustOpen(t, c.text)
		if len(all) != 1 || r.EntryCount != 1 || len(r.Remarks) != 0 {
			t.Errorf("%s: %d entries, %v", name, len(all), r.Remarks)
			continue
		}
		if got := mustJSON(t, all[0].Expected) + " " + mustJSON(t, all[0].Actual); all[0].Action != "update" || got != c.want {
			t.Errorf("%s: %s\ngot  %s\nwant %s", name, all[0].Action, got, c.want)
		}
	}
	r, err := open(t, removed+made(`{"a":1,"a":2}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range r.Entries() {
		if err == nil || !strings.Contains(err.Error(), "at configurationItem.configuration: ") {
			t.Errorf("a name twice: %v", err)
		}
	}
}
