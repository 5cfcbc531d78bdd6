package reports_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
)

// changesText lists the changes of an entry: path, expected and actual.
func changesText(e reports.Entry) string {
	var all []string
	for _, c := range models.Changes(e.Expected, e.Actual) {
		all = append(all, fmt.Sprintf("%s %s %s", c.Path, models.MustJSON(c.Expected), models.MustJSON(c.Actual)))
	}
	return strings.Join(all, "; ")
}

// A secret that stands on both sides has changed where detailedDiff says so, and
// nowhere else.
func TestSecretsThatChangedUnseen(t *testing.T) {
	t.Parallel()
	const s = `"[secret]"`
	for name, c := range map[string]struct{ old, new, paths, want string }{
		"as it was":        {`{"p":` + s + `}`, `{"p":` + s + `}`, ``, ``},
		"another":          {`{"p":` + s + `}`, `{"p":` + s + `}`, `p`, `p (s) (s)`},
		"in a list":        {`{"l":[{"p":` + s + `},{"p":` + s + `}]}`, `{"l":[{"p":` + s + `},{"p":` + s + `}]}`, `l[1].p`, `l[1].p (s) (s)`},
		"a quoted key":     {`{"t":{"a.b/c":` + s + `}}`, `{"t":{"a.b/c":` + s + `}}`, `t[\"a.b/c\"]`, `t["a.b/c"] (s) (s)`},
		"above it":         {`{"o":{"a":1,"p":` + s + `}}`, `{"o":{"a":1,"p":` + s + `}}`, `o`, `o.p (s) (s)`},
		"below it":         {`{"o":` + s + `}`, `{"o":` + s + `}`, `o.a[3].p`, `o (s) (s)`},
		"one of several":   {`{"o":[` + s + `,1,` + s + `]}`, `{"o":[` + s + `,1,` + s + `]}`, `o`, `o (s) (s)`},
		"several lists":    {`{"o":{"a":[` + s + `],"b":` + s + `}}`, `{"o":{"a":[` + s + `],"b":` + s + `}}`, `o`, `o (s) (s)`},
		"another is seen":  {`{"o":{"a":1,"p":` + s + `}}`, `{"o":{"a":2,"p":` + s + `}}`, `o`, `o.a 1 2`},
		"no secret":        {`{"a":1}`, `{"a":1}`, `a`, ``},
		"not there":        {`{"a":1,"p":` + s + `}`, `{"a":1,"p":` + s + `}`, `q.r`, ``},
		"beyond the list":  {`{"l":[` + s + `]}`, `{"l":[` + s + `]}`, `l[1]`, ``},
		"in another order": {`{"l":[{"name":"a","p":` + s + `},{"name":"b","p":` + s + `}]}`, `{"l":[{"name":"b","p":` + s + `},{"name":"a","p":` + s + `}]}`, `l[0].p`, `l [{"name":"a","p":(s)},{"name":"b","p":(s)}] [{"name":"b","p":(s)},{"name":"a","p":(s)}]`},
		"one in front":     {`{"l":[{"name":"b","p":` + s + `}]}`, `{"l":[{"name":"a","p":` + s + `},{"name":"b","p":` + s + `}]}`, `l[0].p`, `l[0] null {"name":"a","p":(s)}`},
		"no list":          {`{"l":{"a":` + s + `}}`, `{"l":{"a":` + s + `}}`, `l[0]`, ``},
		"appeared":         {`{}`, `{"p":` + s + `}`, `p`, `p null (s)`},
		"no longer secret": {`{"p":` + s + `}`, `{"p":"plain text"}`, `p`, `p (s) (s)`},
	} {
		if got := changesBetween(t, c.old, c.new, c.paths); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

// changesBetween tells what differs between two outputs, where detailedDiff names a path, or "" for none.
func changesBetween(t *testing.T, old, now, path string) string {
	t.Helper()
	more := `"detailedDiff":null`
	if path != "" {
		more = `"detailedDiff":{"` + path + `":{"kind":"update","inputDiff":false}}`
	}
	_, all := mustOpen(t, digest(server(old, now, more)))
	return strings.ReplaceAll(changesText(all[0]), `"(sensitive)"`, "(s)")
}

// What one side hides and the other shows has changed where detailedDiff names it, or a
// part of it, or where detailedDiff says nothing at all.
func TestWhatOneSideHides(t *testing.T) {
	t.Parallel()
	const s = `"[secret]"`
	const signed = `{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","plaintext":"\"correct horse\""}`
	for name, c := range map[string]struct{ old, new, paths, want string }{
		"in plain":           {`{"a":1,"p":` + signed + `}`, `{"a":2,"p":` + s + `}`, `a`, `a 1 2`},
		"in plain now":       {`{"a":1,"p":` + s + `}`, `{"a":2,"p":` + signed + `}`, `a`, `a 1 2`},
		"in plain, another":  {`{"p":` + s + `}`, `{"p":` + signed + `}`, `p`, `p (s) (s)`},
		"in plain, no paths": {`{"p":` + s + `}`, `{"p":` + signed + `}`, ``, `p (s) (s)`},
		"in another order": {`{"a":1,"l":[{"name":"b","p":` + s + `},{"name":"a","p":"plain text"}]}`, `{"a":2,"l":[{"name":"a","p":"plain text"},{"name":"b","p":` + s + `}],"u":"plain text"}`, `l`,
			`a 1 2; l [{"name":"b","p":(s)},{"name":"a","p":"plain text"}] [{"name":"a","p":"plain text"},{"name":"b","p":(s)}]; u null "plain text"`},
		"no such list":       {`{"l":{"p":` + s + `}}`, `{"l":["plain text"]}`, `l`, `l {"p":(s)} (s)`},
		"no such object":     {`{"l":[` + s + `]}`, `{"l":{"p":"plain text"}}`, `l`, `l [(s)] (s)`},
		"no object":          {`{"l":{"p":` + s + `}}`, `{"l":"plain text"}`, `l`, `l {"p":(s)} (s)`},
		"empty now":          {`{"l":{"p":` + s + `}}`, `{"l":[]}`, `l`, `l {"p":(s)} []`},
		"another place":      {`{"a":1,"l":` + s + `}`, `{"a":2,"l":[{"p":` + s + `,"h":"x"}]}`, `a`, `a 1 2`},
		"hidden now":         {`{"a":1,"l":[{"p":` + s + `}]}`, `{"a":2,"l":` + s + `}`, `a`, `a 1 2`},
		"an empty one":       {`{"a":1,"l":` + s + `}`, `{"a":2,"l":[]}`, `a`, `a 1 2`},
		"a text":             {`{"a":1,"p":` + s + `}`, `{"a":2,"p":"plain text"}`, `a`, `a 1 2`},
		"within":             {`{"o":{"a":1,"p":` + s + `}}`, `{"o":{"a":2,"p":{"q":"r"}}}`, `o.a`, `o.a 1 2`},
		"in a list":          {`{"l":[{"name":"b","p":` + s + `},{"name":"a","n":1}]}`, `{"l":[{"name":"a","n":2},{"name":"b","p":["x"]}]}`, `l[1].n`, `l[0].n 1 2`},
		"the place":          {`{"l":` + s + `}`, `{"l":["x"]}`, `l`, `l (s) (s)`},
		"a part":             {`{"l":` + s + `}`, `{"l":[{"p":"x"}]}`, `l[0].p`, `l (s) (s)`},
		"what it is part of": {`{"o":{"p":` + s + `}}`, `{"o":{"p":"x"}}`, `o`, `o.p (s) (s)`},
		"another element":    {`{"l":[{"p":` + s + `}]}`, `{"l":[{"p":"x"}]}`, `l[3].p`, `l[0].p (s) (s)`},
		"no paths":           {`{"a":1,"l":` + s + `}`, `{"a":2,"l":["x"]}`, ``, `a 1 2; l (s) (s)`},
		"gone":               {`{"a":1,"l":` + s + `}`, `{"a":2}`, `a`, `a 1 2; l (s) null`},
	} {
		if got := changesBetween(t, c.old, c.new, c.paths); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
	// What is shown there is still a secret wherever else it stands.
	_, all := mustOpen(t, digest(server(`{"a":1,"l":`+s+`,"u":"x"}`, `{"a":2,"l":["correct horse"],"u":"https://correct horse@x"}`, `"detailedDiff":{"a":{}}`)))
	if text := mustJSON(t, all[0].Actual); strings.Contains(text, "horse") {
		t.Errorf("got %s", text)
	}
}

// The next night the same unseen change is the same.
func TestUnseenSecretsAreTheSameEachNight(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"p", "o"} {
		outputs := `{"p":"[secret]","o":["[secret]","[secret]"]}`
		text := digest(server(outputs, outputs, `"detailedDiff":{"`+path+`":{}}`))
		_, one := mustOpen(t, text)
		_, two := mustOpen(t, text)
		if !models.EqualJSON(one[0].Actual, two[0].Actual) || models.EqualJSON(one[0].Actual, one[0].Expected) {
			t.Errorf("%s: %v, %v", path, one[0].Actual, two[0].Actual)
		}
	}
}

// A secret in the form of Pulumi's states is hidden, wherever else it stands, too; what
// else has such a form is not.
func TestSignedValues(t *testing.T) {
	t.Parallel()
	signed := func(signature, more string) string {
		return `{"4dabf18193072939515e22adb298388d":"` + signature + `",` + more + `}`
	}
	const secret, output, asset = "1b47061264138c4ac30d75fd1eb44270", "d0e6a833031e9bbcd3f4e8bde6ca49a4", "c44067f5952c0a294b673a41bacd8c17"
	for name, c := range map[string]struct{ old, new, want string }{
		"encrypted anew": {signed(secret, `"ciphertext":"v1:a"`), signed(secret, `"ciphertext":"v1:b"`), ``},
		"in plain":       {signed(secret, `"plaintext":"\"correct horse\""`), signed(secret, `"plaintext":"\"battery staple\""`), `v (s) (s)`},
		"no JSON":        {signed(secret, `"plaintext":"correct horse"`), signed(secret, `"plaintext":"battery staple"`), `v (s) (s)`},
		"in an object":   {`{"a":[` + signed(secret, `"ciphertext":"x"`) + `,1]}`, `{"a":["[secret]",2]}`, `v.a[1] 1 2`},
		"an output":      {signed(output, `"value":"o1"`), signed(output, `"value":"o2"`), `v "o1" "o2"`},
		"a hidden one":   {signed(output, `"secret":true,"value":"o1"`), signed(output, `"secret":true,"value":"o2"`), `v (s) (s)`},
		"not known":      {signed("0", `"value":"o1"`), signed("0", `"value":"o2"`), `v (s) (s)`},
		"an asset":       {signed(asset, `"hash":"1"`), signed(asset, `"hash":"2"`), `v.hash "1" "2"`},
	} {
		_, all := mustOpen(t, digest(server(`{"v":`+c.old+`}`, `{"v":`+c.new+`}`)))
		if got := strings.ReplaceAll(changesText(all[0]), `"(sensitive)"`, "(s)"); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
	leaking := server(`{"url":"https://u:correct horse@x","a":1}`, `{"url":"https://u:correct horse@x","a":2}`)
	elsewhere := pulumiStep("refresh", "x:y:Z", "other", `"custom":true,"id":"o","inputs":{"p":`+signed(secret, `"plaintext":"\"correct horse\""`)+`}`, "")
	for _, text := range []string{digest(leaking, elsewhere), digest(elsewhere, leaking)} {
		_, all := mustOpen(t, text)
		if got := fmt.Sprint(models.MustJSON(all[0].Actual)); strings.Contains(string(models.MustJSON(all[0].Actual)), "horse") {
			t.Errorf("the secret of another resource stands in %s", got)
		}
	}
}

// The secrets of what is gone are hidden, too.
func TestSecretsOfWhatIsGone(t *testing.T) {
	t.Parallel()
	_, all := mustOpen(t, digest(pulumiStep("delete", "x:y:Server", "gone", `"custom":true,"id":"i","outputs":{"a":1,"p":"[secret]"}`, "")))
	if got, want := changesText(all[0]), `a 1 null; p "(sensitive)" null`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// An output that is listed as secret is one.
func TestAdditionalSecretOutputs(t *testing.T) {
	t.Parallel()
	_, all := mustOpen(t, digest(server(`{"token":"t-0123456789","n":1}`, `{"token":"t-9876543210","n":2},"additionalSecretOutputs":["token"]`)))
	if got, want := changesText(all[0]), `n 1 2; token "(sensitive)" "(sensitive)"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// URNs that a secret alone tells apart stay apart, and so does where they were before.
func TestSecretsInURNs(t *testing.T) {
	t.Parallel()
	one := server(`{"a":1,"p":{"4dabf18193072939515e22adb298388d":"0","plaintext":"\"correct horse\""}}`, `{"a":2}`)
	two := server(`{"a":1,"p":{"4dabf18193072939515e22adb298388d":"0","plaintext":"\"battery staple\""}}`, `{"a":2}`)
	_, all := mustOpen(t, digest(
		strings.Replace(strings.ReplaceAll(one, `::web"`, `::was correct horse"`), `::was correct horse"`, `::correct horse"`, 1),
		strings.Replace(strings.ReplaceAll(two, `::web"`, `::was battery staple"`), `::was battery staple"`, `::battery staple"`, 1)))
	const urn = "urn:pulumi:dev::shop::x:y:Server::"
	for i, want := range []string{" 2", ""} { // in the order of their names
		if all[i].Address != urn+"(sensitive)"+want || all[i].PreviousAddress != urn+"was (sensitive)"+want {
			t.Errorf("%d: %s, before %s", i, all[i].Address, all[i].PreviousAddress)
		}
	}
}
