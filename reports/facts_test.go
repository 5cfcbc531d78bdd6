package reports_test

import (
	"testing"

	"github.com/clouddrift/guardian/reports"
)

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
