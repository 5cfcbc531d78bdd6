package reports_test

import (
	"strings"
	"testing"
)

// What was not read is named by its type, and never by the text of a warning, which may
// say anything.
func TestDriftctlAlerts(t *testing.T) {
	t.Parallel()
	for alerts, want := range map[string]string{
		`{"aws_vpc":[{"message":"x"}],"aws_sqs_queue.https://q":[{"message":"y"}]}`:                                           "of aws_sqs_queue and aws_vpc, so",
		`{"":[{"message":"An error occured listing aws_sns: listing is forbidden: secret"}]}`:                                 "of aws_sns, so",
		`{"":[{"message":"Your analysis may be incomplete. There was an error reading state file 's'"}]}`:                     "did not read everything, so",
		`{"a":[{"message":""}],"b":[{}],"c":[{}],"d":[{}],"e":[{}],"f":[{}]}`:                                                 "of a, b, c, d, e and others, so",
		`{"aws_vpc":[{"message":"You have diffs on computed fields"}]}`:                                                       "of aws_vpc, so",
		`{"":[{"message":"You have diffs on computed fields, check"},{"message":"You have unmanaged security group rules"}]}`: "",
		`{"aws_vpc":[],"x":null}`: "",
		`null`:                    "",
	} {
		r, _ := mustOpen(t, scan(`"options":{"deep":true}`, `"alerts":`+alerts))
		if !strings.Contains(r.WhyNotClosing, want) || r.Closes != (want == "") || strings.Contains(r.WhyNotClosing, "secret") {
			t.Errorf("%s: %q, want %q", alerts, r.WhyNotClosing, want)
		}
	}
}
