package reports_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
)

const notices = folder("testdata/awsconfig")

// noticeAt is a bare notification of the minute about a queue.
func noticeAt(minute int, change string, properties ...string) string {
	return fmt.Sprintf(`{"configurationItem":{"resourceType":"AWS::SQS::Queue","resourceId":"q","configurationItemCaptureTime":"2026-10-12T08:%02d:00Z"},`+
		`"configurationItemDiff":{"changeType":%q,"changedProperties":{%s}}}`, minute, change, strings.Join(properties, ","))
}

// property has changed in a notification.
func property(key, previous, updated string) string {
	return fmt.Sprintf(`%q:{"previousValue":%s,"updatedValue":%s}`, key, previous, updated)
}

// The same notification is read in each of its envelopes.
func TestEnvelopes(t *testing.T) {
	t.Parallel()
	bare := noticeAt(1, "UPDATE", property("Configuration.Delay", "1.50", "2"))
	quoted := mustJSON(t, bare)
	_, want := mustOpen(t, bare)
	for name, text := range map[string]string{
		"SNS, a text":    `{"Type":"Notification","TopicArn":"t","Message":` + quoted + `}`,
		"SNS, an object": `{"Message":` + bare + `,"TopicArn":"t"}`,
		"EventBridge":    `{"detail-type":"Config Configuration Item Change","detail":` + bare + `}`,
		"a rule's event": `{"invokingEvent":` + quoted + `,"ruleParameters":"{}"}`,
	} {
		r, all := mustOpen(t, text)
		if r.Format != "awsconfig" || mustJSON(t, all) != mustJSON(t, want) {
			t.Errorf("%s: %s, %s", name, r.Format, mustJSON(t, all))
		}
	}
	e := want[0]
	if e.Kind != models.KindState || e.Action != reports.ActionUpdate || e.About(models.Change{}).NextApply != models.NextApplyUnknown {
		t.Errorf("got %+v", e)
	}
	if got := mustJSON(t, e.Expected) + mustJSON(t, e.Actual); got != `{"Delay":1.50}{"Delay":2}` {
		t.Errorf("got %s", got)
	}
}

func TestNotificationsOneAfterTheOther(t *testing.T) {
	t.Parallel()
	r, all := notices.read(t, "queue.json")
	if want := time.Date(2026, 10, 12, 9, 0, 12, 345_000_000, time.UTC); r.Time != want || r.Name != "" || r.Closes {
		t.Errorf("got %v, %q, closes: %t", r.Time, r.Name, r.Closes)
	}
	if got := strings.Join(r.Remarks, "; "); got != "1 resource is new, which is no drift; 1 message is about no change of a resource" {
		t.Errorf("remarks: %s", got)
	}
	var got []string
	for _, e := range all {
		got = append(got, fmt.Sprint(e.ID, " ", e.Action, " ", models.SortedKeys(models.Difference(e.Expected, e.Actual))))
	}
	want := "sg-0d9c8b7a6 update [IpPermissions]\norders-handler update [Layers MemorySize]\n" +
		"db-7QKAXMPL delete [SupplementaryConfiguration dBInstanceClass dBInstanceIdentifier masterUserPassword storageEncrypted]\n" +
		"orders-prod-receipts update [SupplementaryConfiguration Tags]"
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}

// What several notifications say of one resource is what was there before the first of
// them against what is there after the last, in whatever order they come.
func TestNotificationsAboutOneResource(t *testing.T) {
	t.Parallel()
	create, remove := noticeAt(1, "CREATE"), noticeAt(3, "DELETE", property("Configuration", `{"delay":9}`, `null`))
	first := noticeAt(1, "UPDATE", property("Configuration.Delay", "1", "2"), property("Configuration.Size", "5", "6"), property("Configuration.L.0", "null", "7"))
	second := noticeAt(2, "UPDATE", property("Configuration.Delay", "2", "3"), property("Configuration.Size", "6", "5"))
	listed := func(minute int, previous, updated string) string {
		return noticeAt(minute, "UPDATE", property("Configuration.L.0", previous, updated))
	}
	for name, c := range map[string]struct{ text, want string }{
		"changed twice":        {first + second, `update {"Delay":1,"L":[],"Size":5} {"Delay":3,"L":[7],"Size":5}`},
		"in another order":     {second + first, `update {"Delay":1,"L":[],"Size":5} {"Delay":3,"L":[7],"Size":5}`},
		"one delivered twice":  {first + second + first + second, `update {"Delay":1,"L":[],"Size":5} {"Delay":3,"L":[7],"Size":5}`},
		"told by two regions":  {noticeAt(1, "UPDATE", property("Configuration.L.0", "null", "7")) + noticeAt(2, "UPDATE", property("Configuration.L.0", "null", "7")), `update {"L":[]} {"L":[7]}`},
		"told so, two changes": {listed(1, "null", "7") + listed(2, "null", "8") + listed(3, "null", "7") + listed(4, "null", "8"), `update {"L":[]} {"L":[7,8]}`},
		"and one went again":   {listed(1, "null", "7") + listed(2, "null", "8") + listed(3, "7", "null") + listed(4, "null", "7") + listed(5, "7", "null"), `update {"L":[]} {"L":[8]}`},
		"come, gone and come":  {noticeAt(1, "UPDATE", property("Configuration.L.0", "null", "7")) + noticeAt(2, "UPDATE", property("Configuration.L.0", "7", "null")) + noticeAt(3, "UPDATE", property("Configuration.L.0", "null", "7")), `update {"L":[]} {"L":[7]}`},
		"and back":             {first + noticeAt(2, "UPDATE", property("Configuration.Delay", "2", "1"), property("Configuration.Size", "6", "5"), property("Configuration.L.0", "7", "null")), `update {"Delay":1,"L":[],"Size":5} {"Delay":1,"L":[],"Size":5}`},
		"changed, then gone":   {remove + first, `delete {"delay":9} {}`},
		"made and changed":     {create + second, `update {"Delay":2,"Size":6} {"Delay":3,"Size":5}`},
		"changed, then made":   {second + create, `update {"Delay":2,"Size":6} {"Delay":3,"Size":5}`},
		"made and gone":        {create + remove, ""},
		"made, gone and made":  {create + second + remove + noticeAt(4, "CREATE"), ""},
		"made anew, untold":    {first + remove + noticeAt(4, "CREATE"), ""},
	} {
		r, all := mustOpen(t, c.text)
		var got []string
		for _, e := range all {
			got = append(got, string(e.Action)+" "+mustJSON(t, e.Expected)+" "+mustJSON(t, e.Actual))
		}
		if strings.Join(got, "\n") != c.want || len(r.Checked) != 1 || r.EntryCount != len(all) {
			t.Errorf("%s: got %q, %d checked, want %q", name, got, len(r.Checked), c.want)
		}
		want := map[string]string{
			"made, gone and made": "1 resource is new, which is no drift",
			"made anew, untold":   "1 resource was removed and made anew, and nothing tells in what it differs",
		}[name]
		if made := strings.Join(r.Remarks, ""); made != want {
			t.Errorf("%s: %q, want %q", name, made, want)
		}
	}
}

// What waits for a resource's last notice is bounded.
func TestTooMuchAboutOneResource(t *testing.T) {
	t.Parallel()
	long := `"` + strings.Repeat("x", 17<<20) + `"`
	text := noticeAt(1, "UPDATE", property("A", long, "1")) + noticeAt(2, "UPDATE", property("A", "1", long))
	if _, err := open(t, text); err == nil || !strings.Contains(err.Error(), "more than 32 MiB are about resources that several notifications are about; give fewer") {
		t.Errorf("got %v", err)
	}
}

func TestWhatIsNoChangeNotification(t *testing.T) {
	t.Parallel()
	const howTo = "make the report with `aws sqs receive-message"
	ok := noticeAt(1, "UPDATE")
	for text, want := range map[string]string{
		`{"TopicArn":"t","Message":"{\"messageType\":\"ComplianceChangeNotification\"}"}`: `a message of AWS Config about no change of a resource ("ComplianceChangeNotification"); ` + howTo,
		strings.Replace(ok, "AWS::SQS::Queue", "AWS::Config::ResourceCompliance", 1):      "about no change of a resource (\"AWS::Config::ResourceCompliance\"); " + howTo,
		`{"TopicArn":"t","Message":"You have chosen to subscribe"}`:                       "at Message: character 1 of the JSON in this text: is not JSON",
		`{"TopicArn":"t","Message":"{}"}`:                                                 "JSON without a configurationItem; " + howTo,
		`{"configurationItems":[]}`:                                                       "at configurationItems: a history or a snapshot of AWS Config",
		`{"configurationItemSummary":{},"s3DeliverySummary":{"s3BucketLocation":"b/k"}}`:  "which names no property; the whole one is at s3://b/k: fetch it",
		ok + `{"configurationItemSummary":null}`:                                          "which names no property; fetch the whole one from S3",
		ok + ok[:40]:                                                                      "cut short",
		`{"configurationItem":[{"resourceType":"T"},{"resourceType":"U"}]}`:               "at configurationItem[0]: a second item",
		strings.Replace(ok, `"resourceType":"AWS::SQS::Queue"`, `"n":1`, 1):               "the item has no resourceType",
		strings.Replace(ok, `"resourceId":"q"`, `"n":1`, 1):                               "the item has no resourceId",
		strings.Replace(ok, `"UPDATE"`, `null`, 1):                                        "no change: its configurationItemDiff has no changeType",
		strings.Replace(ok, `"UPDATE"`, `"MOVE"`, 1):                                      `want the changeType CREATE, UPDATE or DELETE`,
		strings.Replace(ok, `2026-10`, `2026-13`, 1):                                      "at configurationItem.configurationItemCaptureTime: want a time",
		strings.Replace(ok, `{`, `{"detail":`+ok+`,`, 1):                                  "at configurationItem: stands twice",
		noticeAt(1, "UPDATE", property("A", "1", "2"), property("A", "1", "3")):           "at configurationItemDiff.changedProperties.A: stands twice",
	} {
		if _, err := open(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s:\ngot  %v\nwant %s", text, err, want)
		}
	}
}

// Each resource is dated by its own newest notification, the report by the newest of all.
func TestEachResourceHasItsTime(t *testing.T) {
	t.Parallel()
	of := func(id string, minute int, change string) string {
		return strings.Replace(noticeAt(minute, change, property("Configuration.A", "1", "2")), `"resourceId":"q"`, `"resourceId":"`+id+`"`, 1)
	}
	r, all := mustOpen(t, of("a", 3, "UPDATE")+of("a", 1, "UPDATE")+of("b", 2, "DELETE")+of("c", 9, "UPDATE")+
		strings.Replace(of("d", 0, "UPDATE"), `"configurationItemCaptureTime":"2026-10-12T08:00:00Z"`, `"n":1`, 1))
	got := r.Time.Format("04")
	for _, e := range all {
		got += " " + e.ID + " " + e.SeenAt.Format("04")
	}
	if want := "09 a 03 b 02 c 09 d 00"; got != want || !all[3].SeenAt.IsZero() {
		t.Errorf("got %s, want %s", got, want)
	}
}
