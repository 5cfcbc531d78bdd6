package reports_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
)

const pulumi = folder("testdata/pulumi")

// digest is that of a refresh of the stack shop/dev, with some more steps.
func digest(steps ...string) string { return digestWith("", steps...) }

// digestWith is digest with some more members.
func digestWith(more string, steps ...string) string {
	root := pulumiStep("refresh", "pulumi:pulumi:Stack", "shop-dev", `"custom":false`, `"custom":false`)
	return `{"config":{"aws:region":"eu-west-3","shop:size":"small"},"steps":[` + strings.Join(append([]string{root}, steps...), ",") +
		`],"duration":1` + more + `,"changeSummary":{"same":1}}`
}

// pulumiStep is a step with the members of its two states, each "" for none.
func pulumiStep(op, typ, name, old, new string, more ...string) string {
	urn := fmt.Sprintf("urn:pulumi:dev::shop::%s::%s", typ, name)
	step := fmt.Sprintf(`{"op":%q,"urn":%q`, op, urn)
	for _, side := range [][2]string{{"oldState", old}, {"newState", new}} {
		if side[1] != "" {
			step += fmt.Sprintf(`,%q:{"urn":%q,"type":%q,%s}`, side[0], urn, typ, side[1])
		}
	}
	return step + strings.Join(append([]string{""}, more...), ",") + "}"
}

// server is a resource that a refresh found changed, by its outputs.
func server(old, new string, more ...string) string {
	return pulumiStep("update", "x:y:Server", "web", `"custom":true,"id":"i-1","outputs":`+old, `"custom":true,"id":"i-1","outputs":`+new, more...)
}

// Real digests are what their table says.
func TestPulumiDigests(t *testing.T) {
	t.Parallel()
	for _, row := range pulumi.rows(t, "EXPECT.tsv") {
		t.Run(row["file"], func(t *testing.T) {
			t.Parallel()
			r, err := openFile(t, filepath.Join(string(pulumi), row["file"]))
			if row["created"] == "refused" {
				if refused := new(reports.Error); !errors.As(err, &refused) || !strings.Contains(err.Error(), "pulumi refresh --preview-only --json") {
					t.Errorf("got %v, want it refused with what to run", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if failed := row["file"] == "05-error.refresh.json"; r.Name != "shop/dev" || r.Closes == failed || r.Errored != failed || !r.RefreshOnly || !r.Time.IsZero() {
				t.Errorf("name %q, closes %t (%s), errored %t, time %v", r.Name, r.Closes, r.WhyNotClosing, r.Errored, r.Time)
			}
			for _, e := range entries(t, r) {
				if e.Kind != models.KindConfiguration || e.Wanted != nil {
					t.Errorf("%s: kind %s, wanted %v", e.Address, e.Kind, e.Wanted)
				}
			}
		})
	}
}

// Each of Pulumi's other outputs is named as what it is, with what to run instead.
func TestWhatIsNoDigestSaysWhatToRun(t *testing.T) {
	t.Parallel()
	says := map[string]string{
		"config.json":        "`pulumi config --json`",
		"stack-export.json":  "`pulumi stack export`",
		"stack-history.json": "`pulumi stack history --json`",
		"stack-ls.json":      "`pulumi stack ls --json`",
		"stack-output.json":  "`pulumi stack output --json`",
	}
	files, err := filepath.Glob(string(pulumi) + "/notreports/*")
	if err != nil || len(files) != len(says) {
		t.Fatalf("%d files: %v", len(files), err)
	}
	events, err := filepath.Glob(string(pulumi) + "/events/*")
	if err != nil || len(events) == 0 {
		t.Fatal(err)
	}
	for _, file := range append(files, events...) {
		want := says[filepath.Base(file)]
		if want == "" {
			want = "an event of a log"
		}
		_, err := openFile(t, file)
		var refused *reports.Error
		other := strings.HasPrefix(filepath.Base(file), "stack-") || filepath.Base(file) == "config.json"
		if !errors.As(err, &refused) || other != (refused.Fault == reports.FaultOther) || !strings.Contains(err.Error(), want) || !strings.HasSuffix(err.Error(), "make the report with `pulumi refresh --preview-only --json`") {
			t.Errorf("%s: got %v, want %q", file, err, want)
		}
	}
}

// Only what a provider manages now is looked at.
func TestWhatARefreshLooksAt(t *testing.T) {
	t.Parallel()
	gone := func(name, more string) string {
		return pulumiStep("delete", "x:y:Server", name, `"custom":true,"id":"i-`+name+`","outputs":{"a":1}`+more, "", `"newState":null`)
	}
	same := func(typ, name, state string) string { return pulumiStep("refresh", typ, name, state, state) }
	r, all := mustOpen(t, digest(
		same("x:y:Server", "calm", `"custom":true,"id":"i-calm"`),
		same("x:y:Group", "group", `"custom":false`),
		same("pulumi:providers:aws", "eu", `"custom":true,"id":"5"`),
		same("x:y:Server", "read", `"custom":true,"id":"i-read","external":true`),
		same("x:y:Server", "odd", `"custom":null,"id":null,"outputs":null,"inputs":null`),
		gone("gone", ""), gone("old", `,"delete":true`), gone("replaced", `,"pendingReplacement":true`),
		pulumiStep("same", "x:y:Server", "untargeted", `"custom":true,"id":"i-9"`, `"custom":true,"id":"i-9"`),
		server(`{"a":1}`, `{"a":2}`),
	))
	if len(all) != 2 || all[0].ID != "i-gone" || all[0].Action != reports.ActionDelete || all[1].ID != "i-1" || all[1].Action != reports.ActionUpdate {
		t.Errorf("got %+v", all)
	}
	var checked []string
	for _, c := range r.Checked {
		checked = append(checked, c.ID+" "+c.Type)
	}
	if want := []string{"i-calm x:y:Server", "i-gone x:y:Server", "i-1 x:y:Server"}; !slices.Equal(checked, want) {
		t.Errorf("checked %v, want %v", checked, want)
	}
}

// The order of members says nothing, and a URN stands once.
func TestOneStepAURN(t *testing.T) {
	t.Parallel()
	step := server(`{"a":1}`, `{"a":2}`)
	if r, all := mustOpen(t, digest(step, step)); len(all) != 1 || len(r.Checked) != 1 || r.EntryCount != 1 {
		t.Errorf("%d entries, %d checked, EntryCount %d", len(all), len(r.Checked), r.EntryCount)
	}
	for name, c := range map[string]struct{ text, want string }{
		"two steps":   {digest(step, server(`{"a":1}`, `{"a":3}`)), "steps[2].urn: stands twice with different contents"},
		"two members": {digestWith(`,"duration":2`, step), "stands twice"},
		"two names":   {digest(server(`{"a":1}`, `{"a":{"b":1,"b":2}}`)), "steps[1].newState.outputs.a.b: stands twice"},
		"two stacks":  {digest(strings.ReplaceAll(step, ":dev::shop::", ":dev::blog::")), `steps[1].urn: is of another stack`},
	} {
		if _, err := open(t, c.text); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
	late := strings.Replace(digest(step), `"config":{"aws:region":"eu-west-3","shop:size":"small"},`, "", 1)
	late = strings.TrimSuffix(late, "}") + `,"config":{"aws:region":"eu-west-3"}}`
	for _, text := range []string{digest(step), late} {
		if _, all := mustOpen(t, text); all[0].Actual["a"] == nil {
			t.Errorf("got %+v", all)
		}
	}
}
