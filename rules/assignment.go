package rules

import (
	"regexp"
	"strings"
)

// assignment is a name in a line, and where its value begins.
type assignment struct {
	name  string
	value int
	colon bool // it is written `name: value`
	first bool // the name is the first of its line
	flag  bool // it is written `--name value`
	loose bool // spaces stand around the sign between them
	flow  bool // it stands between braces
	quote byte // the quote that stands before the name and ends behind the value, as 'Name: value'; else 0
	query bool // it is a part of an address
}

// nextAssignment finds the next one in a line from a place on.
func nextAssignment(line string, from int) (a assignment, ok bool) {
	for i := from; i < len(line); i++ {
		switch line[i] {
		case '=', ':':
			if a, ok = assignmentAt(line, from, i); ok {
				return a, true
			}
		case ' ':
			if a, ok = flagBefore(line, from, i); ok {
				return a, true
			}
		}
	}
	return a, false
}

func isNameByte(c byte) bool {
	return c == '_' || c == '-' || c == '.' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// assignmentAt reads the assignment whose sign stands at a place.
func assignmentAt(line string, from, sign int) (a assignment, ok bool) {
	a.colon = line[sign] == ':'
	after := sign + 1
	if after < len(line) && (line[after] == '=' || line[after] == '>' || a.colon && line[after] == '-') { // := and => and :-
		if !a.colon && line[after] == '=' {
			return a, false // a comparison
		}
		a.colon = false
		after++
	}
	end := sign
	for end > from && (line[end-1] == ' ' || line[end-1] == '\t') {
		end--
	}
	a.loose = end < sign
	closed := end
	if end = from + len(strings.TrimRight(line[from:end], closing)); end > from && closed > end && line[end-1] >= '0' && line[end-1] <= '9' && strings.HasPrefix(line[end:], "]") {
		end = from + len(strings.TrimRight(line[from:end], "0123456789[")) // the name is that of the list
	}
	start := end
	for start > from && isNameByte(line[start-1]) {
		start--
	}
	if a.name = strings.Trim(line[start:end], "-."); a.name == "" {
		return a, false
	}
	before := strings.TrimRight(line[:start], "\\\"' \t")
	a.first = strings.TrimRight(before, " \t-") == "" // from the right, where something stands soon
	comment := strings.TrimRight(before, " \t#/;") == ""
	a.query = start > 0 && strings.ContainsRune("?&", rune(line[start-1]))
	a.flow = strings.HasSuffix(before, "{") || strings.HasSuffix(before, ",")
	if byDefault := line[after-1] == '-'; byDefault && !strings.HasSuffix(before, "${") {
		return a, false
	}
	if a.colon && !a.first && !a.flow && end == closed && start > 0 && strings.ContainsRune("\"'", rune(line[start-1])) {
		a.quote = line[start-1]
	} else if a.colon && (!a.first && !a.flow && !comment || after < len(line) && !strings.ContainsRune(" \t\\\"'", rune(line[after]))) {
		return a, false // in prose, or of an address
	}
	a.value = after
	return a, true
}

// closing are the signs that may stand behind a name: quotes, escaped or not, and what ends
// an index.
const closing = "\\\"']"

// flagBefore reads the flag that ends before a place, of which the value follows.
func flagBefore(line string, from, space int) (a assignment, ok bool) {
	start := space
	for start > from && isNameByte(line[start-1]) {
		start--
	}
	name := strings.TrimLeft(line[start:space], "-")
	// One dash is of letters, -p, and in some shells of words.
	if dashes := space - start - len(name); dashes == 0 || dashes > 2 || len(name) < 3 || strings.HasPrefix(line[space+1:], "-") {
		return a, false
	}
	return assignment{name: name, value: space + 1, flag: true}, true
}

// further is where a value without quotes is over, since another name follows;
// furtherQuery in the query of an address.
var (
	further      = regexp.MustCompile(`[;,][\w .-]*=|[;,]\s*$`)
	furtherQuery = regexp.MustCompile(`[&#]`)
)

// near is how far a value is looked for before the rest of its line is: lines of many
// values cost no more than they are long. One that is no secret is looked at for what
// it names, which is short.
const near, nearName = 2048, 128

// text is the value of an assignment, and where in its line it stands; of one that is no
// secret the beginning is enough.
func (a assignment) text(line string, secret bool) (text string, from, to int) {
	reach := near
	if !secret {
		reach = nearName
	}
	if end := a.value + reach; end < len(line) {
		text, from, to = a.textIn(line[:end])
		if !secret || strings.Trim(line[to:end], " \t;,") != "" {
			return text, from, to
		}
	}
	return a.textIn(line)
}

func (a assignment) textIn(line string) (text string, from, to int) {
	from = a.value + len(line[a.value:]) - len(strings.TrimLeft(line[a.value:], " \t"))
	rest := line[from:]
	if rest == "" {
		return "", from, from
	}
	if a.quote != 0 {
		text = upTo(rest, string(a.quote))
		return text, from, from + len(text)
	}
	if mark := escapedQuote.FindString(rest); mark != "" {
		n := escapedText(rest[len(mark):], mark)
		return rest[len(mark) : len(mark)+n], from + len(mark), from + len(mark) + n
	}
	if quote := rest[0]; quote == '"' || quote == '\'' {
		n := quoted(rest[1:], quote)
		return rest[1 : 1+n], from + 1, from + 1 + n
	}
	switch {
	case a.flow:
		rest = upTo(rest, ",}")
	case a.colon:
		rest = strings.TrimRight(before(rest, " #"), ",")
	case a.loose:
		rest = before(rest, " #", " ;")
	case strings.HasPrefix(rest, "{{"):
		rest = through(rest, "}}")
	case strings.HasPrefix(rest, "<"):
		rest = through(rest, ">")
	case strings.HasPrefix(rest, "("): // a list of a shell's
		rest = through(rest, ")")
	default:
		rest = upTo(rest, " \t\"'")
	}
	end := further
	if a.query {
		end = furtherQuery
	}
	if at := end.FindStringIndex(rest); at != nil && !a.colon {
		rest = rest[:at[0]]
	}
	rest = strings.TrimRight(rest, " \t")
	return rest, from, from + len(rest)
}

// escapedQuote begins a text within a text.
var escapedQuote = regexp.MustCompile(`^\\+["']`)

// escapedText is how long a text is up to the escaped quote that ends it; one that is
// escaped once more is within it.
func escapedText(s, mark string) int {
	for from := 0; ; {
		i := strings.Index(s[from:], mark)
		switch {
		case i < 0:
			return len(s)
		case i == 0 || s[from+i-1] != '\\':
			return from + i
		}
		from += i + len(mark)
	}
}

// quoted is how long a text is up to the quote that ends it; two of them are one within it.
func quoted(s string, quote byte) int {
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quote == '"':
			i++
		case s[i] == quote && i > 0 && i+1 < len(s) && s[i+1] == quote:
			i++
		case s[i] == quote:
			return i
		}
	}
	return len(s)
}

// upTo is the part of a text before the first of some characters.
func upTo(s, characters string) string {
	if i := strings.IndexAny(s, characters); i >= 0 {
		return s[:i]
	}
	return s
}

// before is the part of a text before the first of some others.
func before(s string, others ...string) string {
	for _, other := range others {
		s, _, _ = strings.Cut(s, other)
	}
	return s
}

// through is the part of a text up to its end mark and with it, or up to a space.
func through(s, end string) string {
	if i := strings.Index(s, end); i >= 0 {
		return s[:i+len(end)]
	}
	return upTo(s, " ")
}
