package reports_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/reports"
)

// costs is an estimate of one project, whose two breakdowns list such resources.
func costs(past, wanted string) string {
	return estimateOf(`{"pastBreakdown":{"resources":[` + past + `]},"breakdown":{"resources":[` + wanted + `]}}`)
}

func estimateOf(projects ...string) string {
	return `{"version":"0.2","currency":"USD","projects":[` + strings.Join(projects, ",") + `]}`
}

func openEstimate(text string) (*reports.Estimate, error) {
	return reports.OpenEstimate(strings.NewReader(text))
}

func TestEstimateRefused(t *testing.T) {
	t.Parallel()
	const howTo = "make the estimate with `infracost breakdown --path PLAN.json --format json`"
	// Where want begins with "at" it is not said in which column.
	for text, want := range map[string]string{
		"":                "line 1, column 1: the file is empty, as a command that failed leaves it; " + howTo,
		"Evaluating plan": "line 1, column 1: text, not JSON; " + howTo,
		"[]":              "line 1, column 2: a JSON array, not an object; " + howTo,
		`{"a":1}`:         "line 1, column 1: no estimate of Infracost's, which has a version and projects; " + howTo,
		"\n" + plan():     "line 1, column 1: no estimate of Infracost's: it looks like a plan of Terraform or OpenTofu, as `terraform show -json PLANFILE` prints it; " + howTo,
		`{"version":4,"terraform_version":"1.11.4","lineage":"x"}`: "line 1, column 1: no estimate of Infracost's: it looks like a plan of Terraform or OpenTofu, as `terraform show -json PLANFILE` prints it; " + howTo,
		`{"projects":[],"version":"0.1"}`:                          "at version: want version 0.2 of Infracost's JSON, not \"0.1\"",
		`{"version":0.2,"projects":[]}`:                            "at version: want version 0.2 of Infracost's JSON, not a value of another kind",
		`{"version":"0.2","currency":"EUR","projects":[]}`:         "at currency: want prices in USD, as the ledger keeps them (`infracost configure set currency USD`), not \"EUR\"",
		`{"version":"0.2","projects":{}}`:                          "at projects: want an array, not an object",
		estimateOf(`null`):                                         "at projects[0]: want an object, not null",
		estimateOf(`{}`) + "{}":                                    "line 1, column 51: more follows after the report's JSON object; want one report a file and nothing after it",
		estimateOf(`{"name":1,"name":2}`):                          "at projects[0].name: stands twice; want each name of an object once",
		estimateOf(`{"metadata":{"errors":{}}}`):                   "at projects[0].metadata.errors: want an array, not an object",
		costs(`{}`, ``):                                            "at projects[0].pastBreakdown.resources[0]: want the name of a resource, which is its address",
		costs(``, `{"name":"t.a"},{"name":"t.a"}`):                 "at projects[0].breakdown.resources[1]: the address stands twice; want each resource of a breakdown once",
		costs(``, `{"name":"t.a","monthlyCost":true}`):             "at projects[0].breakdown.resources[0].monthlyCost: want an amount as text or as a number, or null, not true",
		costs(``, `{"name":"t.a","monthlyCost":"1,5"}`):            "at projects[0].breakdown.resources[0].monthlyCost: want an amount such as 125.5 or null, not \"1,5\"",
		costs(``, `{"name":"t.a","subresources":[{"costComponents":[{"priceNotFound":"no"}]}]}`):        "at projects[0].breakdown.resources[0].subresources[0].costComponents[0].priceNotFound: want true or false, not a string",
		strings.TrimSuffix(costs(``, `{"name":"t.a"}`), `]}}]}`):                                        "at projects[0].breakdown.resources: the report is cut short: it ends in the middle of its JSON; " + howTo,
		costs(``, `{"name":"t.a","subresources":`+strings.Repeat(`[{"subresources":`, 6_000)+`x`+`}]}`): "nested deeper than 10000 levels",
	} {
		_, err := openEstimate(text)
		var e *reports.Error
		if !errors.As(err, &e) {
			t.Errorf("%.80q: %v", text, err)
		} else if e.Line < 1 || e.Column < 1 || !strings.HasSuffix(", "+err.Error(), ", "+want) && !strings.HasSuffix(err.Error(), ": "+want) {
			t.Errorf("%.80q:\ngot  %v\nwant %s", text, err, want)
		}
	}
}

func TestAnEstimateIsNoReport(t *testing.T) {
	t.Parallel()
	const want = "an Infracost estimate, not a report: give it with --costs, beside the plan that it was made of"
	for text, format := range map[string]reports.Format{
		costs(``, ``): "", `{"summary":{},"totalMonthlyCost":"0","currency":"EUR"}`: "",
	} {
		if _, err := reports.Open(strings.NewReader(text), format); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	if _, err := reports.Open(strings.NewReader(`{"totalMonthlyCost":"0"}`), "terraform"); err == nil || !strings.Contains(err.Error(), "an Infracost estimate (--costs takes it), not a plan") {
		t.Error(err)
	}
}

// Every estimate of Infracost's own is read to its sums.
func TestEstimates(t *testing.T) {
	t.Parallel()
	f := more(t, "infracost")
	for _, row := range f.rows(t, "EXPECT.tsv") {
		raw, err := os.ReadFile(filepath.Join(string(f), row["file"]))
		if err != nil {
			t.Fatal(err)
		}
		var want struct {
			SumOfResources       string
			ResourcesWithoutCost int
		}
		if err := json.Unmarshal([]byte(row["detail"]), &want); err != nil {
			t.Fatal(err)
		}
		e, err := reports.OpenEstimate(bytes.NewReader(raw))
		if err != nil {
			t.Errorf("%s: %v", row["file"], err)
			continue
		}
		resources, unpriced, sum := e.Wanted()
		least, _ := strconv.Atoi(row["resources"]) // free ones are counted here, too
		if resources < least || unpriced != want.ResourcesWithoutCost || sum.Decimal().String() != want.SumOfResources {
			t.Errorf("%s: %d resources, %d without a price, %s in all; want %s, %+v", row["file"], resources, unpriced, sum.Decimal(), row["resources"], want)
		}
		if _, err := reports.Open(bytes.NewReader(raw), ""); err == nil || !strings.Contains(err.Error(), "give it with --costs") {
			t.Errorf("%s as a report: %v", row["file"], err)
		}
	}
}

// Whatever the bytes are: an estimate, or an error with its place.
func FuzzOpenEstimate(f *testing.F) {
	raw, err := os.ReadFile("testdata/infracost/web-shop.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, length := range []int{0, 1, 700, 5_000, len(raw) - 3, len(raw)} {
		f.Add(raw[:length])
	}
	f.Add([]byte(costs(`{"name":"t.a","monthlyCost":1e99}`, `{"name":"t.a","monthlyCost":"-0.125","subresources":[{"costComponents":[{"priceNotFound":true}]}]}`)))
	f.Add([]byte(estimateOf(`{"metadata":{"type":"terraform_dir","errors":[{}]},"pastBreakdown":null,"breakdown":{"resources":null,"freeResources":[{"name":"t.a"}]}}`)))
	plan := &reports.Report{Complete: true}
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, err := reports.OpenEstimate(bytes.NewReader(raw))
		var wrong *reports.Error
		if err != nil {
			if !errors.As(err, &wrong) || wrong.Line < 1 || wrong.Column < 1 || wrong.Want == "" {
				t.Fatalf("an error without a place: %v", err)
			}
			return
		}
		for _, action := range []reports.Action{reports.ActionUpdate, reports.ActionDelete} {
			cost, why := e.CostOf(plan, reports.Entry{Resource: reports.Resource{Address: "t.a"}, Action: action})
			if why != "" && cost.String() != "0.00" {
				t.Fatalf("%s, and %s", cost, why)
			}
		}
	})
}
