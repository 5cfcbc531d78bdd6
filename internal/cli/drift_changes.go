package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/clouddrift/guardian/models"
)

// shownChanges is how many changes are written out; JSON has them all.
const shownChanges = 100

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
	for i, c := range changes {
		if i == shownChanges {
			fmt.Fprintf(w, "\n  … and %d more: --output json has them\n", len(changes)-i)
			break
		}
		if err := writeChange(w, c, whole); err != nil {
			return err
		}
	}
	if len(noise) > 0 {
		fmt.Fprintf(w, "\n  %s left out as noise; --output json has them\n", counted(int64(len(noise)), "change"))
	}
	return nil
}

func writeChange(w io.Writer, c models.JudgedChange, whole models.Whole) error {
	fmt.Fprintf(w, "\n  %s\n", visible(c.Path))
	if words := verdict(c); words != "" && whole == models.WholeThere { // else one verdict holds for all of it
		fmt.Fprintln(w, "    "+words)
	}
	if c.SecretDiffers() {
		fmt.Fprintln(w, "    what differs is a secret, which is not kept; beside it:")
		return writeSide(w, "both", c.Actual)
	}
	if err := writeSide(w, "expected", c.Expected); err != nil || whole == models.WholeGone {
		return err
	}
	return writeSide(w, "actual", c.Actual)
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

// longLine is how long a value may be and still stand on one line.
const longLine = 100

func writeSide(w io.Writer, name string, value models.JSON) error {
	text := []byte("(none)")
	if len(value) > 0 {
		decoded, err := models.DecodeJSON(value)
		if err == nil {
			text, err = models.EncodeJSON(decoded)
		}
		if err != nil {
			return err
		}
	}
	if len(text) > longLine {
		var b bytes.Buffer
		if err := json.Indent(&b, text, "              ", "  "); err != nil {
			return err
		}
		text = b.Bytes()
	}
	fmt.Fprintf(w, "    %-8s  ", name)
	for line := range strings.Lines(string(text)) {
		fmt.Fprintln(w, visible(strings.TrimSuffix(line, "\n")))
	}
	return nil
}
