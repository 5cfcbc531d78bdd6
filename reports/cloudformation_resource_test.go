package reports_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// differing are the keys that differ in the only resource of a stack, and its two states.
func differing(t *testing.T, resource string) (keys, states string) {
	t.Helper()
	_, all := mustOpen(t, answer(resource))
	if len(all) != 1 {
		t.Fatalf("%d entries", len(all))
	}
	e := all[0]
	return strings.Join(models.SortedKeys(models.Difference(e.Expected, e.Actual)), " "), mustJSON(t, e.Expected) + " " + mustJSON(t, e.Actual)
}

// What CloudFormation does not call a difference is none: another order of tags, what
// a service does not tell, what the template leaves open.
func TestOnlyWhatCloudFormationCallsADifference(t *testing.T) {
	t.Parallel()
	const expected, actual = `{"Tags":[1,2],"Size":1,"WriteOnly":"x"}`, `{"Tags":[2,1],"Size":2,"Default":true}`
	for paths, want := range map[string]string{"/Size": "Size", "/Size/x /Tags/0": "Size Tags", "": "Default Size Tags WriteOnly"} {
		if keys, states := differing(t, modified(expected, actual, strings.Fields(paths)...)); keys != want {
			t.Errorf("%q: %s differ, want %s: %s", paths, keys, want, states)
		}
	}
}

// Without its properties a resource's states are made of the places that differ.
func TestStatesOfDifferencesAlone(t *testing.T) {
	t.Parallel()
	for differences, want := range map[string]string{
		`{"PropertyPath":"/A/0/b~1c","ExpectedValue":"1","ActualValue":"2"}`:                            `{"A":{"0":{"b/c":"1"}}} {"A":{"0":{"b/c":"2"}}}`,
		`{"PropertyPath":"/A","ExpectedValue":"null","ActualValue":"[{\"k\":1.50}]"}`:                   `{} {"A":[{"k":1.50}]}`,
		`{"PropertyPath":"/A","ExpectedValue":"{not JSON","ActualValue":null}`:                          `{"A":"{not JSON"} {"A":null}`,
		`{"PropertyPath":"/A","ExpectedValue":"x"},{"PropertyPath":"/B","ActualValue":"true","more":1}`: `{"A":"x"} {"B":"true"}`,
	} {
		_, states := differing(t, ofStack(`"StackResourceDriftStatus":"MODIFIED"`, `"PropertyDifferences":[`+differences+`]`))
		if states != want {
			t.Errorf("%s:\ngot  %s\nwant %s", differences, states, want)
		}
	}
}

// What is gone has no actual state, whatever is said of it.
func TestWhatIsGoneFromAStack(t *testing.T) {
	t.Parallel()
	gone := strings.Replace(modified(`{"A":1}`, `{"A":2}`, "/A"), "MODIFIED", "DELETED", 1)
	if _, states := differing(t, gone); states != `{"A":1} {}` {
		t.Errorf("got %s", states)
	}
}

func TestMaskedPropertiesAreSecrets(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ resource, keys, states string }{
		"either side's asterisks hide both": {
			modified(`{"P":"****","Q":["a"]}`, `{"P":"hunter22!","Q":["hunter22! too"]}`, "/P", "/Q"), "P Q",
			`{"P":"(sensitive)","Q":["a"]} {"P":"(sensitive)","Q":["(sensitive)"]}`,
		},
		"a secret that differs and is not shown": {
			strings.ReplaceAll(modified(`{"P":{"x":["****"]},"Q":1}`, `{"P":{"x":["****"]},"Q":1}`, "/P/x/0"), `"v"`, `"****"`), "P",
			`{"P":{"x":["(sensitive)"]},"Q":1} {"P":{"x":["(sensitive)"]},"Q":1}`,
		},
		"in any order": {
			modified(`{"E":[{"N":"a","V":"1"},{"N":"b","V":"****"}]}`, `{"E":[{"N":"b","V":"2"},{"N":"a","V":"1"},{"N":"c","V":"3"}]}`, "/E"), "E",
			`{"E":[{"N":"a","V":"(sensitive)"},{"N":"b","V":"(sensitive)"}]} {"E":[{"N":"b","V":"(sensitive)"},{"N":"a","V":"(sensitive)"},{"N":"c","V":"(sensitive)"}]}`,
		},
	} {
		if keys, states := differing(t, c.resource); keys != c.keys || states != c.states {
			t.Errorf("%s: %s differ, want %s\ngot  %s\nwant %s", name, keys, c.keys, states, c.states)
		}
	}
	r, _ := mustOpen(t, answer(strings.Replace(modified(`{"P":"****"}`, `{"P":"hunter22!"}`, "/P"), `"R"`, `"R","PhysicalResourceId":"x/hunter22!"`, 1)))
	if r.Checked[0].ID != "R" {
		t.Errorf("the id holds a secret: %+v", r.Checked[0])
	}
}

func TestWhereAStacksResourceIs(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		`null`: "R eu-west-1", `"i-1"`: "i-1 eu-west-1",
		`"arn:aws:iam::111122223333:policy/p"`: "arn:aws:iam::111122223333:policy/p global",
	} {
		r, _ := mustOpen(t, answer(ofStack(`"StackResourceDriftStatus":"IN_SYNC","PhysicalResourceId":`+id)))
		if c := r.Checked[0]; c.ID+" "+c.Region != want || c.Account != "111122223333" {
			t.Errorf("%s: got %+v, want %s", id, c, want)
		}
	}
}
