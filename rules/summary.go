package rules

import (
	"fmt"
	"slices"
	"strings"
)

// Summary describes the table in Markdown: what it knows of each provider, and the
// words that judge the types it does not know.
func (t *Table) Summary() string {
	var b strings.Builder
	b.WriteString("| provider | types | lines that guard | that label | that are noise |\n|---|---|---|---|---|\n")
	for _, p := range t.providers() {
		guard, label, noise := p.verdicts[Critical], p.verdicts[Info], p.verdicts[Volatile]
		if p.types+guard+label+noise > 0 { // else its lines say what only seems to guard or to label
			fmt.Fprintf(&b, "| `%s` | %d | %d | %d | %d |\n", p.name, p.types, guard, label, noise)
		}
	}
	b.WriteString("\nWords of other types' attributes, in the singular and in any spelling (`kms_key_id`, `KmsKeyId`):\n\n| what they guard | words |\n|---|---|\n")
	for _, area := range areas(t.guards) {
		fmt.Fprintf(&b, "| %s | %s |\n", area.name, strings.Join(area.words, ", "))
	}
	for _, area := range areas(t.harmless) {
		fmt.Fprintf(&b, "| nothing: it %s | %s |\n", area.name, strings.Join(area.words, ", "))
	}
	for _, area := range areas(t.hidden) {
		fmt.Fprintf(&b, "| nothing, it is hidden: %s | %s |\n", area.name, strings.Join(area.words, ", "))
	}
	return b.String()
}

// providerLines counts what the table says of one provider's types.
type providerLines struct {
	name     string
	types    int
	verdicts map[Verdict]int
}

// providers counts by what the names of types begin with, the most types first.
func (t *Table) providers() []*providerLines {
	byName := map[string]*providerLines{}
	var list []*providerLines
	of := func(typ string) *providerLines {
		name, _, _ := strings.Cut(typ, "_") // as Terraform names types
		name, _, _ = strings.Cut(name, ":") // as CloudFormation and Pulumi do
		if strings.Contains(name, "*") {
			name = "any"
		}
		if byName[name] == nil {
			byName[name] = &providerLines{name: name, verdicts: map[Verdict]int{}}
			list = append(list, byName[name])
		}
		return byName[name]
	}
	for _, l := range t.lines {
		if l.Type != words {
			of(l.Type).verdicts[l.Verdict]++
		}
	}
	for typ := range t.known {
		of(typ).types++
	}
	slices.SortStableFunc(list, func(a, b *providerLines) int { return b.types - a.types })
	return list
}

// area is a subject of words.
type area struct {
	name  string
	words []string
}

// wordText writes words as a person reads them: those that must be a whole name with
// that said.
func wordText(path string) string {
	if text := strings.TrimLeft(path, "=?"); text != path {
		return text + " alone"
	}
	return path
}

func areas(lines []wordLine) []*area {
	var list []*area
	for _, w := range lines {
		i := slices.IndexFunc(list, func(a *area) bool { return a.name == w.line.Note })
		if i < 0 {
			i = len(list)
			list = append(list, &area{name: w.line.Note})
		}
		list[i].words = append(list[i].words, wordText(w.line.Path))
	}
	return list
}
