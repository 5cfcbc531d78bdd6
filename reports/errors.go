package reports

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Error says what is wrong with a report: one line with the place and what was
// expected there. It never holds a value of a resource.
type Error struct {
	// Line and Column are where reading stopped, from 1, the column in characters.
	Line, Column int
	// Path is the JSON value at fault, such as resource_drift[3].change.actions;
	// "" is the report as a whole.
	Path string
	// Want is what was expected there, or what is wrong, and what to do instead.
	Want string
	// Fault says what kind of file it is about.
	Fault Fault

	offset int64 // in bytes of the report as UTF-8
}

// Fault is what kind of file an [Error] is about. The zero value is a report of a known
// format that is wrong or not whole.
type Fault int

// What a file is that is no report.
const (
	// FaultOther is JSON of no format that is read, such as another tool's.
	FaultOther Fault = iota + 1
	// FaultText is no JSON, or ends before anything tells its format.
	FaultText
)

// Error is the place and Want: "line 1, column 20, at a.b[1]: want …".
func (e *Error) Error() string {
	place := fmt.Sprintf("line %d, column %d", e.Line, e.Column)
	if e.Path != "" {
		place += ", at " + e.Path
	}
	return place + ": " + e.Want
}

// other says of an error that its file is JSON of no format that is read.
func other(err error) error {
	var e *Error
	if errors.As(err, &e) {
		e.Fault = FaultOther
	}
	return err
}

// unknown says of an error that nothing told the format of its file.
func unknown(err error) error {
	var e *Error
	if errors.As(err, &e) && e.Fault == 0 {
		e.Fault = FaultText
	}
	return err
}

// cutShort is how a file that ends too early is called.
const cutShort = "the report is cut short: it ends in the middle of its JSON; "

// maxDepth is how many levels the decoder goes down before it gives up.
const maxDepth = 10_000

func isSyntax(err error) bool {
	var syntax *jsontext.SyntacticError
	return errors.As(err, &syntax)
}

// syntaxProblem words an error of the JSON decoder.
func syntaxProblem(err *jsontext.SyntacticError, makeReport string) string {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return cutShort + makeReport
	case strings.Count(string(err.JSONPointer), "/") >= maxDepth-1:
		return fmt.Sprintf("nested deeper than %d levels", maxDepth)
	case errors.Is(err, jsontext.ErrDuplicateName):
		return "stands twice; want each name of an object once"
	}
	return "is not JSON: " + err.Err.Error()
}

// maxPath keeps an error to one readable line where a report has absurd names.
const maxPath = 200

// ownNames are the members of a report within which names are its own, such as the keys
// of a map, and may be secrets that it marks further on; each with how many names its
// kind of resource still gives.
var ownNames = map[string]int{
	"before": 1, "after": 1, "before_sensitive": 1, "after_sensitive": 1, "after_unknown": 1,
	"values": 1, "sensitive_values": 1, "expressions": 1, "value": 0, "constant_value": 0,
	"oldState": 2, "newState": 2,
}

// readablePath writes a JSON pointer as people write it: a.b[3]["odd name"]. Of a name
// that may be a secret nothing is shown: a.b[…]. An empty name may be any: the decoder
// loses names within a value that it reads as a whole. So many names are given at first,
// all where that is less than 0.
func readablePath(p jsontext.Pointer, given int) string {
	var b strings.Builder
	for token := range p.Tokens() {
		if b.Len() > maxPath {
			return b.String() + "…"
		}
		own := given == 0 && utf8.RuneCountInString(token) >= leakLength
		switch n, is := ownNames[token]; {
		case token == "":
			given = 0
		case is && given < 0 && b.String() != "prior_state":
			given = n
		case given > 0 && !isIndex(token):
			given--
		}
		switch {
		case own:
			b.WriteString("[…]")
		case isIndex(token):
			b.WriteString("[" + token + "]")
		case isPlainName(token):
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(token)
		default:
			b.WriteString("[" + quote(token) + "]")
		}
	}
	return b.String()
}

func isIndex(token string) bool {
	_, err := strconv.ParseUint(token, 10, 64)
	return err == nil
}

func isPlainName(token string) bool {
	for _, r := range token {
		if r != '_' && r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return false
		}
	}
	return token != "" && len(token) <= 60
}

// found shows a value of a report in an error where it is too short to be a secret that
// the report marks further on; a longer one is told by its length.
func found(value string) string {
	if n := utf8.RuneCountInString(value); n >= leakLength {
		return fmt.Sprintf("a text of %d characters", n)
	}
	return strconv.Quote(value)
}

// quote shows a name of a report in an error: quoted, cut after 60 characters.
func quote(s string) string {
	if runes := []rune(s); len(runes) > 60 {
		s = string(runes[:60]) + "…"
	}
	return strconv.Quote(s)
}

// listed names several in a sentence.
func listed[T ~string](names []T) string {
	var b strings.Builder
	for i, name := range names {
		switch {
		case i == 0:
		case i == len(names)-1:
			b.WriteString(" and ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(string(name))
	}
	return b.String()
}
