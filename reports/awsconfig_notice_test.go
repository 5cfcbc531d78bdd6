package reports_test

import (
	"strings"
	"testing"
)

// Who a resource is, in old items and new ones.
func TestWhoANoticeIsAbout(t *testing.T) {
	t.Parallel()
	for item, want := range map[string]string{
		`"resourceId":"q","ARN":"arn:aws:sqs:eu-west-1:111122223333:q","awsRegion":"eu-west-2","awsAccountId":"444455556666"`: "arn:aws:sqs:eu-west-1:111122223333:q q eu-west-2 444455556666",
		`"resourceId":"q","arn":"arn:aws:sqs:eu-west-1:111122223333:q"`:                                                       "arn:aws:sqs:eu-west-1:111122223333:q q eu-west-1 111122223333",
		`"ARN":"arn:aws:iam::111122223333:role/r","resourceId":null`:                                                          "arn:aws:iam::111122223333:role/r arn:aws:iam::111122223333:role/r global 111122223333",
		`"resourceId":"q","accountId":"1234","availabilityZone":"eu-west-1a"`:                                                 "T/q::1234 q  1234",
		`"resourceId":"q","awsAccountId":"unknown","ARN":"arn:aws:eu-west-1b:1:volume"`:                                       "arn:aws:eu-west-1b:1:volume q  ",
	} {
		r, _ := mustOpen(t, `{"configurationItem":{"resourceType":"T",`+item+`},"configurationItemDiff":{"changeType":"CREATE"}}`)
		c := r.Checked[0]
		if got := strings.Join([]string{c.Address, c.ID, c.Region, c.Account}, " "); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", item, got, want)
		}
	}
}

// What has become of a resource is told by the change, and by the item's status where
// there is none.
func TestWhatANoticeTells(t *testing.T) {
	t.Parallel()
	for rest, want := range map[string]string{
		`"configurationItemStatus":"OK"},"configurationItemDiff":{"changeType":"UPDATE"}`:                      "update",
		`"configurationItemStatus":"ResourceDeletedNotRecorded"},"configurationItemDiff":null`:                 "delete",
		`"configurationItemStatus":"ResourceDeleted"},"configurationItemDiff":{"changeType":"DELETE"}`:         "delete",
		`"configurationItemStatus":"ResourceDiscovered"},"configurationItemDiff":null`:                         "",
		`"configurationItemStatus":"OK"},"configurationItemDiff":{"changeType":"CREATE"}`:                      "",
		`"configurationItemStatus":"ResourceNotRecorded"},"configurationItemDiff":{"changeType":"DELETE"}`:     "nothing",
		`"configurationItemStatus":"ResourceNotRecorded"},"configurationItemDiff":null`:                        "nothing",
		`"configurationItemStatus":"OK"},"configurationItemDiff":null`:                                         "nothing",
		`"configurationItemStatus":"OK"}`:                                                                      "nothing",
		`"other":[{}]},"relationships":7,"configurationItemDiff":{"more":1,"changeType":"DELETE"},"x":{"y":1}`: "delete",
	} {
		// The other one is there since a file of nothing but other messages is refused.
		r, all := mustOpen(t, `{"configurationItem":{"resourceType":"T","resourceId":"q",`+rest+`}`+noticeAt(1, "CREATE"))
		got := map[bool]string{true: "nothing"}[len(r.Checked) == 1]
		for _, e := range all {
			got += string(e.Action)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", rest, got, want)
		}
	}
}

// What SNS asks of a new subscription is a message in the queue like any other.
func TestConfirmationsOfSNS(t *testing.T) {
	t.Parallel()
	const asked = `"TopicArn":"t","Message":"You have chosen to subscribe to the topic t.\nTo confirm the subscription, visit the SubscribeURL included in this message.","SubscribeURL":"https://x"`
	for _, text := range []string{
		`{"Type":"SubscriptionConfirmation",` + asked + `}`,
		`{` + asked + `,"Type":"UnsubscribeConfirmation"}`,
	} {
		r, all := mustOpen(t, text+noticeAt(1, "UPDATE", property("Configuration.Delay", "1", "2"))+text)
		if len(all) != 1 || strings.Join(r.Remarks, "") != "2 messages are about no change of a resource" {
			t.Errorf("%d entries, %q", len(all), r.Remarks)
		}
		if _, err := open(t, text); err == nil || !strings.Contains(err.Error(), `Confirmation")`) {
			t.Errorf("by itself: %v", err)
		}
	}
	if _, err := open(t, `{"Type":"Notification",`+asked+`}`); err == nil || !strings.Contains(err.Error(), "at Message: character 1 of the JSON in this text") {
		t.Errorf("as a notification: %v", err)
	}
}

// One without an ARN is told by where it is as well: another account or region may have a
// namesake.
func TestNamesakesWithoutAnARN(t *testing.T) {
	t.Parallel()
	in := func(region, account string) string {
		return holding(noticeAt(1, "UPDATE", property("Configuration.Delay", "1", "2")), `"awsRegion":"`+region+`","awsAccountId":"`+account+`"`)
	}
	r, all := mustOpen(t, in("eu-west-1", "111122223333")+in("us-east-1", "111122223333")+in("eu-west-1", "444455556666")+in("eu-west-1", "111122223333"))
	var got []string
	for _, e := range all {
		got = append(got, strings.Join([]string{e.Address, e.ID, e.Region, e.Account}, " "))
	}
	want := "AWS::SQS::Queue/q:eu-west-1:111122223333 q eu-west-1 111122223333\n" +
		"AWS::SQS::Queue/q:us-east-1:111122223333 q us-east-1 111122223333\n" +
		"AWS::SQS::Queue/q:eu-west-1:444455556666 q eu-west-1 444455556666"
	if strings.Join(got, "\n") != want || len(r.Checked) != 3 {
		t.Errorf("%d checked, got\n%s\nwant\n%s", len(r.Checked), strings.Join(got, "\n"), want)
	}
}

// One that was made anew has a new id under its ARN: its own is that of now.
func TestTheIDOfNow(t *testing.T) {
	t.Parallel()
	role := func(minute int, id, change string, properties ...string) string {
		return strings.Replace(noticeAt(minute, change, properties...), `"resourceId":"q"`, `"resourceId":"`+id+`","ARN":"arn:aws:iam::111122223333:role/r"`, 1)
	}
	r, all := mustOpen(t, role(1, "AROA1", "DELETE", property("Configuration", `{"maxSessionDuration":1}`, "null"))+
		role(5, "AROA2", "UPDATE", property("Configuration.MaxSessionDuration", "1", "2"))+
		holding(role(2, "AROA2", "CREATE"), `"configuration":{"maxSessionDuration":1}`))
	if len(all) != 1 || all[0].ID != "AROA2" || r.Checked[0].ID != "AROA2" {
		t.Errorf("%d entries, %+v, checked %+v", len(all), all[0].Resource, r.Checked)
	}
}
