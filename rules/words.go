package rules

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/clouddrift/guardian/models"
)

// wordLine is a line by words, and how its words are compared.
type wordLine struct {
	line  *Line
	words string
	whole bool // the words are the whole name
	glued bool // the name's last word may only end with them
	bare  bool // such a name says nothing: what it is part of decides
}

// addWords takes a line that judges by words: critical where the words guard,
// warning where a name that holds a guarding word guards nothing, secret where a
// name that ends with them is one, plain where such a name is none after all. After = the words are the whole name; after ?
// too, and what the name is part of decides first; after * a secret's may be glued to what comes before.
func (t *Table) addWords(l *Line) error {
	text := strings.TrimLeft(l.Path, "=?*")
	glued := strings.HasPrefix(l.Path, "*")
	w := wordLine{line: l, words: wordsOf(text), whole: text != l.Path && !glued, glued: glued, bare: strings.HasPrefix(l.Path, "?")}
	if glued && l.Verdict != Secret {
		return fmt.Errorf("* stands before words of secrets alone")
	}
	if w.words == "" {
		return fmt.Errorf("has no words")
	}
	var into *[]wordLine
	switch l.Verdict {
	case Critical:
		into = &t.guards
	case Warning:
		into = &t.harmless
	case Secret:
		into = &t.hidden
	case Plain:
		into = &t.plain
	default:
		return fmt.Errorf("words say critical, warning, secret or plain, not %q", l.Verdict)
	}
	for _, other := range *into {
		if other.words == w.words && other.whole == w.whole {
			return fmt.Errorf("stands twice")
		}
	}
	*into = append(*into, w)
	return nil
}

// in gives the first whose words are part of a name's, or the whole of them.
func in(list []wordLine, name string) *wordLine {
	for i, w := range list {
		if name == w.words || !w.whole && strings.Contains(" "+name+" ", " "+w.words+" ") {
			return &list[i]
		}
	}
	return nil
}

// judge gives the line by words that judges a path, nil where none does: the
// innermost name that says something decides.
func (t *Table) judge(path models.Path) (line *Line) {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i].Index != models.Member {
			continue
		}
		w := t.judgeName(path[i].Key)
		switch {
		case w == nil:
		case !w.bare:
			return w.line
		case line == nil:
			line = w.line
		}
	}
	return line
}

func (t *Table) judgeName(name string) *wordLine {
	name = wordsOf(name)
	if w := in(t.harmless, name); w != nil {
		return w
	}
	return in(t.guards, name)
}

// wordsOf takes a name apart, in lower case and the singular: "vpcSecurityGroupIDs"
// and "vpc_security_group_ids" are both "vpc security group id".
func wordsOf(name string) string {
	words := partsOf(name)
	for i, w := range words {
		words[i] = singular(w)
	}
	return strings.Join(words, " ")
}

// partsOf takes a name apart, in lower case.
func partsOf(name string) []string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			b.WriteByte(' ')
			continue
		case unicode.IsUpper(r) && i > 0:
			afterLower := unicode.IsLower(runes[i-1]) || unicode.IsDigit(runes[i-1])
			plural := i+1 < len(runes) && runes[i+1] == 's' && i+2 == len(runes)
			beforeLower := unicode.IsUpper(runes[i-1]) && i+1 < len(runes) && unicode.IsLower(runes[i+1]) && !plural
			if afterLower || beforeLower {
				b.WriteByte(' ')
			}
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return strings.Fields(b.String())
}

func singular(w string) string {
	switch {
	case strings.HasSuffix(w, "ies") && len(w) > 4:
		return w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "sses"), strings.HasSuffix(w, "xes"), strings.HasSuffix(w, "shes"), strings.HasSuffix(w, "ches") && w != "caches":
		return w[:len(w)-2]
	case w == "ids", w == "ips", w == "uris", w == "apis", w == "s3s":
		return w[:len(w)-1]
	case w == "https", w == "cors", w == "imds", w == "mtls": // no plurals: https guards, http does not
		return w
	case strings.HasSuffix(w, "ss"), strings.HasSuffix(w, "us"), strings.HasSuffix(w, "is"), len(w) < 4: // dns, kms
		return w
	}
	return strings.TrimSuffix(w, "s")
}
