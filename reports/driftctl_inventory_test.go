package reports_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// How much code manages is what the lists have, each resource once, agrees with the
// coverage that driftctl writes or says why not, and is not told where it may be wrong.
func TestDriftctlInventory(t *testing.T) {
	t.Parallel()
	list := func(name string, resources ...string) string {
		return fmt.Sprintf("%q:[%s]", name, strings.Join(resources, ","))
	}
	many := func(name string, n int) string {
		var all []string
		for i := range n {
			all = append(all, inScan(fmt.Sprint(name, i), ""))
		}
		return list(name, all...)
	}
	a, b, c, again := inScan("a", "x"), inScan("b", ""), inScan("c", ""), inScan("a", "y")
	alert := func(about, message string) string {
		return fmt.Sprintf(`"alerts":{%q:[{"message":%q}]}`, about, message)
	}
	const edited = "not known (its lists are not what its summary and its coverage count: it was changed after driftctl wrote it)"
	for text, want := range map[string][2]string{
		scan(list("managed", a), list("unmanaged", b, c), `"coverage":33`): {"1 of 3 resources (33 %), 0 gone, 2 unmanaged"},
		scan(list("unmanaged", b, c), list("managed", a), list("missing", inScan("d", "z")), `"summary":{"total_managed":1,"total_missing":1,"total_unmanaged":2}`): {
			"1 of 4 resources (25 %), 1 gone, 2 unmanaged"},
		scan(): {"no resources"},
		// The code of two states has the resource, and the cloud lists it twice.
		scan(list("managed", a), list("missing", again), `"coverage":50`): {"1 of 1 resource (100 %), 0 gone, 0 unmanaged",
			"driftctl's own coverage is 50 % since it counts a resource that stands twice as two"},
		scan(list("missing", again), list("unmanaged", a), list("managed", a), `"coverage":33`): {"1 of 1 resource (100 %), 0 gone, 0 unmanaged",
			"driftctl's own coverage is 33 % since it counts a resource that stands twice as two"},
		scan(list("managed", a), list("unmanaged", b, b), `"coverage":33`, `"summary":{"total_unmanaged":2}`): {"1 of 2 resources (50 %), 0 gone, 1 unmanaged",
			"driftctl's own coverage is 33 % since it counts a resource that stands twice as two"},
		scan(list("managed", a), list("unmanaged", b, b)): {"1 of 2 resources (50 %), 0 gone, 1 unmanaged"},
		scan(list("missing", a, again)):                   {"0 of 1 resource (0 %), 1 gone, 0 unmanaged"},
		// What a deep scan lists as changed it lists as managed too.
		scan(list("managed", a), `"differences":[{"res":`+a+`,"changelog":[{"type":"update","path":["p"],"from":1,"to":2}]}]`): {"1 of 1 resource (100 %), 0 gone, 0 unmanaged"},
		// Of 53 in 100 driftctl writes 52.
		scan(many("managed", 53), many("unmanaged", 47), `"coverage":52`): {"53 of 100 resources (53 %), 0 gone, 47 unmanaged",
			"driftctl's own coverage is 52 % since it rounds further down"},
		scan(many("managed", 53), many("unmanaged", 47), `"coverage":53`): {edited},
		scan(list("managed", a), `"coverage":50`):                         {edited},
		scan(list("managed", a), `"summary":{"total_managed":2}`):         {edited},
		scan(`"managed":[]`, `"summary":{"total_missing":1}`):             {edited},
		scan(list("managed", a), `"options":{"only_managed":true}`):       {"not known (the scan leaves out what is unmanaged, by --only-managed)"},
		scan(list("managed", a), `"options":{"only_unmanaged":true}`):     {"not known (the scan leaves out what is missing, by --only-unmanaged)"},
		scan(list("managed", a), alert("aws_vpc", "An error occured listing aws_vpc: listing aws_vpc is forbidden: no")): {
			"at least 1; of what was read 0 gone, 0 unmanaged (driftctl did not read everything of aws_vpc)"},
		scan(list("managed", a), `"coverage":100`, alert("aws_sqs_queue.q", "An error occured listing aws_sqs_queue.q: reading details of aws_sqs_queue is forbidden: no")): {
			"at least 1; of what was read 0 gone, 0 unmanaged (driftctl did not read everything of aws_sqs_queue)"},
		// What a state that was not read has is listed as unmanaged.
		scan(list("unmanaged", a), alert("", "Your analysis may be incomplete. There was an error reading state file 's': no")): {"not known (driftctl warns that it did not read everything)",
			"1 resource is listed as unmanaged and left out, since driftctl could not read a state, which may hold it"},
		scan(list("unmanaged", a), alert("aws_sns_topic_subscription.a", "aws_sns_topic_subscription with id a has an invalid topic ARN")): {"not known (driftctl warns that it did not read everything)"},
		scan(list("unmanaged", a), alert("", "You have diffs on computed fields")):                                                         {"0 of 1 resource (0 %), 0 gone, 1 unmanaged"},
	} {
		r, _ := mustOpen(t, text)
		if got := r.Inventory.Words(); got != want[0] || strings.Join(r.Remarks, "; ") != want[1] {
			t.Errorf("%.300s:\ngot  %s\nwant %s; remarks %q", text, got, want[0], r.Remarks)
		}
	}
	for text, want := range map[string]string{
		scan(`"coverage":"all"`):                "at coverage: want a number, not a string",
		scan(`"coverage":-1`):                   "at coverage: want a whole number from 0 to 2147483647",
		scan(`"summary":{"total_managed":1.5}`): "at summary.total_managed: want a whole number from 0 to 2147483647",
		scan(`"summary":[]`):                    "at summary: want an object, not an array",
	} {
		if _, err := open(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

// Of the samples the share is the coverage that driftctl wrote.
func TestDriftctlInventoryOfSamples(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"deep":    "5 of 9 resources (55 %), 1 gone, 3 unmanaged",
		"shallow": "6 of 9 resources (66 %), 1 gone, 2 unmanaged",
		"unread":  "at least 1; of what was read 0 gone, 0 unmanaged (driftctl did not read everything of aws_iam_role and aws_vpc)",
	} {
		text, err := os.ReadFile(filepath.Join(string(scans), name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		r, _ := mustOpen(t, string(text))
		if got := r.Inventory.Words(); got != want || strings.Contains(strings.Join(r.Remarks, ""), "coverage") {
			t.Errorf("%s: %s, want %s; remarks %q", name, got, want, r.Remarks)
		}
	}
}
