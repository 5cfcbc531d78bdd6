package reports_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/clouddrift/guardian/models"
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
	if r.Format != reports.FormatTerraform || r.ToolVersion != "1.11.4" || r.FormatVersion != "1.2" || r.Name != "" {
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
	for name, c := range map[string]struct {
		text string
		want []reports.Resource
	}{
		"by the state": {plan(gone, changed, state), []reports.Resource{
			{"t.a", "t", "i-1"}, {"t.secret", "t", "arn:y"}, {"t.number", "t", "7"}, {"t.none", "t", "t.none"},
			{"module.m.t.b", "t", "i-5"}, {"t.gone", "t", "i-8"},
		}},
		"without a state": {plan(changed, gone), []reports.Resource{{"t.here", "t", "i-6"}, {"t.gone", "t", "i-8"}}},
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

func TestEntriesOfFormat0(t *testing.T) {
	t.Parallel()
	entry := func(rest string) string {
		return `{"mode":"managed","type":"t","name":"a",` + rest + `"change":{"actions":["update"],"before":{},"after":{}}}`
	}
	for rest, want := range map[string]string{
		``:            `t.a`,
		`"index":3,`:  `t.a[3]`,
		`"index":"",`: `t.a[""]`,
		`"module_address":"module.m[\"x\"]","index":"k",`: `module.m["x"].t.a["k"]`,
		`"index":"a\"b\\c\n${d}%{e}$%\u200b",`:            `t.a["a\"b\\c\n$${d}%%{e}$%\u200b"]`,
	} {
		text := `{"format_version":"0.2","planned_values":{},` + drift(entry(rest)) + `}`
		if _, all := mustOpen(t, text); all[0].Address != want {
			t.Errorf("%s: got %s, want %s", rest, all[0].Address, want)
		}
	}
	// The same is refused from format 1 on, wherever the version stands in the file.
	_, err := open(t, `{`+drift(entry(``))+`,"format_version":"1.0"}`)
	if err == nil || !strings.Contains(err.Error(), "resource_drift[0].address") {
		t.Errorf("got %v", err)
	}
}

func TestNextApplyOfRealPlans(t *testing.T) {
	t.Parallel()
	want := map[string]models.NextApply{
		"aws_instance.agrees":              models.NextApplyKeep,   // the code was brought up to what is there
		"aws_instance.both":                models.NextApplyRevert, // the code sets the drifted tag to a third value
		"aws_instance.drift_only":          models.NextApplyRevert,
		"aws_instance.gone":                models.NextApplyRevert, // created again
		"aws_instance.removed_from_config": models.NextApplyRevert, // destroyed
		"aws_instance.replaced":            models.NextApplyRevert,
		"aws_instance.tainted":             models.NextApplyRevert,
	}
	for _, file := range []string{"15-mixed.plan.json", "15-mixed.replace.json"} {
		_, all := copied.read(t, file)
		if len(all) != len(want) {
			t.Errorf("%s: %d entries", file, len(all))
		}
		for _, e := range all {
			if e.NextApply != want[e.Address] {
				t.Errorf("%s: %s is %s, want %s", file, e.Address, e.NextApply, want[e.Address])
			}
		}
	}
	_, all := copied.read(t, "15-mixed.refresh.json")
	for _, e := range all {
		if e.NextApply != models.NextApplyUnknown {
			t.Errorf("refresh-only: %s is %s", e.Address, e.NextApply)
		}
	}
}

func TestNextApply(t *testing.T) {
	t.Parallel()
	d := drift(updated(`{"x":1,"y":1}`, `{"x":2,"y":1}`))
	planned := func(address, change string) string {
		return `"resource_changes":[{"address":"` + address + `","mode":"managed","type":"t","name":"a","change":{` + change + `}}]`
	}
	update := func(rest string) string {
		return planned("t.a", `"actions":["update"],"before":{"x":2,"y":1,"z":1},`+rest)
	}
	for name, c := range map[string]struct {
		changes string
		want    models.NextApply
	}{
		"nothing":              {planned("t.a", `"actions":["no-op"],"before":{},"after":{}`), models.NextApplyKeep},
		"another is listed":    {planned("t.b", `"actions":["no-op"],"before":{},"after":{}`), models.NextApplyKeep},
		"forgotten":            {planned("t.a", `"actions":["forget"],"before":{},"after":null`), models.NextApplyKeep},
		"destroyed":            {planned("t.a", `"actions":["delete"],"before":{},"after":null`), models.NextApplyRevert},
		"replaced, new first":  {planned("t.a", `"actions":["create","delete"],"before":{},"after":{}`), models.NextApplyRevert},
		"an action to come":    {planned("t.a", `"actions":["rename"],"before":{},"after":{}`), models.NextApplyUnknown},
		"set back":             {update(`"after":{"x":1,"y":1,"z":1}`), models.NextApplyRevert},
		"set to another":       {update(`"after":{"x":3,"y":1,"z":1}`), models.NextApplyRevert},
		"another attribute":    {update(`"after":{"x":2,"y":1,"z":2}`), models.NextApplyKeep},
		"known afterwards":     {update(`"after":{"y":1,"z":2},"after_unknown":{"x":true}`), models.NextApplyUnknown},
		"known in part":        {update(`"after":{"x":[2],"y":1,"z":2},"after_unknown":{"x":[false,true]}`), models.NextApplyUnknown},
		"another is not known": {update(`"after":{"x":1,"y":1},"after_unknown":{"z":true,"x":false}`), models.NextApplyRevert},
		"spelled otherwise":    {update(`"after":{"x":2.0,"y":1,"z":2}`), models.NextApplyKeep},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, text := range []string{plan(d, c.changes), plan(c.changes, d)} { // in either order
				if _, all := mustOpen(t, text); all[0].NextApply != c.want {
					t.Errorf("got %s, want %s", all[0].NextApply, c.want)
				}
			}
		})
	}

	incomplete := strings.Replace(plan(d, planned("t.b", `"actions":["no-op"],"before":{},"after":{}`)), `"complete":true`, `"complete":false`, 1)
	if _, all := mustOpen(t, incomplete); all[0].NextApply != models.NextApplyUnknown {
		t.Errorf("not listed in an incomplete plan: got %s", all[0].NextApply)
	}
	noise := plan(drift(updated(`{"x":null,"y":1}`, `{"x":[],"y":2}`)),
		planned("t.a", `"actions":["update"],"before":{"x":[],"y":2},"after":{"x":[1],"y":2}`))
	if _, all := mustOpen(t, noise); all[0].NextApply != models.NextApplyKeep {
		t.Errorf("null against empty counts as drift: got %s", all[0].NextApply)
	}
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/terraform/08-modules.refresh.json")
	if err != nil {
		t.Fatal(err)
	}
	_, want := mustOpen(t, string(text))
	wide := func(order binary.AppendByteOrder) []byte {
		b := order.AppendUint16(nil, 0xFEFF)
		for _, u := range utf16.Encode([]rune(string(text))) {
			b = order.AppendUint16(b, u)
		}
		return b
	}
	for name, raw := range map[string][]byte{
		"UTF-8 with a mark": append([]byte("\xEF\xBB\xBF"), text...),
		"UTF-16LE":          wide(binary.LittleEndian),
		"UTF-16BE":          wide(binary.BigEndian),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, got := mustOpen(t, string(raw))
			if mustJSON(t, got) != mustJSON(t, want) {
				t.Error("the entries are not those of the same text in UTF-8")
			}
			if r.SHA256 != sha256.Sum256(raw) || r.Size != int64(len(raw)) {
				t.Error("the sum and the size are not the file's")
			}
		})
	}

	const lone = "a\xFFb\\ud800c"
	_, all := mustOpen(t, plan(drift(updated(`{"x":"`+lone+`","n":1e400,"z":"\u0000"}`, `{}`))))
	if e := all[0].Expected; e["x"] != "a\uFFFDb\uFFFDc" || fmt.Sprint(e["n"]) != "1e400" || e["z"] != "\x00" {
		t.Errorf("got %q", e)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	const howTo = "make the report with `terraform show -json PLANFILE`"
	ok := updated(`{}`, `{}`)
	// Where want begins with "at" it is not said in which column.
	for text, want := range map[string]string{
		"":                           "line 1, column 1: the report is empty; " + howTo,
		" \n ":                       "line 1, column 1: the report is empty; " + howTo,
		"aws_instance.a: Refreshing": "line 1, column 1: text, not JSON; " + howTo,
		"PK\x03\x04....":             "line 1, column 1: a saved plan or another zip archive, not JSON; " + howTo,
		"\x1f\x8b...":                "line 1, column 1: the file is compressed with gzip; unpack it first",
		`{"a":1}`:                    "line 1, column 8: JSON of an unknown kind; " + howTo,
		"{\n\"format_version\":\"1.2\",\n\"é\":}":                                                          "line 3, column 5, at [\"é\"]: is not JSON: invalid character '}' at start of value",
		`{"format_version":"2.0"}`:                                                                         "line 1, column 24, at format_version: want a format version 0.x or 1.x, not \"2.0\"",
		`{"format_version":"1.2"}`:                                                                         "line 1, column 1: JSON without the members of a plan (planned_values, resource_drift, resource_changes, output_changes, prior_state); " + howTo,
		`{"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"x"}`:                              "line 1, column 1: a state file, not a plan; " + howTo,
		plan(`"complete":true`):                                                                            "at complete: stands twice; want each member of a plan once",
		plan(`"timestamp":"yesterday"`):                                                                    "at timestamp: want a time such as 2006-01-02T15:04:05Z, not \"yesterday\"",
		plan(drift(updated(`{}`, `null`))):                                                                 "at resource_drift[0].change.after: want an object: the values as they are",
		plan(drift(ok, updated(`null`, `{}`))):                                                             "at resource_drift[1].change.before: want an object: the values as they were recorded",
		plan(drift(ok, updated(`{"x":1}`, ok))):                                                            "at resource_drift[1].address: stands twice with different contents; want an address once",
		plan(drift(`{"address":"t.a","type":"t"}`)):                                                        "at resource_drift[0].change: missing; want an object with actions, before and after",
		plan(drift(`{"address":"t.a","type":"t","change":null}`)):                                          "at resource_drift[0].change: want an object, not null",
		plan(drift(`{"address":"t.a","type":"t","change":{"before":{},"after":{}}}`)):                      "at resource_drift[0].change.actions: missing; want an array of actions",
		plan(drift(`{"address":"t.a","type":"t","change":{"actions":[],"before":{}}}`)):                    "at resource_drift[0].change.actions: want a single action: update, delete or no-op",
		plan(drift(`{"address":"t.a","change":{"actions":["update"],"before":{},"after":{}}}`)):            "at resource_drift[0].type: missing; want the resource's type",
		plan(drift(`{"address":"t.a","type":"t","change":{"actions":["delete"],"before":{},"after":{}}}`)): "at resource_drift[0].change.after: want null: the resource is deleted",
		plan(drift(`{"address":7,"type":"t","change":{"actions":["delete"],"before":{},"after":null}}`)):   "at resource_drift[0].address: want a string, not a number",
		plan(drift(`{"address":"t.a","type":"t","change":{"actions":["` + strings.Repeat("x", 9999) + `"],"before":{},"after":{}}}`)): "at resource_drift[0].change.actions[0]: want update, delete or no-op, not \"" + strings.Repeat("x", 60) + "…\"",
		plan(`"` + strings.Repeat("é", 9999) + `":}`): "at [\"" + strings.Repeat("é", 60) + "…\"]: is not JSON: invalid character '}' at start of value",
	} {
		_, err := open(t, text)
		var e *reports.Error
		if !errors.As(err, &e) || err.Error() != want && (!strings.HasPrefix(want, "at ") || !strings.HasSuffix(err.Error(), ", "+want)) {
			t.Errorf("%.60q:\ngot  %v\nwant %s", text, err, want)
		}
	}
}

func TestFormatsThatCannotBeReadYet(t *testing.T) {
	t.Parallel()
	for text, format := range map[string]reports.Format{
		`{"summary":{},"managed":null}`: reports.FormatDriftctl,
		`{"StackResourceDrifts":[]}`:    reports.FormatCloudFormation,
		`{"config":{},"steps":[]}`:      reports.FormatPulumi,
	} {
		for _, asked := range []reports.Format{"", format} {
			_, err := reports.Open(strings.NewReader(text), asked)
			if want := fmt.Sprintf("reading %s reports is not built yet", format); err == nil || err.Error() != want {
				t.Errorf("%s, asked for %q: got %v", text, asked, err)
			}
		}
	}
	if _, err := reports.Open(strings.NewReader("{}"), "xml"); err == nil || !strings.Contains(err.Error(), `"xml"`) {
		t.Errorf("got %v", err)
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

func TestOnlyManagedResourcesOfThePresent(t *testing.T) {
	t.Parallel()
	data := strings.Replace(updated(`{"x":1}`, `{"x":2}`), `"managed"`, `"data"`, 1)
	deposed := strings.Replace(updated(`{"x":1}`, `{"x":3}`), `"mode"`, `"deposed":"ab","mode"`, 1)
	_, all := mustOpen(t, plan(drift(data, deposed, updated(`{"x":1}`, `{"x":4}`))))
	if len(all) != 1 || fmt.Sprint(all[0].Actual["x"]) != "4" {
		t.Errorf("got %v", all)
	}
}

var errDisk = errors.New("the disk is gone")

// failing gives an error after some bytes.
type failing struct {
	io.ReadSeeker
	left int
}

func (f *failing) Read(p []byte) (int, error) {
	if f.left <= 0 {
		return 0, errDisk
	}
	n, err := f.ReadSeeker.Read(p[:min(len(p), f.left)])
	f.left -= n
	return n, err
}

func TestErrorsOfTheFileComeBack(t *testing.T) {
	t.Parallel()
	text := []byte(plan(drift(updated(`{"x":1}`, `{"x":2}`))))
	for left := range len(text) {
		_, err := reports.Open(&failing{bytes.NewReader(text), left}, reports.FormatTerraform)
		if !errors.Is(err, errDisk) {
			t.Fatalf("after %d bytes: got %v", left, err)
		}
	}
}

// A caller may stop, and may read the entries twice.
func TestEntriesAgain(t *testing.T) {
	t.Parallel()
	r, first := copied.read(t, "03-many.refresh.json")
	for range r.Entries() {
		break
	}
	if again := entries(t, r); mustJSON(t, again) != mustJSON(t, first) {
		t.Error("the second reading differs")
	}
}
