package cli

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
)

// rendered gives what a page shows of Markdown, raw HTML let through.
func rendered(t *testing.T, p pipelineRun) (source, page string) {
	t.Helper()
	var md, out bytes.Buffer
	if err := p.markdown(&md); err != nil {
		t.Fatal(err)
	}
	reader := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(html.WithUnsafe()))
	if err := reader.Convert(md.Bytes(), &out); err != nil {
		t.Fatal(err)
	}
	return md.String(), out.String()
}

var (
	tag  = regexp.MustCompile(`<(/?[a-zA-Z!][^>]*)>`)
	cell = regexp.MustCompile(`<code>(.*?)</code>`)
)

// Whatever a report holds, the page has the elements that the summary means, and in each
// cell the text as it is.
func TestMarkdownHoldsAgainstAnything(t *testing.T) {
	t.Parallel()
	p := hostile()
	source, page := rendered(t, p)
	counts := map[string]int{}
	for _, found := range tag.FindAllStringSubmatch(page, -1) {
		name := strings.Fields(found[1])[0]
		if name == "a" && !strings.HasPrefix(found[1], `a href="https://guardian.example/debug/drifts/`) {
			t.Errorf("a link that nobody meant: %s", found[0])
		}
		counts[name]++
	}
	for name := range counts {
		switch strings.TrimPrefix(name, "/") {
		case "h2", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "a":
		default:
			t.Errorf("an element that nobody meant: %s", name)
		}
	}
	open, _ := p.open()
	if rows, want := counts["tr"], 2+len(p.files)+len(open); rows != want || counts["table"] != 2 || counts["h2"] != 1 || counts["td"] != 8*len(p.files)+6*len(open) {
		t.Errorf("%d rows, want %d; %v\n%s", rows, want, counts, source)
	}
	shown := map[string]bool{}
	unescape := strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&amp;", "&")
	for _, found := range cell.FindAllStringSubmatch(page, -1) {
		shown[unescape.Replace(found[1])] = true
	}
	for _, text := range nasty {
		if want := visible(cutMiddle(text, cellCharacters)); text != "" && !shown[want] {
			t.Errorf("%q is not shown as it is", want)
		}
	}
}

// A summary fits what GitHub takes, has the gravest first, and says what it left out.
func TestMarkdownOfMany(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	p := huge(10_000)
	if err := p.markdown(&b); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	if len(text) > mostMarkdown+200 || len(text) < mostMarkdown*9/10 {
		t.Errorf("%d bytes", len(text))
	}
	rows := strings.Count(text, "\n| info |") + strings.Count(text, "\n| critical |")
	if strings.Index(text, "| critical |") > strings.Index(text, "| info |") || !strings.HasSuffix(text, counted(int64(10_000-rows), "further drift")+" left out here, for want of room; `guardian drift list` has them.\n") {
		t.Errorf("%d rows, and then %q", rows, text[len(text)-200:])
	}
	for range 5000 {
		f := p.files[0]
		f.findings, f.summary.Open = nil, nil
		p.files = append(p.files, f)
	}
	p.files[0].findings = nil
	for i := range p.files {
		p.files[i].path, p.files[i].summary.Scope = strings.Repeat("s", 300), strings.Repeat("s", 300)
	}
	b.Reset()
	if err := p.markdown(&b); err != nil || b.Len() > mostMarkdown || !strings.Contains(b.String(), " more files are left out here.\n") {
		t.Errorf("%d bytes, %v", b.Len(), err)
	}
}

// What else is known of a report is told, each thing by itself and none cut for another's
// length: its costs, what rules hid, what the tool remarks.
func TestMarkdownTellsCostsAndRemarks(t *testing.T) {
	t.Parallel()
	cost, err := models.ParseMoney("-53.14")
	if err != nil {
		t.Fatal(err)
	}
	priced, unpriced := uuid.UUID{1}, uuid.UUID{2}
	s := importing.Summary{
		Scope: "shop", Format: "terraform", Open: importing.OpenDrifts{priced: models.SeverityWarning, unpriced: models.SeverityInfo},
		Items: []importing.Item{
			{Address: "a", DriftID: &priced, Outcome: importing.Created, Severity: models.SeverityWarning, Open: true, Attributes: []string{"size"}, CostImpactMonthly: &cost},
			{Address: "b", DriftID: &unpriced, Outcome: importing.Created, Severity: models.SeverityInfo, Open: true, Attributes: []string{"tags"}, CostUnknown: "the estimate has no price"},
		},
		Remarks: []string{strings.Repeat("r", 250)}, NotClosed: strings.Repeat("n", 250),
		Costs: &importing.Costs{Priced: 1, Monthly: cost.Sum(), Unknown: map[string]int{"the estimate has no price": 1}},
		Ruled: map[string]models.RuleCount{"ignore sizes": {Matched: 3, Critical: 1}},
	}
	list, _, err := findingsOf(t.Context(), nil, s)
	if err != nil {
		t.Fatal(err)
	}
	source, _ := rendered(t, pipelineRun{files: []pipelineFile{{summary: s, findings: list}}})
	for _, want := range []string{
		"| `ignored by sizes: 3 changes, 1 critical`; `costs: 1 priced, -$53.14 a month in all, 1 not known: the estimate has no price (1)`; ",
		"; `nothing was closed: " + s.NotClosed + "`; ", "; `" + s.Remarks[0] + "` |\n",
		"| severity | drift | scope | resource | what differs | next apply | cost a month |\n|---|---|---|---|---|---|--:|\n",
		"| warning | new | `shop` | `a` | `size` |  | -$53.14 |\n", "| info | new | `shop` | `b` | `tags` |  | not known |\n",
	} {
		if !strings.Contains(source, want) {
			t.Errorf("lacks %q:\n%s", want, source)
		}
	}
	if got := list[0].sentence(); got != "size; new; -$53.14 a month" {
		t.Errorf("in other summaries: %q", got)
	}
}
