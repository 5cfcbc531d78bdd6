package reports_test

import (
	"fmt"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// A companion is one that names the very resource, of the type that manages the attribute.
func TestCompanions(t *testing.T) {
	t.Parallel()
	bucket := func(address, id string) string {
		return fmt.Sprintf(`{"address":%q,"mode":"managed","type":"aws_s3_bucket","name":"b","change":{"actions":["update"],"before":{"id":%q,"policy":""},"after":{"id":%[2]q,"policy":"P","acl":"x"}}}`, address, id)
	}
	state := `"prior_state":{"values":{"root_module":{"resources":[
		{"address":"aws_s3_bucket_policy.p","mode":"managed","type":"aws_s3_bucket_policy","values":{"bucket":"logs","policy":"Q"}},
		{"address":"aws_s3_bucket_policy.none","mode":"managed","type":"aws_s3_bucket_policy","values":{"bucket":"bare","policy":null}},
		{"address":"data.aws_s3_bucket_policy.p","mode":"data","type":"aws_s3_bucket_policy","values":{"bucket":"read","policy":"Q"}},
		{"address":"aws_s3_bucket_policy.old","mode":"managed","type":"aws_s3_bucket_policy","deposed_key":"ab","values":{"bucket":"past","policy":"Q"}},
		{"address":"aws_s3_bucket_acl.p","mode":"managed","type":"aws_s3_bucket_acl","values":{"bucket":"other","policy":"Q"}}]}}}`
	for id, want := range map[string]any{"logs": "Q", "other": nil, "bare": nil, "read": nil, "past": nil, "": nil} {
		for _, text := range []string{plan(drift(bucket("aws_s3_bucket.b", id)), state), plan(state, drift(bucket("aws_s3_bucket.b", id)))} {
			_, all := mustOpen(t, text)
			if got, found := all[0].Companion(models.Path{}.Key("policy")); got != want || found != (want != nil) {
				t.Errorf("%q: got %v, %t; want %v", id, got, found, want)
			}
			for _, path := range []models.Path{models.Path{}.Key("acl"), models.Path{}.Key("policy").Key("x"), {}} {
				if got, found := all[0].Companion(path); found {
					t.Errorf("%q at %s: got %v", id, path, got)
				}
			}
		}
	}
}
