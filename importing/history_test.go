package importing_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
)

// Where a tool tells what was there before and knows no code, the kind is state, of what
// is gone too, and the audit trail says what is called expected.
func TestWhatWasThereBeforeIsNoCodes(t *testing.T) {
	t.Parallel()
	store, ctx := newStore(t), context.Background()
	summary := mustImport(t, store, "../reports/testdata/awsconfig/queue.json", importing.Options{ResolveMissing: true})
	if summary.Created != 4 || summary.Checked != 5 || summary.NotClosed == "" || len(summary.Remarks) != 2 {
		t.Errorf("%+v", summary)
	}
	gone := 0
	for _, item := range summary.Items {
		drift, err := store.Drifts.Dossier(ctx, *item.DriftID, 100)
		must(t, err)
		details, err := drift.Audit.Items[len(drift.Audit.Items)-1].Details.Object()
		must(t, err)
		if drift.Sighting.Kind != models.KindState || details["expected"] != models.HistorySentence {
			t.Errorf("%s: kind %s, details %v", item.Address, drift.Sighting.Kind, details)
		}
		if item.Gone {
			gone++
		}
	}
	if gone != 1 {
		t.Errorf("%d are gone, want the database", gone)
	}
	plan := mustImport(t, store, "../reports/testdata/terraform/04-deleted.refresh.json", importing.Options{})
	drift, err := store.Drifts.Dossier(ctx, *plan.Items[0].DriftID, 100)
	must(t, err)
	for _, row := range drift.Audit.Items {
		if details, _ := row.Details.Object(); details["expected"] != nil {
			t.Errorf("of a plan: %v", details)
		}
	}
}

// A notification tells of what has just changed. What it does not tell of may still be as
// an earlier one said, so that drift stays open.
func TestHistoryOfOtherPlacesClosesNothing(t *testing.T) {
	t.Parallel()
	opened := rule("null", port(22))
	tagged := func(to string) string {
		return `"Tags.owner":{"previousValue":"ann","updatedValue":"` + to + `","changeType":"UPDATE"}`
	}
	noticed(t, []noticeCase{
		{"UPDATE", opened, 1, 0, 0, 1},
		{"UPDATE", tagged("bob"), 1, 0, 0, 2},
		{"UPDATE", tagged("eve"), 0, 1, 0, 2},
		{"UPDATE", opened, 0, 1, 0, 2},
		{"UPDATE", opened + "," + tagged("sue"), 1, 0, 2, 1},
		{"DELETE", deleted, 1, 0, 1, 1},
		{"UPDATE", tagged("kim"), 1, 0, 1, 1},
	})
}

// A second rule says nothing of the first, though both are of one list: a port that was
// opened to the world stays open until a notification tells that its rule is another.
func TestHistoryOfOtherElementsClosesNothing(t *testing.T) {
	t.Parallel()
	noticed(t, []noticeCase{
		{"UPDATE", rule("null", port(22)), 1, 0, 0, 1},
		{"UPDATE", rule("null", port(443)), 1, 0, 0, 2},
		{"UPDATE", rule(port(443), "null"), 1, 0, 1, 2},
		{"UPDATE", rule("null", port(22)), 0, 1, 0, 2},
		{"UPDATE", rule(port(22), "null"), 1, 0, 1, 2},
		{"DELETE", deleted, 1, 0, 2, 1}, // what was said of it before is over
	})
}

// What notifications come to does not depend on how the queue was cut into files, wherever a file tells
// of what came before it: what was made, or made anew as it was, and changed since.
func TestHistoryHoweverItIsCut(t *testing.T) {
	t.Parallel()
	again := []string{noticeOf(2, "DELETE", deleted, `{}`), noticeOf(3, "CREATE", "", `{"groupId":"sg-1"}`)}
	opened := noticeOf(4, "UPDATE", rule("null", port(22)), `{"groupId":"sg-1"}`)
	for name, c := range map[string]struct {
		notices []string
		want    string
	}{
		"made and opened":          {[]string{again[1], opened}, "critical IpPermissions"},
		"made anew and opened":     {append(again, opened), "critical IpPermissions"},
		"changed and gone":         {[]string{noticeOf(1, "UPDATE", `"Tags.owner":{"previousValue":"ann","updatedValue":"bob"}`, `{}`), again[0]}, "critical groupId"},
		"made, gone, made, opened": {[]string{noticeOf(1, "CREATE", "", `{}`), again[0], again[1], opened}, "critical IpPermissions"},
	} {
		for cut := range len(c.notices) {
			store, path := newStore(t), filepath.Join(t.TempDir(), "notices.json")
			for _, file := range [][]string{c.notices[:cut], c.notices[cut:]} {
				if len(file) > 0 {
					must(t, os.WriteFile(path, []byte(strings.Join(file, "\n")), 0o600))
					mustImport(t, store, path, importing.Options{Scope: "aws"})
				}
			}
			open, err := store.Drifts.List(context.Background(), models.DriftQuery{Filter: models.DriftFilter{Status: []models.Status{models.StatusDetected}}})
			must(t, err)
			var got []string
			for _, d := range open.Items {
				differing, err := d.Difference.Object()
				must(t, err)
				got = append(got, string(d.Severity)+" "+strings.Join(models.SortedKeys(differing), " "))
			}
			if strings.Join(got, ", ") != c.want {
				t.Errorf("%s, cut after %d: %q, want %q", name, cut, got, c.want)
			}
		}
	}
}

// deleted is what a notification tells of a resource that is gone.
const deleted = `"Configuration":{"previousValue":{"groupId":"sg-1"},"updatedValue":null,"changeType":"DELETE"}`

// port is a rule that opens a port, and rule how a notification tells that one rule went
// and another came; null is none.
func port(n int) string { return fmt.Sprintf(`{"fromPort":%d,"ipRanges":["0.0.0.0/0"]}`, n) }

func rule(gone, come string) string {
	return fmt.Sprintf(`"Configuration.IpPermissions.0":{"previousValue":%s,"updatedValue":%s,"changeType":"UPDATE"}`, gone, come)
}

// noticeCase is a notification about a security group, what becomes of it, and how many
// drifts are open then.
type noticeCase struct {
	kind, properties              string
	created, repeated, superseded int
	open                          int64
}

// noticed imports one notification after the other.
func noticed(t *testing.T, cases []noticeCase) {
	t.Helper()
	store, path := newStore(t), filepath.Join(t.TempDir(), "notice.json")
	for hour, c := range cases {
		must(t, os.WriteFile(path, []byte(noticeOf(hour, c.kind, c.properties, "null")), 0o600))
		s := mustImport(t, store, path, importing.Options{Scope: "aws", ResolveMissing: true})
		open, err := store.Drifts.List(context.Background(), models.DriftQuery{Filter: models.DriftFilter{Status: []models.Status{models.StatusDetected}}})
		must(t, err)
		if s.Created != c.created || s.Repeated != c.repeated || s.Superseded != c.superseded || open.Total != c.open {
			t.Errorf("%d: %d created, %d repeated, %d superseded, %d open; want %+v", hour, s.Created, s.Repeated, s.Superseded, open.Total, c)
		}
	}
}

// noticeOf is a notification about a security group, which is there as its item says.
func noticeOf(hour int, kind, properties, there string) string {
	return fmt.Sprintf(`{"configurationItemDiff":{"changeType":%q,"changedProperties":{%s}},"configurationItem":{"configuration":%s,
		"configurationItemCaptureTime":"2026-11-25T%02d:00:00Z","awsAccountId":"111122223333","resourceId":"sg-1","awsRegion":"eu-central-1",
		"resourceType":"AWS::EC2::SecurityGroup","ARN":"arn:aws:ec2:eu-central-1:111122223333:security-group/sg-1"}}`, kind, properties, there, hour)
}
