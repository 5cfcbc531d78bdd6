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
		`"resourceId":"q","accountId":"1234","availabilityZone":"eu-west-1a"`:                                                 "T/q q  1234",
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
		`"other":[{}]},"relationships":7,"configurationItemDiff":{"more":1,"changeType":"DELETE"},"x":{"y":1}`: "delete",
	} {
		_, all := mustOpen(t, `{"configurationItem":{"resourceType":"T","resourceId":"q",`+rest+`}`)
		got := ""
		for _, e := range all {
			got += string(e.Action)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", rest, got, want)
		}
	}
}
