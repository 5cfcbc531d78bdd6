package reports_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
)

const scans = folder("testdata/driftctl")

// scan is a scan of driftctl with some members; those that every scan has are empty
// where they are not given.
func scan(members ...string) string {
	for _, name := range []string{"managed", "unmanaged", "missing", "coverage"} {
		if !strings.Contains(strings.Join(members, ","), `"`+name+`":`) {
			members = append(members, `"`+name+`":null`)
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

// inScan is a resource of type t_a as a scan lists it, of the given source.
func inScan(id, source string) string {
	if source == "" {
		return fmt.Sprintf(`{"id":%q,"type":"t_a"}`, id)
	}
	return fmt.Sprintf(`{"id":%q,"type":"t_a","source":{"source":"tfstate://s","namespace":"","internal_name":%q}}`, id, source)
}

// told lists entries as address, action and the keys that differ.
func told(all []reports.Entry) string {
	var b strings.Builder
	for _, e := range all {
		fmt.Fprintln(&b, e.Address, e.Action, models.SortedKeys(models.Difference(e.Expected, e.Actual)))
	}
	return b.String()
}

func TestDriftctl(t *testing.T) {
	t.Parallel()
	r, all := scans.read(t, "deep.json")
	if want := time.Date(2026, 11, 20, 2, 0, 12, 500_000_000, time.UTC); r.Time != want || r.Name != "" || !r.RefreshOnly || !r.Closes {
		t.Errorf("%v, %q, closes: %t, %s", r.Time, r.Name, r.Closes, r.WhyNotClosing)
	}
	want := `aws_iam_access_key:AKIAIOSFODNN7EXAMPLE unmanaged []
aws_s3_bucket:acme-tmp-exports unmanaged []
aws_iam_user:intern unmanaged []
aws_iam_role.deployer delete []
module.web.aws_instance.server:i-0a4d1f7c2b9e35d10 update [instance_type root_block_device tags]
module.net["eu"].aws_security_group.edge update [ingress]
aws_sqs_queue.orders update [kms_master_key_id]
`
	if got := told(all); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	var checked []string
	for _, c := range r.Checked {
		checked = append(checked, c.Address)
	}
	if want := `aws_s3_bucket.invoices module.web.aws_instance.server:i-0a4d1f7c2b9e35d10 module.web.aws_instance.server:i-0c83be1a97f64d022 module.net["eu"].aws_security_group.edge aws_sqs_queue.orders aws_iam_role.deployer`; strings.Join(checked, " ") != want {
		t.Errorf("checked %v", checked)
	}
	for _, e := range all {
		if e.Region != "" || e.Account != "" || e.About(models.Change{}).NextApply != models.NextApplyUnknown {
			t.Errorf("%s: %+v", e.Address, e.Resource)
		}
		if e.Action != reports.ActionUnmanaged && e.Kind != models.KindConfiguration {
			t.Errorf("%s is of kind %s", e.Address, e.Kind)
		}
	}
}

// What silence proves: all of a deep scan, presence of any other, nothing where
// something was not read.
func TestWhatADriftctlScanCloses(t *testing.T) {
	t.Parallel()
	const deep, shallow = `"options":{"deep":true}`, `"options":{"deep":false}`
	differs := `"differences":[{"res":` + inScan("i", "x") + `,"changelog":[{"type":"update","path":["a"],"from":1,"to":2}]}]`
	alert := func(about, message string) string {
		return fmt.Sprintf(`"alerts":{%q:[{"message":%q}]}`, about, message)
	}
	for text, want := range map[string]struct {
		closes, presence bool
		why              string
	}{
		scan(deep):    {true, false, ""},
		scan(differs): {true, false, ""}, // of a release that has no options
		scan(deep, alert("", "You have unmanaged security group rules that could be")): {true, false, ""},
		scan(shallow):          {false, true, "compared no attributes"},
		scan(shallow, differs): {false, true, "compared no attributes"},
		scan():                 {false, true, "compared no attributes"},
		scan(deep, alert("aws_vpc", "An error occured listing aws_vpc: no")): {false, false, "everything of aws_vpc, so"},
		scan(shallow, alert("", "anything")):                                 {false, false, "did not read everything, so"},
	} {
		r, _ := mustOpen(t, text)
		if r.Closes != want.closes || r.ClosesPresence != want.presence || !strings.Contains(r.WhyNotClosing, want.why) || want.closes != (r.WhyNotClosing == "") {
			t.Errorf("%s: closes %t, presence %t, %q", text, r.Closes, r.ClosesPresence, r.WhyNotClosing)
		}
	}
}

// A resource that two states hold is missing for the second of them, though it is there.
func TestMissingAndManaged(t *testing.T) {
	t.Parallel()
	_, all := mustOpen(t, scan(`"missing":[`+inScan("i", "b")+`,`+inScan("j", "c")+`]`, `"managed":[`+inScan("i", "a")+`]`))
	if got := told(all); got != "t_a.b update []\nt_a.c delete []\n" {
		t.Errorf("got %s", got)
	}
}

// Of a state that was not read all is listed as unmanaged, which says nothing of whether code knows it.
func TestUnmanagedBesideAStateThatWasNotRead(t *testing.T) {
	t.Parallel()
	unread := `"alerts":{"":[{"message":"Your analysis may be incomplete. There was an error reading state file 'tfstate://b.tfstate': no such file"}]}`
	unmanaged := `"unmanaged":[` + inScan("i", "") + `,` + inScan("j", "") + `]`
	for _, members := range [][]string{{unread, unmanaged}, {unmanaged, unread}} {
		r, all := mustOpen(t, scan(append(members, `"missing":[`+inScan("k", "c")+`]`)...))
		if got := told(all); got != "t_a.c delete []\n" || r.EntryCount != 1 || !strings.Contains(strings.Join(r.Remarks, "\n"), "2 resources are listed as unmanaged and left out") {
			t.Errorf("got %s, %d entries, %q", got, r.EntryCount, r.Remarks)
		}
	}
}

func TestNoDriftctlScan(t *testing.T) {
	t.Parallel()
	changed := func(log string) string {
		return scan(`"differences":[{"res":` + inScan("i", "") + `,"changelog":[` + log + `]}]`)
	}
	for text, want := range map[string]string{
		scan(`"managed":[{"type":"t_a"}]`):          "at managed[0].id: missing; want the resource's id",
		scan(`"managed":[{"id":"i"}]`):              "at managed[0].type: missing; want the resource's type",
		scan(`"managed":[{"id":"i","type":"t a"}]`): `at managed[0].type: want a type such as aws_instance, not "t a"`,
		scan(`"managed":{}`):                        "at managed: want an array, not an object",
		scan(`"date":"today"`):                      `at date: want a time such as 2006-01-02T15:04:05Z, not "today"`,
		scan(`"options":{"deep":"yes"}`):            "at options.deep: want true or false, not a string",
		scan(`"alerts":{"":[{"message":7}]}`):       `at alerts[""][0].message: want a string, not a number`,
		scan(`"differences":[{"changelog":[]}]`):    "at differences[0].res: missing; want the resource",
		changed(`{"type":"move","path":["a"]}`):     `at differences[0].changelog[0].type: want create, update or delete, not "move"`,
		changed(`{"type":"update","path":[]}`):      "at differences[0].changelog[0].path: want the steps to an attribute, 1 to 500 of them",
		changed(`{"type":"update","path":["a"],"from":1,"to":2},{"type":"update","path":["a","b"]}`): "at differences[0].changelog[1].path: stands twice, or within another path; want each place once",
		scan(`"differences":[{"res":` + inScan("i", "") + `},{"res":` + inScan("i", "") + `}]`):      `at differences: "t_a:i" stands twice; want a resource once`,
		`{"format_version":"0.1","planned_values":{"root_module":{}}}`:                               "a plan as `driftctl scan --output plan://FILE` writes it, which does not say what has drifted; make the report with `driftctl scan --output json://FILE`",
		`{"summary":{"total_resources":1},"managed":null}`:                                           "JSON of an unknown kind; ",
	} {
		_, err := open(t, text)
		var e *reports.Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s:\ngot  %v\nwant %s", text, err, want)
		}
	}
	_, err := reports.Open(strings.NewReader(`{"managed":null}`), "driftctl")
	if err == nil || !strings.Contains(err.Error(), "at unmanaged: missing, so that this is no scan of driftctl; make the report with `driftctl scan") {
		t.Errorf("got %v", err)
	}
}
