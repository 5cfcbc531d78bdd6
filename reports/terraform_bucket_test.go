package reports_test

import "testing"

// A bucket shows what its parts set; anything else is its own.
func TestSettingsOfABucket(t *testing.T) {
	t.Parallel()
	const off, on = `{"id":"b","versioning":[{"enabled":false,"mfa_delete":false}]}`, `{"id":"b","versioning":[{"enabled":true,"mfa_delete":false}]}`
	for name, c := range map[string]struct {
		before, after, sets, typ, values, want string
	}{
		"versioning":               {off, on, `{}`, "aws_s3_bucket_versioning", `{"bucket":"b","versioning_configuration":[{"status":"Enabled","mfa_delete":""}]}`, "versioning[0].enabled true"},
		"versioning turned off":    {on, off, `{}`, "aws_s3_bucket_versioning", `{"bucket":"b","versioning_configuration":[{"status":"Enabled","mfa_delete":""}]}`, "versioning[0].enabled false"},
		"versioning suspended":     {on, off, `{}`, "aws_s3_bucket_versioning", `{"bucket":"b","versioning_configuration":[{"status":"Suspended","mfa_delete":""}]}`, "versioning[0].enabled true"},
		"of another bucket":        {off, on, `{}`, "aws_s3_bucket_versioning", `{"bucket":"c","versioning_configuration":[{"status":"Enabled"}]}`, "versioning[0].enabled false"},
		"that the code sets":       {off, on, `{"versioning":[{"enabled":{"constant_value":false}}]}`, "aws_s3_bucket_versioning", `{"bucket":"b","versioning_configuration":[{"status":"Enabled"}]}`, "versioning[0].enabled false"},
		"logging":                  {`{"id":"b","logging":[]}`, `{"id":"b","logging":[{"target_bucket":"l","target_prefix":""}]}`, `{}`, "aws_s3_bucket_logging", `{"bucket":"b","target_bucket":"l","target_prefix":null}`, "logging[0] true"},
		"logging to another place": {`{"id":"b","logging":[]}`, `{"id":"b","logging":[{"target_bucket":"evil","target_prefix":""}]}`, `{}`, "aws_s3_bucket_logging", `{"bucket":"b","target_bucket":"l","target_prefix":null}`, "logging[0] false"},
		"encryption": {`{"id":"b","server_side_encryption_configuration":[]}`, `{"id":"b","server_side_encryption_configuration":[{"rule":[{"bucket_key_enabled":true,"x":[{"k":"key"}]}]}]}`, `{}`,
			"aws_s3_bucket_server_side_encryption_configuration", `{"bucket":"b","rule":[{"bucket_key_enabled":true,"x":[{"k":"key"}]}]}`, "server_side_encryption_configuration[0] true"},
		"who pays": {`{"id":"b","request_payer":"BucketOwner"}`, `{"id":"b","request_payer":"Requester"}`, `{}`, "aws_s3_bucket_request_payment_configuration", `{"bucket":"b","payer":"Requester"}`, "request_payer true"},
		"another":  {`{"id":"b","x":1}`, `{"id":"b","x":2}`, `{}`, "aws_s3_bucket_logging", `{"bucket":"b","target_bucket":"l"}`, "x false"},
	} {
		if got := managed(t, "aws_s3_bucket", c.before, c.after, c.sets, other(c.typ, c.values)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
