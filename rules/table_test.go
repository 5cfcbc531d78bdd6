package rules_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/rules"
)

// Every line decides something: of the path that it names, it is the line that does.
func TestEveryLineIsReached(t *testing.T) {
	t.Parallel()
	table := rules.Default()
	for _, l := range table.Lines() {
		if l.Type == "~" {
			if got := wordLine(table, l); got != l {
				t.Errorf("%s ~ %s: judged by %v", l.Verdict, l.Path, got)
			}
			continue
		}
		typ := strings.ReplaceAll(l.Type, "*", "zz")
		path, err := models.ParsePath(strings.NewReplacer("[*]", "[0]", "**.", "zz.", "*", "zz").Replace(l.Path))
		if err != nil {
			t.Errorf("%s %s: %v", l.Type, l.Path, err)
			continue
		}
		judge := table.For(typ)
		var got *rules.Line
		switch l.Verdict {
		case rules.Volatile:
			got = judge.Volatile(path)
		case rules.Secret:
			if !judge.NamesSecret(path, "x") {
				t.Errorf("%s %s: no secret", l.Type, l.Path)
			}
			continue
		case rules.Access:
			if judge.At(path).Severity == models.SeverityCritical || judge.Unmanaged() != models.SeverityCritical {
				t.Errorf("%s: one that no code knows is %s, whatever the line says", l.Type, judge.Unmanaged())
			}
			continue
		case rules.Block:
			if judge.NothingBut(models.Change{Path: path, Actual: map[string]any{}}) {
				t.Errorf("%s %s: nothing", l.Type, l.Path)
			}
			continue
		case rules.Plain:
			if judge.NamesSecret(path, "x") {
				t.Errorf("%s %s: a secret", l.Type, l.Path)
			}
			continue
		default:
			got = judge.At(path).Line
		}
		if got != l {
			t.Errorf("%s %s %s: judged by %v", l.Verdict, l.Type, l.Path, got)
		}
	}
}

// wordLine gives the line that judges a name of a line's words, as the last of an
// unknown type's; the line itself where its kind has no other way to be asked.
func wordLine(table *rules.Table, l *rules.Line) *rules.Line {
	name := strings.TrimLeft(strings.ReplaceAll(l.Path, " ", "_"), "=?")
	if !strings.ContainsAny(l.Path, "=?") {
		name = "zz_" + name
	}
	judge := table.For("zz_unknown")
	if l.Verdict == rules.Secret {
		if judge.NamesSecret(models.Path{}.Key(name), "x") {
			return l
		}
		return nil
	}
	if l.Verdict == rules.Plain {
		if !judge.NamesSecret(models.Path{}.Key(name), "x") {
			return l
		}
		return nil
	}
	return judge.At(models.Path{}.Key(name)).Line
}

// A volatile attribute is suppressed, so each line says where its documentation does.
func TestVolatileHasItsSource(t *testing.T) {
	t.Parallel()
	for _, l := range rules.Default().Lines() {
		if l.Verdict == rules.Volatile && !strings.HasPrefix(l.Note, "https://") {
			t.Errorf("%s %s: no source", l.Type, l.Path)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"critical\ta\tb": "line 1 has 3 columns",
		"# x\n\ncritical\ta\tb\t\ncritical\ta\tb\t": "line 4, a b: stands twice",
		"grave\ta\tb\t":                           `"grave" is no verdict`,
		"critical\ta\tb[x]\t":                     "no path",
		"critical\ta\t**.b.c\t":                   "one name",
		"access\ta\tb\t":                          "whole resource",
		"info\t~\tname\t":                         "words say",
		"critical\t~\t \t":                        "no words",
		"critical\t~\tkeys\t\ncritical\t~\tkey\t": "stands twice",
	} {
		if _, err := rules.Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
