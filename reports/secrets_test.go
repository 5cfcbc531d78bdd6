package reports_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
)

// said is everything that a report says of its resources.
func said(t *testing.T, text string) string {
	t.Helper()
	r, all := mustOpen(t, text)
	return mustJSON(t, []any{r.Checked, all, r.Name, r.WhyNotClosing, r.ToolVersion, r.FormatVersion})
}

// What is marked in one place is hidden in all, wherever in the file either stands.
func TestMarkedSomewhereHiddenEverywhere(t *testing.T) {
	t.Parallel()
	const secret = "hunter2-hunter2"
	leak := `{"address":"module.m[\"` + secret + `\"].t.a","previous_address":"t.a[\"` + secret + `\"]","mode":"managed","type":"t_` + secret + `","name":"a","change":{"actions":["update"],
		"before":{"id":"x-` + secret + `","arn":"arn:aws:x:eu-west-1:111122223333:` + secret + `","tags":{"` + secret + `":"1"},"l":[["` + secret + `"]]},
		"after":{"id":"x-` + secret + `","tags":{"` + secret + `":"2"},"l":[]}}}`
	state := `"prior_state":{"values":{"root_module":{"child_modules":[{"child_modules":[{"resources":[
		{"address":"t.b[\"` + secret + `\"]","mode":"managed","type":"t","values":{"id":"` + secret + `"}}]}]}]}}}`
	for name, marked := range map[string]string{
		"output":              `"output_changes":{"o":{"actions":["create"],"before":null,"after":"` + secret + `","before_sensitive":false,"after_sensitive":true}}`,
		"part of an output":   `"output_changes":{"o":{"actions":["create"],"before":{"a":["` + secret + `"]},"after":null,"before_sensitive":{"a":[true]},"after_sensitive":false}}`,
		"deferred change":     `"deferred_changes":[{"reason":"x","resource_change":{"address":"t.z","change":{"actions":["create"],"after":{"p":"` + secret + `"},"after_sensitive":{"p":true}}}}]`,
		"planned change":      `"resource_changes":[{"address":"t.z","type":"t","change":{"actions":["create"],"before":null,"after":{"p":"` + secret + `"},"after_sensitive":{"p":true}}}]`,
		"a data source's":     `"resource_changes":[{"address":"data.t.z","mode":"data","type":"t","change":{"actions":["read"],"before":null,"after":{"p":"` + secret + `"},"after_sensitive":{"p":true}}}]`,
		"variable":            `"variables":{"v":{"value":"` + secret + `"}},"configuration":{"root_module":{"variables":{"v":{"sensitive":true}}}}`,
		"an action's":         `"action_invocations":[{"address":"action.x.y","config_values":{"p":"` + secret + `"},"config_sensitive":{"p":true}}]`,
		"a deferred action's": `"deferred_action_invocations":[{"reason":"x","action_invocation":{"address":"action.x.y","config_values":{"p":"` + secret + `"},"config_sensitive":{"p":true}}}]`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, text := range []string{plan(drift(leak), state, marked), plan(marked, state, drift(leak))} {
				text = strings.Replace(strings.Replace(text, `"1.2"`, `"1.`+secret+`"`, 1), `"1.11.4"`, `"`+secret+`"`, 1)
				if got := said(t, text); strings.Contains(got, secret) {
					t.Errorf("the secret can be read: %s", got)
				}
			}
		})
	}
}

// A secret may stand within a text that is JSON, as its writer escapes it.
func TestSecretsWithinJSON(t *testing.T) {
	t.Parallel()
	const marked = `"a\"b\\c\nd<e>&f"`
	for name, within := range map[string]string{
		"as it is":         `"x a\"b\\c\nd<e>&f y"`,
		"escaped":          `"{\"p\":\"a\\\"b\\\\c\\nd<e>&f\"}"`,
		"and for browsers": `"{\"p\":\"a\\\"b\\\\c\\nd\\u003ce\\u003e\\u0026f\"}"`,
	} {
		e := masked(t, `{"p":`+marked+`,"doc":`+within+`}`, `{"p":"","doc":""}`, `{"p":true}`, `{}`)
		if got := mustJSON(t, e.Expected); got != `{"doc":"(sensitive)","p":"(sensitive)"}` {
			t.Errorf("%s: got %s", name, got)
		}
	}
}

func TestNumbersThatAreSecret(t *testing.T) {
	t.Parallel()
	e := masked(t, `{"pin":12345678,"copy":12345678,"text":"pin 12345678","short":1234,"n":1234}`, `{}`, `{"pin":true,"short":true}`, `{}`)
	const want = `{"copy":"(sensitive)","n":1234,"pin":"(sensitive)","short":"(sensitive)","text":"(sensitive)"}`
	if got := mustJSON(t, e.Expected); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Of several secrets that begin alike the longest is taken out, and none in part.
func TestCleanTakesTheLongest(t *testing.T) {
	t.Parallel()
	entry := strings.Replace(updated(`{"a":"12345678","b":"123456789abc","x":1}`, `{"x":2}`), `"t.a"`, `"t.a[\"x123456789abcy12345678\"]"`, 1)
	entry = strings.TrimSuffix(entry, "}}") + `,"before_sensitive":{"a":true,"b":true}}}`
	if _, all := mustOpen(t, plan(drift(entry))); all[0].Address != `t.a["x(sensitive)y(sensitive)"]` {
		t.Errorf("got %s", all[0].Address)
	}
}

// Addresses that differ by a secret alone stay two.
func TestAddressesThatDifferByASecret(t *testing.T) {
	t.Parallel()
	at := func(key string) string { return updatedAt(`t.a["`+key+`"]`, `{"x":1}`, `{"x":2}`) }
	state := `"prior_state":{"values":{"root_module":{"resources":[
		{"address":"t.a[\"app-reader\"]","mode":"managed","type":"t","values":{}},
		{"address":"t.a[\"app-writer\"]","mode":"managed","type":"t","values":{}},
		{"address":"t.a[\"other\"]","mode":"managed","type":"t","values":{}}]}}}`
	const marked = `"output_changes":{"o":{"actions":["no-op"],"after":["app-reader","app-writer"],"after_sensitive":true}}`
	want := []string{`t.a["(sensitive)"]`, `t.a["(sensitive) 2"]`, `t.a["other"]`}
	for _, text := range []string{plan(drift(at("app-reader"), at("app-writer"), at("other")), state, marked), plan(marked, state, drift(at("app-reader"), at("app-writer"), at("other")))} {
		r, all := mustOpen(t, text)
		for i, w := range want {
			if all[i].Address != w || r.Checked[i].Address != w {
				t.Errorf("got %s, checked %s; want %s", all[i].Address, r.Checked[i].Address, w)
			}
		}
	}
}

// hiddenNames has a report of each format that names what it looked at, with a name that
// contains what it marks as secret.
var hiddenNames = map[reports.Format]string{
	"cloudformation": strings.ReplaceAll(answer(modified(`{"P":"****"}`, `{"P":"horse-battery"}`, "/P")), "stack/shop/", "stack/shop-horse-battery-staple/"),
	"pulumi": strings.ReplaceAll(digest(server(
		`{"p":{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","plaintext":"\"horse-battery\""},"a":1}`, `{"a":2}`)), ":dev::", ":horse-battery-eu::"),
}

// A report whose own name contains a secret has none, be it cleaned or not, and says so.
func TestNamesThatContainASecret(t *testing.T) {
	t.Parallel()
	for _, format := range reports.Formats() {
		samples, err := filepath.Glob(filepath.Join("testdata", string(format), "*.json"))
		if err != nil {
			t.Fatal(err)
		}
		named := slices.ContainsFunc(samples, func(sample string) bool {
			r, err := openFile(t, sample)
			return err == nil && r.Name != ""
		})
		text, is := hiddenNames[format]
		if is != named {
			t.Errorf("%s: reports have a name: %t, and hiddenNames has one that hides it: %t", format, named, is)
		}
		if !is {
			continue
		}
		r, all := mustOpen(t, text)
		if r.Format != format || r.Name != "" || !r.NameHidden || len(all) != 1 {
			t.Errorf("%s: %s is named %q, hidden: %t", format, r.Format, r.Name, r.NameHidden)
		}
		for _, resource := range append(r.Checked, all[0].Resource) {
			if strings.Contains(fmt.Sprint(resource), "horse-battery") {
				t.Errorf("%s: %+v", format, resource)
			}
		}
		if r, _ := mustOpen(t, strings.ReplaceAll(text, "horse-battery", "horse")); r.Name == "" || r.NameHidden {
			t.Errorf("%s: what is too short to hide hides the name", format)
		}
	}
}

// A secret that was read from a file ends in a line break, which it has lost elsewhere, and
// its lines may end as on Windows.
func TestLineBreaksOfSecrets(t *testing.T) {
	t.Parallel()
	const lines = "line-one-of-it\nline-two-of-it\nthree"
	for secret, texts := range map[string][]string{
		"hunter2-hunter2\n":                     {"hunter2-hunter2", "x hunter2-hunter2 y", "eCBodW50ZXIyLWh1bnRlcjIgeQ=="},
		lines:                                   {strings.ReplaceAll(lines, "\n", "\r\n"), "a:\n  " + strings.ReplaceAll(lines, "\n", "\r\n  ")},
		strings.ReplaceAll(lines, "\n", "\r\n"): {lines, "x " + lines + " y"},
	} {
		for _, text := range texts {
			values := `{"p":` + mustJSON(t, secret) + `,"c":` + mustJSON(t, text) + `}`
			entry := strings.TrimSuffix(updated(values, strings.Replace(values, "{", `{"more":1,`, 1)), "}}") + `,"before_sensitive":{"p":true}}}`
			if got := said(t, plan(drift(entry))); strings.Count(got, models.Redacted) != 4 {
				t.Errorf("%q is not hidden in %q: %s", secret, text, got)
			}
		}
	}
}
