package rulebook

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

// wish is a rule as the oracle knows it.
type wish struct {
	kind                       string
	scope, typ, address, paths []string
	severity                   models.Severity
	until                      time.Time // zero is never
}

func (w wish) hcl(name string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %q {\n", w.kind, name)
	for _, a := range []struct {
		name  string
		texts []string
	}{{"scope", w.scope}, {"type", w.typ}, {"address", w.address}, {"path", w.paths}} {
		if a.texts == nil {
			continue
		}
		quoted := make([]string, len(a.texts))
		for i, text := range a.texts {
			quoted[i] = models.QuoteKey(text)
		}
		fmt.Fprintf(&b, "  %s = [%s]\n", a.name, strings.Join(quoted, ", "))
	}
	if w.kind == "ignore" {
		b.WriteString("  reason = \"r\"\n")
	} else {
		fmt.Fprintf(&b, "  severity = %q\n", w.severity)
	}
	if !w.until.IsZero() {
		fmt.Fprintf(&b, "  until = %q\n", w.until.Format(time.RFC3339))
	}
	b.WriteString("  everything = true\n}\n")
	return b.String()
}

func likes(patterns []string, text string) bool {
	return patterns == nil || slices.ContainsFunc(patterns, func(p string) bool {
		return regexp.MustCompile(`^(?s)` + strings.ReplaceAll(regexp.QuoteMeta(p), `\*`, `.*`) + `$`).MatchString(text)
	})
}

// about says whether the rule holds for the resource at all.
func (w wish) about(on Subject, now time.Time) bool {
	return likes(w.scope, on.Scope) && (likes(w.typ, on.Type) || likes(w.typ, models.ResourceTypeOf(on.Type))) &&
		likes(w.address, on.Address) && (w.until.IsZero() || now.Before(w.until))
}

// speaksOf says whether the rule covers the value at a path: a path is told by its own
// text, with each index as [*], cut after each of its steps. The one key that wants quotes
// is written as any other.
func (w wish) speaksOf(path models.Path) bool {
	if w.paths == nil {
		return true
	}
	unquoted := strings.NewReplacer(`["x.y"]`, ".x,y", "[*]", "#")
	patterns := make([]string, len(w.paths))
	for i, text := range w.paths {
		patterns[i] = unquoted.Replace(text)
	}
	for n := range path {
		if likes(patterns, unquoted.Replace(path[:n+1].Pattern())) {
			return true
		}
	}
	return false
}

// values lists where a change holds something.
func values(at models.Path, v any) (paths []models.Path) {
	switch v := v.(type) {
	case map[string]any:
		for key, part := range v {
			paths = append(paths, values(at.Key(key), part)...)
		}
	case []any:
		for i, part := range v {
			paths = append(paths, values(at.Index(i), part)...)
		}
	case nil:
	case string:
		if v != "" {
			paths = append(paths, at)
		}
	default:
		paths = append(paths, at)
	}
	return paths
}

// verdict is what the oracle says of a change: whether all it holds is ignored, and the
// grade.
func verdict(rules []wish, on Subject, now time.Time, c models.Change, without models.Severity) (ignored bool, grade models.Severity) {
	paths := append(values(c.Path, c.Expected), values(c.Path, c.Actual)...)
	if len(paths) == 0 {
		paths = []models.Path{c.Path}
	}
	of := func(kind string, path models.Path) *wish {
		for _, w := range rules {
			if w.kind == kind && w.about(on, now) && w.speaksOf(path) {
				return &w
			}
		}
		return nil
	}
	ignored, grade = true, without
	var grades []models.Severity
	for _, p := range paths {
		ignored = ignored && of("ignore", p) != nil
		if w := of("grade", p); w != nil {
			grades = append(grades, w.severity)
		}
	}
	gravest := func(list []models.Severity) models.Severity {
		return slices.MaxFunc(list, func(a, b models.Severity) int {
			return slices.Index(models.Severities(), b) - slices.Index(models.Severities(), a)
		})
	}
	switch {
	case len(grades) == len(paths):
		grade = gravest(grades)
	case len(grades) > 0:
		grade = gravest(append(grades, without))
	}
	return ignored, grade
}

// Random rules say of random changes what the oracle says, which knows neither the
// spelling of paths nor groups nor what is remembered.
func TestRulesSayWhatTheOracleSays(t *testing.T) {
	t.Parallel()
	const seed = 11
	random := rand.New(rand.NewPCG(seed, seed))
	pick := func(texts ...string) string { return texts[random.IntN(len(texts))] }
	some := func(odds int, make func() string) (list []string) {
		if random.IntN(odds) == 0 {
			for range 1 + random.IntN(2) {
				list = append(list, make())
			}
		}
		return list
	}
	step := func() string { return pick("a", "b", "c", "*", "a*", "[*]", `["x.y"]`) }
	path := func() string {
		text := pick("a", "b", "c", "*", "*b")
		for range random.IntN(3) {
			if next := step(); strings.HasPrefix(next, "[") {
				text += next
			} else {
				text += "." + next
			}
		}
		return text
	}
	var value func(depth int) any
	value = func(depth int) any {
		switch kind := random.IntN(6); {
		case depth > 2 || kind < 2:
			return []any{"v", "", nil, true, false}[random.IntN(5)]
		case kind == 2:
			return []any{value(depth + 1), value(depth + 1)}
		}
		object := map[string]any{}
		for range random.IntN(3) {
			object[pick("a", "b", "c", "x.y")] = value(depth + 1)
		}
		return object
	}
	said := map[string]int{}
	for range 1500 {
		var rules []wish
		var source strings.Builder
		for n := range 1 + random.IntN(6) {
			w := wish{
				kind: pick("ignore", "grade"), severity: models.Severities()[random.IntN(3)],
				scope:   some(4, func() string { return pick("prod*", "dev", "*/x", "prod/x") }),
				typ:     some(4, func() string { return pick("aws_*", "EC2", "aws_instance", "AWS::*") }),
				address: some(4, func() string { return pick("*", "m.*", "a[*]", "m.a[0]") }),
				paths:   some(2, path),
			}
			if random.IntN(4) == 0 {
				w.until = now.Add(time.Duration(random.IntN(3)) * 24 * time.Hour)
			}
			rules = append(rules, w)
			source.WriteString(w.hcl(fmt.Sprint(n)))
		}
		book, err := Parse("rules.hcl", []byte(source.String()), time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		for range 8 {
			on := Subject{Scope: pick("prod/x", "dev", "prod"), Type: pick("aws_instance", "aws_x", "AWS::EC2::Instance"), Address: pick("m.a[0]", "a[\"k\"]", "a")}
			at, without := now.Add(time.Duration(random.IntN(3))*24*time.Hour), models.Severities()[random.IntN(3)]
			c := models.Change{Path: models.Path{}.Key(pick("a", "b", "c")), Expected: value(0), Actual: value(0), InExpected: true, InActual: true}
			for range random.IntN(2) {
				c.Path = c.Path.Key(pick("a", "b", "x.y"))
			}
			sheet := book.On(on, at)
			ignored, grade := verdict(rules, on, at, c, without)
			got, _ := sheet.Grade(c, without)
			if rule := sheet.Ignores(c); (rule != nil) != ignored || got != grade {
				t.Fatalf("%+v at %s, %s: %v against %v\nignored %v, want %v; graded %s, want %s, by\n%s", on, at, c.Path, c.Expected, c.Actual, rule, ignored, got, grade, source.String())
			}
			said[fmt.Sprint(ignored, grade == without)]++
		}
	}
	if len(said) != 4 || said["true true"] < 500 || said["false false"] < 500 {
		t.Errorf("too little was asked: %v", said)
	}
}
