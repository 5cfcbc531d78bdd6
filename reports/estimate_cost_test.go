package reports_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/reports"
)

// A plan with the estimate that was made of it.
func TestCostsOfAPlan(t *testing.T) {
	t.Parallel()
	file, err := os.Open("testdata/infracost/web-shop.json")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	estimate, err := reports.OpenEstimate(file)
	if err != nil {
		t.Fatal(err)
	}
	r, entries := copied.read(t, "15-mixed.plan.json")
	var got []string
	for _, e := range entries {
		cost, unknown := estimate.CostOf(r, e)
		got = append(got, e.Address+" "+cost.String()+unknown)
	}
	want := []string{
		"aws_instance.agrees 0.00", "aws_instance.both -53.14", "aws_instance.drift_only 53.14", "aws_instance.gone -8.39",
		"aws_instance.removed_from_config 10.49", "aws_instance.replaced 2.10", "aws_instance.tainted 2.10",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	r, entries = copied.read(t, "15-mixed.refresh.json")
	if _, unknown := estimate.CostOf(r, entries[0]); unknown != "a refresh-only plan plans nothing, so what the code wants has no price" {
		t.Errorf("of a refresh-only plan: %q", unknown)
	}
}

func TestCostOf(t *testing.T) {
	t.Parallel()
	at := func(monthly string) string { return fmt.Sprintf(`{"name":"t.a","monthlyCost":%s}`, monthly) }
	project := func(metadata, past, wanted string) string {
		return `{"metadata":{` + metadata + `},"pastBreakdown":{"resources":[` + past + `]},"breakdown":{"resources":[` + wanted + `]}}`
	}
	const (
		notNamed  = "the estimate does not name the resource"
		noPrice   = "the estimate has no price"
		ofCode    = "the estimate is of code"
		ambiguous = "projects of the estimate disagree"
		errored   = "has errors"
		otherPlan = "the estimate is of another plan"
		notWhole  = "the plan is not known to be complete"
		tooLarge  = "beyond what the ledger keeps"
		broken    = `"errors":[{"code":102}]`
	)
	for _, c := range []struct{ estimate, updated, deleted string }{
		{costs(at(`"12.5"`), at(`10`)), "2.50", otherPlan},
		{costs(at(`"0"`), at(`"10"`)), "-10.00", "-10.00"},
		{costs(at(`"16.665"`), at(`"0.01"`)), "16.66", otherPlan}, // 16.655
		{costs(at(`"0.01"`), at(`"16.665"`)), "-16.66", otherPlan},
		{costs(at(`"10.004"`), at(`"5.006"`)), "5.00", otherPlan}, // 4.998: not each price is rounded
		{costs(at(`1e-999`), at(`"0.0049"`)), "0.00", otherPlan},
		{costs(at(`99999999.994`), at(`0`)), "99999999.99", otherPlan},
		{costs(at(`99999999.995`), at(`0`)), tooLarge, otherPlan},
		{costs(at(`1e999`), at(`0`)), tooLarge, otherPlan},
		{costs(at(`null`), at(`"10"`)), noPrice, noPrice},
		{costs(at(`"10"`), `{"name":"t.a"}`), noPrice, noPrice},
		{costs(at(`"10"`), `{"name":"t.a","monthlyCost":"1","subresources":[{"costComponents":[{"priceNotFound":false},{"priceNotFound":true}]}]}`), noPrice, noPrice},
		{costs(``, at(`"10"`)), otherPlan, "-10.00"},
		{costs(at(`"10"`), ``), "10.00", otherPlan},
		{costs(``, at(`null`)), noPrice, noPrice},
		{costs(``, ``), notNamed, notNamed},
		{`{"version":"0.2","currency":null,"projects":[]}`, notNamed, notNamed},
		{estimateOf(`{"pastBreakdown":{"freeResources":[{"name":"t.a"}]},"breakdown":{"freeResources":[{"name":"t.a"}]}}`), "0.00", "0.00"},
		{estimateOf(`{"pastBreakdown":null,"breakdown":{"resources":[` + at(`"10"`) + `]}}`), otherPlan, "-10.00"},
		{estimateOf(project(broken, at(`"12"`), at(`"10"`))), "2.00", otherPlan},
		{estimateOf(project(broken, at(`"12"`), ``)), errored, otherPlan},
		{estimateOf(project(broken, ``, at(`"12"`))), otherPlan, errored},
		{estimateOf(project(`"errors":[],"type":"terraform_plan_json"`, ``, at(`"12"`))), otherPlan, "-12.00"},
		{estimateOf(project(`"type":"terraform_dir"`, at(`"12"`), at(`"12"`))), ofCode, ofCode},
		{estimateOf(project(`"type":"terragrunt_dir"`, at(`"12"`), at(`"12"`)), project(``, ``, ``)), ofCode, ofCode},
		{estimateOf(project(``, at(`"12"`), at(`"10"`)), project(``, ``, ``)), "2.00", otherPlan},
		{estimateOf(project(``, at(`"12"`), at(`"10"`)), project(``, at(`"5"`), at(`3.0`))), "2.00", otherPlan},
		{estimateOf(project(``, at(`"12"`), at(`"10"`)), project(``, at(`"5"`), at(`4`))), ambiguous, otherPlan},
		{estimateOf(project(``, at(`"12"`), at(`"10"`)), project(``, at(`null`), at(`4`))), ambiguous, ambiguous},
	} {
		estimate, err := openEstimate(c.estimate)
		if err != nil {
			t.Errorf("%s: %v", c.estimate, err)
			continue
		}
		for action, want := range map[reports.Action]string{reports.ActionUpdate: c.updated, reports.ActionDelete: c.deleted} {
			cost, unknown := estimate.CostOf(&reports.Report{Complete: true}, reports.Entry{Resource: reports.Resource{Address: "t.a"}, Action: action})
			if got := unknown; got == "" && cost.String() != want || got != "" && !strings.Contains(got, want) {
				t.Errorf("%s of %s: %s, %q, want %s", action, c.estimate, cost, unknown, want)
			}
		}
	}
	// What the plan does not name may still be wanted, where it is not whole.
	estimate, err := openEstimate(costs(at(`"12"`), ``))
	if err != nil {
		t.Fatal(err)
	}
	for _, plan := range []reports.Report{{}, {Complete: true, Errored: true}} {
		if _, unknown := estimate.CostOf(&plan, reports.Entry{Resource: reports.Resource{Address: "t.a"}, Action: reports.ActionUpdate}); !strings.Contains(unknown, notWhole) {
			t.Errorf("%+v: %q", plan, unknown)
		}
	}
}

// What the plan says of a resource goes before its silence in an estimate.
func TestCostsOfWhatThePlanKeeps(t *testing.T) {
	t.Parallel()
	const price = `{"name":"t.a","monthlyCost":"12"}`
	for _, c := range []struct {
		actions, past, wanted, updated, deleted string
	}{
		{`"no-op"`, price, ``, "no price of what the code wants", "another plan"},
		{`"update"`, price, ``, "no price of what the code wants", "another plan"},
		{`"delete","create"`, price, ``, "no price of what the code wants", "another plan"},
		{`"create"`, `{"name":"t.a","monthlyCost":"0"}`, ``, "no price of what the code wants", "no price of what the code wants"},
		{`"delete"`, price, ``, "12.00", "another plan"},
		{`"forget"`, price, ``, "12.00", "another plan"},
		{`"delete"`, price, price, "another plan", "another plan"},
		{`"no-op"`, price, price, "0.00", "another plan"},
		{`"no-op"`, ``, price, "another plan", "-12.00"},
	} {
		estimate, err := openEstimate(costs(c.past, c.wanted))
		if err != nil {
			t.Fatal(err)
		}
		for entry, want := range map[string]string{updated(`{"x":1}`, `{"x":2}`): c.updated, `{"address":"t.a","mode":"managed","type":"t","change":{"actions":["delete"],"before":{"x":1},"after":null}}`: c.deleted} {
			text := plan(drift(entry), `"resource_changes":[{"address":"t.a","mode":"managed","type":"t","change":{"actions":[`+c.actions+`],"before":{"x":2},"after":{"x":1}}}]`)
			r, all := mustOpen(t, text)
			cost, unknown := estimate.CostOf(r, all[0])
			if got := cost.String() + " " + unknown; unknown == "" && cost.String() != want || unknown != "" && !strings.Contains(unknown, want) {
				t.Errorf("%s, %s and %s of %s: %s, want %s", c.actions, c.past, c.wanted, all[0].Action, got, want)
			}
		}
	}
}

// A project that says of resources that they are there which the plan does not have is that
// of another plan, where the estimate has one without such.
func TestCostsOfSeveralProjects(t *testing.T) {
	t.Parallel()
	project := func(metadata, past, wanted string, others ...string) string {
		list := func(price string, others []string) string {
			all := ""
			for _, name := range others {
				all += `{"name":"` + name + `","monthlyCost":"7"},`
			}
			return all + `{"name":"t.a","monthlyCost":"` + price + `"}`
		}
		return `{"metadata":{` + metadata + `},"pastBreakdown":{"resources":[` + list(past, others) + `]},"breakdown":{"resources":[` + list(wanted, others) + `]}}`
	}
	const empty = `{"metadata":{"errors":[{"code":1}]},"pastBreakdown":{"resources":[]},"breakdown":{"resources":[]}}`
	for name, c := range map[string]struct{ estimate, want string }{
		"of this plan and of another": {estimateOf(project("", "9", "5", "t.b"), project("", "3", "1", "t.c")), "4.00"},
		"whichever comes first":       {estimateOf(project("", "3", "1", "t.c"), project("", "9", "5")), "4.00"},
		"its own has errors":          {estimateOf(empty, project("", "3", "1", "t.c")), "does not name"},
		"data are in no plan's list":  {estimateOf(project("", "9", "5", "data.t.x", "module.m.data.t.x"), project("", "3", "1", "t.c")), "4.00"},
		"none fits wholly":            {estimateOf(project("", "9", "5", "t.d"), project("", "3", "1", "t.c")), "disagree"},
		"one alone":                   {estimateOf(project("", "9", "5", "t.d")), "4.00"},
	} {
		estimate, err := openEstimate(c.estimate)
		if err != nil {
			t.Fatal(err)
		}
		r := &reports.Report{Complete: true, Checked: []reports.Resource{{Address: "t.a"}, {Address: "t.b"}}}
		fit, unfit := estimate.Of(r)
		cost, unknown := fit.CostOf(r, reports.Entry{Resource: r.Checked[0], Action: reports.ActionUpdate})
		if unknown == "" && cost.String() != c.want || unknown != "" && !strings.Contains(unknown, c.want) || unfit != "" && name != "its own has errors" {
			t.Errorf("%s: %s, %q, %q, want %s", name, cost, unknown, unfit, c.want)
		}
	}
}

// What a plan destroys or forgets costs all that it costs, also where the plan does not say
// that it is complete, as OpenTofu's do not.
func TestCostsOfWhatThePlanDrops(t *testing.T) {
	t.Parallel()
	estimate, err := openEstimate(costs(`{"name":"t.a","monthlyCost":"12"}`, ``))
	if err != nil {
		t.Fatal(err)
	}
	for actions, want := range map[string]string{`"delete"`: "12.00", `"forget"`: "12.00", `"unheard-of"`: "the plan is not known to be complete"} {
		text := strings.Replace(plan(drift(updated(`{"x":1}`, `{"x":2}`)),
			`"resource_changes":[{"address":"t.a","mode":"managed","type":"t","change":{"actions":[`+actions+`],"before":{"x":2},"after":null}}]`), `"complete":true,`, "", 1)
		r, all := mustOpen(t, text)
		if cost, unknown := estimate.CostOf(r, all[0]); unknown == "" && cost.String() != want || unknown != "" && !strings.Contains(unknown, want) {
			t.Errorf("%s: %s, %q, want %s", actions, cost, unknown, want)
		}
	}
}
