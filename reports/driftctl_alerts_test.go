package reports_test

import (
	"slices"
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
		waiting("PendingConfirmation", "incorrect subscription arn (PendingConfirmation)"):                                    "",
		waiting("Deleted", "incorrect subscription arn (Deleted)"):                                                            "",
		waiting("PendingConfirmation", "pending confirmation status"):                                                         "",
		`{"aws_sns_topic_subscription.PendingConfirmation":[{"message":"An error occured"}]}`:                                 "of aws_sns_topic_subscription, so",
		`{"aws_vpc":[],"x":null}`: "",
		`null`:                    "",
	} {
		r, _ := mustOpen(t, scan(`"options":{"deep":true}`, `"alerts":`+alerts))
		if !strings.Contains(r.WhyNotClosing, want) || r.Closes != (want == "") || strings.Contains(r.WhyNotClosing, "secret") {
			t.Errorf("%s: %q, want %q", alerts, r.WhyNotClosing, want)
		}
	}
}

// waiting is the alert that a subscription has no ARN, under which there would be one.
func waiting(arn, with string) string {
	return `{"aws_sns_topic_subscription.` + arn + `":[{"message":"aws_sns_topic_subscription with ` + with + ` for endpoint \"a@b.c\" will be ignored"}]}`
}

// What waits for its confirmation is there, but stands under no ARN, so that driftctl lists
// it as missing: whether any that it lists so is gone is not known. The rest of the scan is.
func TestASubscriptionThatWaits(t *testing.T) {
	t.Parallel()
	of := func(id, name string) string {
		return strings.ReplaceAll(inScan(id, name), "t_a", "aws_sns_topic_subscription")
	}
	lists := []string{`"options":{"deep":true}`, `"managed":[` + of("i", "a") + `]`, `"missing":[` + of("j", "b") + `,` + of("i", "d") + `,` + inScan("k", "c") + `]`}
	const left = "1 subscription is listed as missing and left out, since one waits for its confirmation, which driftctl does not find"
	for arn, want := range map[string]string{
		"PendingConfirmation": "aws_sns_topic_subscription.d update []\nt_a.c delete []\n",
		"Deleted":             "aws_sns_topic_subscription.b delete []\naws_sns_topic_subscription.d update []\nt_a.c delete []\n",
	} {
		alert := `"alerts":` + waiting(arn, "incorrect subscription arn ("+arn+")")
		for _, members := range [][]string{append([]string{alert}, lists...), append(slices.Clone(lists), alert)} {
			r, all := mustOpen(t, scan(members...))
			if told(all) != want || r.EntryCount != len(all) || len(r.Checked) != len(all)+1 || !r.Closes {
				t.Errorf("%s: got %s%d entries, %d checked, closes: %t", arn, told(all), r.EntryCount, len(r.Checked), r.Closes)
			}
			if strings.Contains(strings.Join(r.Remarks, "\n"), left) != (arn != "Deleted") || r.Inventory.Managed != nil {
				t.Errorf("%s: %q, %+v", arn, r.Remarks, r.Inventory)
			}
		}
	}
}
