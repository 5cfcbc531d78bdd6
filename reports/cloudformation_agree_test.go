package reports_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// Within a property that differs it is the places that CloudFormation names, and a
// template's "80" is 80.
func TestPlacesThatCloudFormationCallsADifference(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ expected, actual, paths, want string }{
		"what the template leaves open": {`{"A":{"X":1,"Y":1}}`, `{"A":{"X":2,"Y":2,"Z":3}}`, "/A/X", "A.X"},
		"deeper":                        {`{"A":{"B":{"X":1,"L":[1,2]},"C":1}}`, `{"A":{"B":{"X":2,"L":[2,1]},"C":2}}`, "/A/B/X", "A.B.X"},
		"all of it":                     {`{"A":{"X":1}}`, `{"A":{"X":2,"Z":3}}`, "/A", "A.X A.Z"},
		"an element":                    {`{"R":[{"Port":"80","Open":"true","D":"a"}]}`, `{"R":[{"Port":80,"Open":true,"D":"b"}]}`, "/R/0/D", "R[0].D"},
		"one in front":                  {`{"R":[{"Port":"80"},{"Port":"90"}]}`, `{"R":[{"Port":22},{"Port":80},{"Port":90}]}`, "/R/0", "R[0]"},
		"a number that is another":      {`{"R":["80",1]}`, `{"R":[81,"1"]}`, "/R/0", "R[0]"},
		"what is no longer there":       {`{"A":{"X":1,"Y":"1"}}`, `{"A":{"Y":2}}`, "/A/X /A/Y", "A.X A.Y"},
		"a part of an element":          {`{"R":[{"X":1,"Y":1},{"X":1,"Y":2}]}`, `{"R":[{"X":2,"Y":9,"Z":1},{"X":1,"Y":9}]}`, "/R/0/X", "R[0].X"},
		"in a list of an element":       {`{"R":[{"N":"a","L":[{"X":1,"Y":1}]}]}`, `{"R":[{"N":"a","L":[{"X":2,"Y":9},5],"Z":1}]}`, "/R/0/L/0/X /R/0/L/1", "R[0].L[0].X R[0].L[1]"},
		"all of an element":             {`{"R":[{"X":1,"Y":1},{"X":3}]}`, `{"R":[{"X":2,"Y":9},{"X":3,"Z":1}]}`, "/R/0", "R[0].X R[0].Y"},
		"one more, and one left open":   {`{"R":[{"Key":"a","V":1}]}`, `{"R":[{"Key":"a","V":1,"Z":1},{"Key":"b","V":1}]}`, "/R/1", "R[1]"},
		"one less, and one left open":   {`{"R":[{"Key":"a","V":1},{"Key":"b","V":1}]}`, `{"R":[{"Key":"a","V":1,"Z":1}]}`, "/R/1", "R[1]"},
		"one in front of one left open": {`{"R":[{"Key":"a","V":1}]}`, `{"R":[{"Key":"b","V":1},{"Key":"a","V":1,"Z":1}]}`, "/R/0", "R[0] R[1].Z"},
		"a place that is another":       {`{"R":["a","b"]}`, `{"R":["a","c"]}`, "/R/0", "R[1]"},
		"of a list in another order":    {`{"R":[{"Key":"a","V":1},{"Key":"b","V":1}]}`, `{"R":[{"Key":"b","V":2},{"Key":"a","V":1,"Z":1}]}`, "/R/1/V", "R[0].V R[1].Z"},
		"a place that is none":          {`{"R":[1,{"X":1}]}`, `{"R":[2,{"X":2}]}`, "/R/x", "R[0] R[1].X"},
		"no list any more":              {`{"R":["80"]}`, `{"R":80}`, "/R", "R"},
	} {
		_, all := mustOpen(t, answer(modified(c.expected, c.actual, strings.Fields(c.paths)...)))
		var got []string
		for _, change := range models.Changes(all[0].Expected, all[0].Actual) {
			got = append(got, change.Path.String())
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q differ, want %q", name, got, c.want)
		}
	}
}

// What is asterisks on one side is hidden on both, also where CloudFormation finds the two
// alike.
func TestSecretsThatAgreeStayHidden(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{`{"A":{"P":"pw","X":1}}`, `{"A":{"P":"****","X":2}}`}, {`{"A":{"L":[{"P":"pw"}],"X":1}}`, `{"A":{"L":[{"P":"****"}],"X":2}}`},
		{`{"B":"pw","A":{"X":1}}`, `{"B":"****","A":{"X":2}}`},
	} {
		if _, states := differing(t, modified(c[0], c[1], "/A/X")); strings.Contains(states, `"pw"`) {
			t.Errorf("%s", states)
		}
	}
}
