package reports_test

import "testing"

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
