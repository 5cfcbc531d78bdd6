package rules

import (
	"fmt"
	"strings"
	"unicode"
)

// wordLine is a line by words, and how its words are compared.
type wordLine struct {
	line  *Line
	words string
}

// addWords takes a line that judges by words: critical where the words guard,
// warning where a name that holds a guarding word guards nothing (between = signs
// the words are the whole name), secret where a name that ends with them is one.
func (t *Table) addWords(l *Line) error {
	text, whole := strings.CutPrefix(l.Path, "=")
	w := wordLine{l, wordsOf(text)}
	if w.words == "" {
		return fmt.Errorf("has no words")
	}
	if whole {
		w.words = "=" + w.words
	}
	var into *[]wordLine
	switch l.Verdict {
	case Critical:
		into = &t.guards
	case Warning:
		into = &t.harmless
	case Secret:
		into = &t.hidden
	default:
		return fmt.Errorf("words say critical, warning or secret, not %q", l.Verdict)
	}
	for _, other := range *into {
		if other.words == w.words {
			return fmt.Errorf("stands twice")
		}
	}
	*into = append(*into, w)
	return nil
}

// in gives the line whose words are part of a name's, or the whole of them.
func in(list []wordLine, name string) *Line {
	for _, w := range list {
		if whole, ok := strings.CutPrefix(w.words, "="); ok {
			if name == whole {
				return w.line
			}
		} else if strings.Contains(" "+name+" ", " "+w.words+" ") {
			return w.line
		}
	}
	return nil
}

// judge gives the line by words that judges a name, nil where none does.
func (t *Table) judge(name string) *Line {
	name = wordsOf(name)
	if l := in(t.harmless, name); l != nil {
		return l
	}
	return in(t.guards, name)
}

// wordsOf takes a name apart, in lower case and the singular: "vpcSecurityGroupIDs"
// and "vpc_security_group_ids" are both "vpc security group id".
func wordsOf(name string) string {
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
	words := strings.Fields(b.String())
	for i, w := range words {
		words[i] = singular(w)
	}
	return strings.Join(words, " ")
}

func singular(w string) string {
	switch {
	case strings.HasSuffix(w, "ies") && len(w) > 4:
		return w[:len(w)-3] + "y"
	case w == "ids", w == "ips":
		return w[:2]
	case w == "https", w == "cors", w == "imds", w == "mtls":
		return w
	case strings.HasSuffix(w, "ss"), strings.HasSuffix(w, "us"), strings.HasSuffix(w, "is"), len(w) < 4: // dns, kms
		return w
	}
	return strings.TrimSuffix(w, "s")
}
