package reports_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/reports"
)

// An output that is marked says where it is as well: that is no secret, and what else it
// says is.
func TestPlacesWithinWhatIsMarked(t *testing.T) {
	t.Parallel()
	output := func(value string) string {
		return `"prior_state":{"values":{"outputs":{"o":{"sensitive":true,"value":` + value + `}},"root_module":{}}}`
	}
	for values, places := range map[string]map[string]string{
		`"region":"eu-central-1","owner_id":"111122223333"`: {
			`{"region":"eu-central-1","account":"111122223333"}`: "eu-central-1 111122223333",
			`["eu-central-1",111122223333]`:                      "eu-central-1 111122223333",
			`"eu-central-1"`:                                     " 111122223333",
			`"111122223333"`:                                     "eu-central-1 ",
			`111122223333`:                                       "eu-central-1 ",
			`{"pin":"11112222","word":"central-1"}`:              " ",
		},
		`"region":"correct-horse-1"`:    {`{"region":"correct-horse-1"}`: " "},
		`"region":"europe-horse1"`:      {`{"region":"europe-horse1"}`: " "},
		`"region":"us-central1"`:        {`{"region":"us-central1"}`: "us-central1 "},
		`"region":"germanywestcentral"`: {`{"region":"germanywestcentral"}`: "germanywestcentral "},
		`"region":"us-gov-west-1"`:      {`{"region":"us-gov-west-1"}`: "us-gov-west-1 "},
	} {
		for marked, want := range places {
			entry := strings.Replace(updated(`{"x":1,`+values+`}`, `{"x":2,`+values+`}`), `"t"`, `"aws_t"`, 1)
			_, all := mustOpen(t, plan(drift(entry), output(marked)))
			if got := all[0].Region + " " + all[0].Account; got != want {
				t.Errorf("%s beside the output %s: got %q, want %q", values, marked, got, want)
			}
		}
	}
}

// A module's own variable that is a secret is one by itself.
func TestPlacesThatAreSecretVariables(t *testing.T) {
	t.Parallel()
	entry := strings.Replace(updated(`{"x":1,"region":"eu-central-1","owner_id":"111122223333"}`, `{"x":2,"region":"eu-central-1","owner_id":"111122223333"}`), `"t"`, `"aws_t"`, 1)
	for constant, want := range map[string]string{"111122223333": "eu-central-1 ", "eu-central-1": " 111122223333", "something-else": "eu-central-1 111122223333"} {
		_, all := mustOpen(t, plan(drift(entry), `"configuration":{"root_module":{"module_calls":{"m":{"expressions":{"v":{"constant_value":"`+constant+`"}},
			"module":{"variables":{"v":{"sensitive":true}}}}}}}`))
		if got := all[0].Region + " " + all[0].Account; got != want {
			t.Errorf("%s: got %q, want %q", constant, got, want)
		}
	}
}

// A secret is nobody's id, and says nothing of the place.
func TestSecretsAreNoID(t *testing.T) {
	t.Parallel()
	const before = `{"id":"s3cr3t-id","arn":"arn:aws:sqs:eu-west-1:111122223333:q","region":"us-east-1","password":"s3cr3t-id"}`
	for mask, want := range map[string]string{
		`{}`:                            "s3cr3t-id us-east-1",
		`{"id":true}`:                   "arn:aws:sqs:eu-west-1:111122223333:q us-east-1",
		`{"password":true}`:             "arn:aws:sqs:eu-west-1:111122223333:q us-east-1",
		`{"id":true,"region":true}`:     "arn:aws:sqs:eu-west-1:111122223333:q eu-west-1",
		`{"id":true,"arn":true}`:        "t.a us-east-1",
		`true`:                          "t.a ",
		`{"id":false,"arn":[],"x":{}}`:  "s3cr3t-id us-east-1",
		`{"id":{"odd":true},"arn":"x"}`: "arn:aws:sqs:eu-west-1:111122223333:q us-east-1",
	} {
		for _, e := range []reports.Entry{masked(t, before, before, mask, `false`), masked(t, before, before, `false`, mask)} {
			if got := e.ID + " " + e.Region; got != want {
				t.Errorf("%s: got %q, want %q", mask, got, want)
			}
		}
	}
}
