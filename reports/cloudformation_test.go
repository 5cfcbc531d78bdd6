package reports_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
)

const stacks = folder("testdata/cloudformation")

// ofStack is what an answer says of the resource R of the stack shop.
func ofStack(members ...string) string {
	all := append([]string{
		`"StackId":"arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/1"`, `"LogicalResourceId":"R"`, `"ResourceType":"T::A::B"`,
	}, members...)
	return "{" + strings.Join(all, ",") + "}"
}

// modified is a resource with two states and the places at which they are said to differ.
func modified(expected, actual string, paths ...string) string {
	var differences []string
	for _, path := range paths {
		differences = append(differences, fmt.Sprintf(`{"PropertyPath":%q,"ExpectedValue":"v","ActualValue":"v"}`, path))
	}
	return ofStack(`"StackResourceDriftStatus":"MODIFIED"`, fmt.Sprintf(`"ExpectedProperties":%q,"ActualProperties":%q`, expected, actual),
		`"PropertyDifferences":[`+strings.Join(differences, ",")+`]`)
}

func answer(resources ...string) string {
	return `{"StackResourceDrifts":[` + strings.Join(resources, ",") + `]}`
}

func TestStack(t *testing.T) {
	t.Parallel()
	r, all := stacks.read(t, "stack.json")
	if want := time.Date(2026, 10, 12, 4, 10, 11, 120_000_000, time.UTC); r.Name != "orders-prod" || r.Time != want {
		t.Errorf("got %q of %v", r.Name, r.Time)
	}
	var got []string
	for _, c := range r.Checked {
		got = append(got, c.Address)
	}
	if want := "ServiceGroup Database Handler Receipts HandlerRole Queue Subnet"; strings.Join(got, " ") != want {
		t.Errorf("checked %v, want %s: all but what was not looked at", got, want)
	}
	got = nil
	for _, e := range all {
		if e.Region != "eu-central-1" || e.Account != "111122223333" || e.Kind != models.KindConfiguration || e.About(models.Change{}).NextApply != models.NextApplyUnknown {
			t.Errorf("%+v", e.Resource)
		}
		if gone := e.Action == reports.ActionDelete; gone != (e.Wanted != nil && *e.Wanted) {
			t.Errorf("%s: wanted is %v", e.Address, e.Wanted)
		}
		got = append(got, fmt.Sprint(e.Address, " ", e.Action, " ", models.SortedKeys(models.Difference(e.Expected, e.Actual))))
	}
	want := "ServiceGroup update [SecurityGroupIngress]\nDatabase update [BackupRetentionPeriod DBInstanceClass]\nHandler update [Tags]\nReceipts delete [BucketName VersioningConfiguration]\nSubnet delete []"
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}

	_, pages := stacks.read(t, "pages.json")
	if mustJSON(t, pages) != mustJSON(t, all[:4]) {
		t.Error("the entries are not those of one page")
	}
}

func TestWhenAStackCloses(t *testing.T) {
	t.Parallel()
	inOrder := ofStack(`"StackResourceDriftStatus":"IN_SYNC"`)
	further := strings.Replace(answer(inOrder), "{", `{"NextToken":"n",`, 1)
	for text, want := range map[string]string{
		answer(inOrder):                          "",
		further + answer():                       "",
		answer() + "\n" + further:                "",
		further:                                  "a page is missing",
		further + further:                        "a page is missing",
		answer(inOrder) + answer():               "it holds several answers, or a page of one twice",
		further + further + answer():             "a resource stands in it twice",
		answer():                                 "no resource in it was looked at",
		answer(modified(`{"A":1}`, `{}`, "/A")):  "may be filtered by status",
		`{"StackResourceDrift":` + inOrder + `}`: "an answer about one resource",
		answer(inOrder) + `{"StackResourceDrift":` + inOrder + `}`: "an answer about one resource",
	} {
		r, _ := mustOpen(t, text)
		if r.Closes != (want == "") || !strings.Contains(r.WhyNotClosing, want) {
			t.Errorf("%s: closes: %t, %q, want %q", text, r.Closes, r.WhyNotClosing, want)
		}
	}
	twice := modified(`{"A":1}`, `{"A":2}`, "/A")
	if r, all := mustOpen(t, answer(twice)+answer(twice)); len(r.Checked) != 1 || len(all) != 1 {
		t.Errorf("a resource that stands twice with the same is checked %d times and an entry %d times", len(r.Checked), len(all))
	}
}

func TestNameOfAStack(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"arn:aws-cn:cloudformation:cn-north-1:111122223333:stack/my-stack/1f": "my-stack",
		"my-stack":  "my-stack",
		"[OMITTED]": "",
		"":          "",
	} {
		text := strings.Replace(answer(ofStack(`"StackResourceDriftStatus":"IN_SYNC"`)), "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/1", id, 1)
		if r, _ := mustOpen(t, text); r.Name != want {
			t.Errorf("%q: got %q, want %q", id, r.Name, want)
		}
	}
}

func TestWhatIsNoStacksDrift(t *testing.T) {
	t.Parallel()
	const howTo = "make the report with `aws cloudformation describe-stack-resource-drifts --stack-name STACK --output json`"
	inOrder := ofStack(`"StackResourceDriftStatus":"IN_SYNC"`)
	for text, want := range map[string]string{
		`{"StackDriftDetectionId":"1"}`:                               "how far a drift detection is, not what it found; " + howTo,
		`{"Summaries":[]}`:                                            "a summary, such as StackSets give",
		`{"StackEvents":[],"NextToken":7}`:                            "want a string, not a number",
		`{"Changes":[],"ChangeSetId":"x"}`:                            "a change set: what an update would do",
		answer() + `{"Changes":[]}`:                                   "JSON without StackResourceDrifts; " + howTo,
		answer() + ` trailing`:                                        "more follows after the report's JSON object",
		answer(inOrder, strings.Replace(inOrder, "shop", "other", 1)): "at StackResourceDrifts[1].StackId: of another stack",
		answer(inOrder, strings.Replace(inOrder, "A::B", "A::C", 1)):  "at StackResourceDrifts[1].LogicalResourceId: stands twice with different contents",
		answer(strings.Replace(inOrder, "ResourceType", "NoType", 1)): "at StackResourceDrifts[0].ResourceType: missing",
		answer(strings.Replace(inOrder, `"R"`, `null`, 1)):            "at StackResourceDrifts[0].LogicalResourceId: missing",
		answer(strings.Replace(inOrder, "IN_SYNC", "DRIFTED", 1)):     `at StackResourceDrifts[0].StackResourceDriftStatus: want DELETED, IN_SYNC, MODIFIED, NOT_CHECKED, UNKNOWN, UNSUPPORTED`,
		answer(ofStack(`"StackResourceDriftStatus":"MODIFIED"`)):      "at StackResourceDrifts[0].StackResourceDriftStatus: MODIFIED, and nothing says what differs",
		answer(ofStack(`"Timestamp":"noon"`)):                         `at StackResourceDrifts[0].Timestamp: want a time`,
		answer(ofStack(`"ResourceType":"T"`)):                         "at StackResourceDrifts[0].ResourceType: stands twice; want each name of an object once",
		answer(ofStack(`"PropertyDifferences":[{}]`)):                 "at StackResourceDrifts[0].PropertyDifferences[0].PropertyPath: want the path of a property",
		answer(ofStack(`"StackResourceDriftStatus":"MODIFIED","PropertyDifferences":[{"PropertyPath":"/A","ActualValue":"1"},{"PropertyPath":"/A/B","ActualValue":"1"}]`)): "at StackResourceDrifts[0].PropertyDifferences: one path leads through the value at another",
	} {
		if _, err := open(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s:\ngot  %v\nwant %s", text, err, want)
		}
	}
}
