package reports_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/reports"
)

const copied = folder("testdata/terraform")

func open(t *testing.T, text string) (*reports.Report, error) {
	t.Helper()
	return reports.Open(strings.NewReader(text), "")
}

func mustOpen(t *testing.T, text string) (*reports.Report, []reports.Entry) {
	t.Helper()
	r, err := open(t, text)
	if err != nil {
		t.Fatal(err)
	}
	return r, entries(t, r)
}

// plan is an ordinary plan that is complete, with some more members.
func plan(members ...string) string {
	all := append([]string{
		`"format_version":"1.2"`, `"terraform_version":"1.11.4"`, `"complete":true`, `"errored":false`,
		`"planned_values":{"root_module":{"resources":[]}}`,
	}, members...)
	return "{" + strings.Join(all, ",") + "}"
}

func drift(entries ...string) string {
	return `"resource_drift":[` + strings.Join(entries, ",") + `]`
}

// updated is an update of the resource t.a.
func updated(before, after string) string {
	return fmt.Sprintf(`{"address":"t.a","mode":"managed","type":"t","name":"a","change":{"actions":["update"],"before":%s,"after":%s}}`, before, after)
}

func TestWhatAPlanSaysOfItself(t *testing.T) {
	t.Parallel()
	r, all := copied.read(t, "02-single.refresh.json")
	if r.Format != "terraform" || r.ToolVersion != "1.11.4" || r.FormatVersion != "1.2" || r.Name != "" {
		t.Errorf("got %+v", r)
	}
	if want := time.Date(2026, 11, 23, 4, 58, 59, 0, time.UTC); r.Time != want {
		t.Errorf("Time is %v, want %v", r.Time, want)
	}
	raw, err := os.ReadFile("testdata/terraform/02-single.refresh.json")
	if err != nil {
		t.Fatal(err)
	}
	if r.SHA256 != sha256.Sum256(raw) || r.Size != int64(len(raw)) {
		t.Error("the sum and the size are not the file's")
	}
	if e := all[0]; e.Expected["instance_type"] != "t3.micro" || e.Actual["instance_type"] != "t3.large" {
		t.Errorf("the sides are the wrong way round: %v, %v", e.Expected["instance_type"], e.Actual["instance_type"])
	}
}

func TestWhyNotClosing(t *testing.T) {
	t.Parallel()
	refresh := func(rest string) string {
		return `{"format_version":"1.2","planned_values":{"root_module":{}}` + rest + `}`
	}
	for name, c := range map[string]struct{ text, want string }{
		"refresh-only":       {refresh(`,"complete":true,"errored":false`), ""},
		"ordinary":           {plan(`"resource_changes":[]`), "without a refresh"},
		"errored":            {refresh(`,"complete":false,"errored":true`), "failed on the way"},
		"target":             {refresh(`,"complete":false`), "-target"},
		"not said":           {refresh(``), "does not say whether it is complete"},
		"something planned":  {plan(), "without a refresh"},
		"nothing to go upon": {`{"format_version":"1.2","prior_state":{},"complete":true}`, "without a refresh"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, _ := mustOpen(t, c.text)
			if c.want == "" && r.WhyNotClosing != "" || !strings.Contains(r.WhyNotClosing, c.want) {
				t.Errorf("got %q, want %q", r.WhyNotClosing, c.want)
			}
		})
	}
}

func TestChecked(t *testing.T) {
	t.Parallel()
	r, _ := copied.read(t, "04-deleted.refresh.json")
	var got []string
	for _, c := range r.Checked {
		got = append(got, c.Address+" "+c.Type+" "+c.ID)
	}
	all := strings.Join(got, "\n")
	for _, want := range []string{"aws_db_instance.main aws_db_instance orders", "aws_instance.web[0] aws_instance i-d334cbff9c8de6620"} {
		if strings.Count(all, want) != 1 {
			t.Errorf("want %q once in\n%s", want, all)
		}
	}

	r, _ = copied.read(t, "14-moved.plan.json")
	from := map[string]string{}
	for _, c := range r.Checked {
		from[c.Address] = c.PreviousAddress
	}
	for address, want := range map[string]string{"aws_instance.new_drift": "aws_instance.old_drift", "aws_instance.new_only": "aws_instance.old_only"} {
		if from[address] != want {
			t.Errorf("%s comes from %q, want %q", address, from[address], want)
		}
	}

	const state = `"prior_state":{"values":{"root_module":{"resources":[
		{"address":"t.a","mode":"managed","type":"t","values":{"arn":"arn:x","id":"i-1"}},
		{"address":"t.secret","mode":"managed","type":"t","values":{"id":"i-2","arn":"arn:y"},"sensitive_values":{"id":true}},
		{"address":"t.number","mode":"managed","type":"t","values":{"id":7}},
		{"address":"t.none","mode":"managed","type":"t","values":{"id":null}},
		{"address":"t.old","mode":"managed","type":"t","deposed_key":"ab","values":{"id":"i-3"}},
		{"address":"data.t.a","mode":"data","type":"t","values":{"id":"i-4"}}],
		"child_modules":[{"resources":[{"address":"module.m.t.b","mode":"managed","type":"t","values":{"id":"i-5"}}]}]}}}`
	const changed = `"resource_changes":[
		{"address":"t.here","mode":"managed","type":"t","change":{"actions":["no-op"],"before":{"id":"i-6"},"after":{"id":"i-6"}}},
		{"address":"t.here","mode":"managed","type":"t","deposed":"cd","change":{"actions":["delete"],"before":{"id":"i-7"},"after":null}},
		{"address":"t.new","mode":"managed","type":"t","change":{"actions":["create"],"before":null,"after":{}}}]`
	gone := drift(`{"address":"t.gone","mode":"managed","type":"t","change":{"actions":["delete"],"before":{"id":"i-8"},"after":null}}`)
	// What drifted is, for what was looked at too, what its entry says that it is.
	moved := drift(`{"address":"t.a","previous_address":"u.a","mode":"managed","type":"t","change":{"actions":["update"],"before":{"id":"i-0"},"after":{"id":"i-1"}}}`)
	for name, c := range map[string]struct {
		text string
		want []reports.Resource
	}{
		"by the state": {plan(gone, changed, state), []reports.Resource{
			{Address: "t.a", Type: "t", ID: "i-1"}, {Address: "t.secret", Type: "t", ID: "arn:y"}, {Address: "t.number", Type: "t", ID: "7"}, {Address: "t.none", Type: "t", ID: "t.none"},
			{Address: "module.m.t.b", Type: "t", ID: "i-5"}, {Address: "t.gone", Type: "t", ID: "i-8"},
		}},
		"by what drifted": {plan(moved, `"prior_state":{"values":{"root_module":{"resources":[
			{"address":"t.a","mode":"managed","type":"t","values":{"id":"i-1"}}]}}}`), []reports.Resource{{Address: "t.a", PreviousAddress: "u.a", Type: "t", ID: "i-0"}}},
		"without a state": {plan(changed, gone), []reports.Resource{{Address: "t.here", Type: "t", ID: "i-6"}, {Address: "t.gone", Type: "t", ID: "i-8"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, _ := mustOpen(t, c.text)
			if fmt.Sprint(r.Checked) != fmt.Sprint(c.want) {
				t.Errorf("got  %v\nwant %v", r.Checked, c.want)
			}
		})
	}
}

// Redacted plans of the vendor's service have no format_version.
func TestRedactedPlan(t *testing.T) {
	t.Parallel()
	r, all := mustOpen(t, `{"plan_format_version":"1.1","provider_schemas":{},`+drift(updated(`{"x":1}`, `{"x":2}`))+`,"resource_changes":[]}`)
	if r.FormatVersion != "1.1" || len(all) != 1 || r.RefreshOnly {
		t.Errorf("got %+v", r)
	}
}
