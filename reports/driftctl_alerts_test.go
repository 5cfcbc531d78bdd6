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

// What driftctl finds under another type, or within another resource, it lists as missing where it
// could not list that: whether it is gone is not known. What it could not list under its own type
// or id it leaves out by itself.
func TestMissingBesideWhatWasNotListed(t *testing.T) {
	t.Parallel()
	of := func(typ, id string) string { return `{"type":"` + typ + `","id":"` + id + `"}` }
	unlisted := func(about, why string) string {
		typ, _, _ := strings.Cut(about, ".")
		return `"alerts":{"` + about + `":[{"message":"An error occured listing ` + about + `: ` + why + ` ` + typ + ` is forbidden: no"}]}`
	}
	missing := `"missing":[` + strings.Join([]string{
		of("aws_iam_policy_attachment", "eve-arn:aws:iam::aws:policy/A"), of("aws_rds_cluster_instance", "db"),
		of("aws_s3_bucket_metric", "b:all"), of("aws_s3_bucket_metric", "c:all"), of("aws_s3_bucket_metric", "b"), of("aws_sqs_queue", "https://q"),
	}, ",") + `]`
	for alert, left := range map[string]string{
		unlisted("aws_iam_user_policy_attachment", "listing"):            "aws_iam_policy_attachment:eve-arn:aws:iam::aws:policy/A",
		unlisted("aws_iam_group_policy_attachment.x", "reading details"): "aws_iam_policy_attachment:eve-arn:aws:iam::aws:policy/A",
		unlisted("aws_db_instance", "listing"):                           "aws_rds_cluster_instance:db",
		unlisted("aws_s3_bucket_metric.b", "listing"):                    "aws_s3_bucket_metric:b:all",
		unlisted("aws_sqs_queue.https", "reading details"):               "",
		unlisted("aws_s3_bucket.b", "listing"):                           "",
		`"alerts":{"aws_db_instance":[{"message":"This is an alert"}]}`:  "",
	} {
		for _, members := range [][]string{{alert, missing}, {missing, alert}} {
			r, all := mustOpen(t, scan(members...))
			entries := 6
			if left != "" {
				entries--
			}
			if strings.Contains(told(all), left+" ") != (left == "") || len(all) != entries || r.EntryCount != entries || len(r.Checked) != entries {
				t.Errorf("%s: %d entries, %d told, %d checked:\n%s", alert, r.EntryCount, len(all), len(r.Checked), told(all))
			}
			const why = "1 resource is listed as missing and left out, since driftctl could not list what it finds it by"
			if strings.Join(r.Remarks, "") != map[bool]string{true: why}[left != ""] {
				t.Errorf("%s: %q", alert, r.Remarks)
			}
			if words := r.Inventory.Words(); left != "" && !strings.Contains(words, "of what was read 5 gone") {
				t.Errorf("%s: %s", alert, words)
			}
		}
	}
}

// What it could not list stops the closing of that alone, where all warnings say what it is.
func TestWhatDeniedTypesStop(t *testing.T) {
	t.Parallel()
	of := func(typ string) string { return `{"type":"` + typ + `","id":"i"}` }
	managed := `"managed":[` + of("aws_vpc") + `,` + of("aws_iam_policy_attachment") + `,` + of("aws_sqs_queue") + `]`
	listing := func(typ string) string {
		return `{"message":"An error occured listing ` + typ + `: listing aws_x is forbidden: no"}`
	}
	for alerts, want := range map[string]string{
		`{"aws_vpc":[` + listing("aws_vpc") + `]}`:                                                                          "aws_iam_policy_attachment aws_sqs_queue",
		`{"":[` + listing("aws_iam_role_policy_attachment") + `]}`:                                                          "aws_vpc aws_sqs_queue",
		`{"aws_s3_bucket":[` + listing("aws_s3_bucket") + `],` + waiting("PendingConfirmation", "pending confirmation")[1:]: "aws_vpc aws_iam_policy_attachment aws_sqs_queue",
		`{"aws_vpc":[` + listing("aws_vpc") + `],"":[{"message":"Your analysis may be incomplete."}]}`:                      "-",
		`{"aws_vpc":[{"message":"This is an alert"}]}`:                                                                      "-",
		`{"aws_vpc":[` + listing("aws_vpc") + `],"aws_sqs_queue":[{"message":"This is an alert"}]}`:                         "-",
	} {
		for _, deep := range []string{`"options":{"deep":true}`, `"options":{"deep":false}`} {
			r, _ := mustOpen(t, scan(deep, managed, `"alerts":`+alerts))
			var read []string
			for _, c := range r.Checked {
				if !c.Unread {
					read = append(read, c.Type)
				}
			}
			closes, is := want != "-", strings.Contains(deep, "true")
			if closes && strings.Join(read, " ") != want || r.ClosesRest != (closes && is) || r.ClosesPresence != (closes && !is) || r.Closes || r.Complete ||
				!strings.Contains(r.WhyNotClosing, "driftctl warns that it did not read everything of aws_") || strings.Contains(r.WhyNotClosing, "compared no attributes") != (closes && !is) {
				t.Errorf("%s %s: closes the rest: %t, presence: %t, read %v, %q", deep, alerts, r.ClosesRest, r.ClosesPresence, read, r.WhyNotClosing)
			}
		}
	}
}
