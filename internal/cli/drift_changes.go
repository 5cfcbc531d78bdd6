package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/clouddrift/guardian/models"
)

// How much of a drift's changes is written out; JSON has all of it.
const (
	shownChanges = 100
	shownPlaces  = 20  // within one text that holds JSON
	shownLines   = 500 // of all values together, or a few more
	valueLines   = 20  // of one value
	lineWidth    = 200 // characters of a line
)

const inJSON = "--output json has them"

// writeChanges tells where the drift differs, the gravest first, and of each change
// how grave it is, whether the code sets it and what the next apply does about it.
func writeChanges(w io.Writer, d models.Dossier) error {
	changes, noise := d.Counting()
	fmt.Fprintf(w, "\nWhat differs (%d):\n", len(changes))
	whole := d.Seen().Whole()
	if whole != models.WholeThere {
		fmt.Fprintln(w, "\n  "+whole.Sentence()+" "+d.Seen().WholeValues(len(changes)))
	}
	if models.ToldByHistory(d.Sighting.Tool) {
		fmt.Fprintln(w, "\n  "+models.HistorySentence)
	}
	if !d.Judged && len(changes) > 0 {
		fmt.Fprintln(w, "\n  "+models.NotJudgedSentence)
	}
	values := valueWriter{w: w, lines: shownLines, whole: whole}
	for i, c := range changes {
		if i == shownChanges || values.lines <= 0 {
			fmt.Fprintf(w, "\n  … and %d more: %s\n", len(changes)-i, inJSON)
			break
		}
		if err := values.change(c); err != nil {
			return err
		}
	}
	if len(noise) > 0 {
		fmt.Fprintf(w, "\n  %s left out as noise; %s\n", counted(int64(len(noise)), "change"), inJSON)
	}
	return nil
}

// valueWriter writes changes with their values, of which so many lines are left.
type valueWriter struct {
	w     io.Writer
	lines int
	whole models.Whole // one verdict holds for all of a resource that is gone or unmanaged
}

func (v *valueWriter) change(c models.JudgedChange) error {
	fmt.Fprintf(v.w, "\n  %s\n", visible(cut(c.Path, lineWidth)))
	if words := verdict(c); words != "" && v.whole == models.WholeThere {
		fmt.Fprintln(v.w, "    "+words)
	}
	if c.SecretDiffers() {
		fmt.Fprintln(v.w, "    what differs is a secret, which is not kept; beside it:")
		text, err := valueText(c.Actual)
		if err != nil {
			return err
		}
		return v.side("both", text, 0)
	}
	change, err := c.Change()
	if err != nil {
		return err
	}
	inner := change.InText()
	if inner == nil {
		return v.sides(c)
	}
	for i, place := range inner {
		if i == shownPlaces || v.lines <= 0 {
			fmt.Fprintf(v.w, "    … and %d more within the text: %s\n", len(inner)-i, inJSON)
			break
		}
		within := place.Judged("")
		fmt.Fprintf(v.w, "    within the text: %s\n", visible(cut(within.Path, lineWidth)))
		if err := v.sides(within); err != nil {
			return err
		}
	}
	return nil
}

// verdict is what is known of a change, in a few words.
func verdict(c models.JudgedChange) string {
	if c.Severity == "" {
		return ""
	}
	words := string(c.Severity)
	if in := models.InCodeWords(c.InCode); in != "" {
		words += ", " + in
	}
	return words + ", next apply: " + c.NextApply.Words()
}

// A value longer than longLine bytes is written over several lines, unless it is so
// long that hardly any of it is written.
const (
	longLine    = 100
	maxIndented = 64 << 10
)

func (v *valueWriter) sides(c models.JudgedChange) error {
	expected, err := valueText(c.Expected)
	if err != nil {
		return err
	}
	actual, err := valueText(c.Actual)
	if err != nil {
		return err
	}
	from := 0
	if isText := []byte{'"'}; bytes.HasPrefix(expected, isText) && bytes.HasPrefix(actual, isText) {
		from = nearDifference(expected, actual)
	}
	if err := v.side("expected", expected, from); err != nil || v.whole == models.WholeGone {
		return err
	}
	return v.side("actual", actual, from)
}

// valueText is a value as JSON on one line.
func valueText(value models.JSON) ([]byte, error) {
	if len(value) == 0 {
		return []byte("(none)"), nil
	}
	decoded, err := models.DecodeJSON(value)
	if err != nil {
		return nil, err
	}
	return models.EncodeJSON(decoded)
}

// nearDifference is where to begin with two texts of which the beginning alone is
// written, so that one sees where they differ; 0 is where they begin.
func nearDifference(a, b []byte) int {
	same := 0
	for same < min(len(a), len(b)) && a[same] == b[same] {
		same++
	}
	if same < lineWidth*3/4 {
		return 0
	}
	from := same - lineWidth/4
	for !utf8.RuneStart(a[from]) {
		from--
	}
	return from
}

// side writes one side of a change, of a long text from a place on.
func (v *valueWriter) side(name string, text []byte, from int) error {
	const below = "              " // the first line
	if len(text) > longLine && len(text) <= maxIndented {
		var b bytes.Buffer
		if err := json.Indent(&b, text, below, "  "); err != nil {
			return err
		}
		text = b.Bytes()
	}
	skipped := ""
	if from > 0 {
		skipped = "…"
	}
	lines := strings.Split(string(text[from:]), "\n")
	fmt.Fprintf(v.w, "    %-8s  %s", name, skipped)
	for _, line := range lines[:min(len(lines), valueLines)] {
		fmt.Fprintln(v.w, visible(cut(line, lineWidth)))
		v.lines--
	}
	if more := len(lines) - valueLines; more > 0 {
		fmt.Fprintf(v.w, "%s… and %s more: %s\n", below, counted(int64(more), "line"), inJSON)
	}
	return nil
}
