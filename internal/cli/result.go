package cli

import (
	"io"
	"os"

	"golang.org/x/term"

	"github.com/clouddrift/guardian/models"
)

// result is standard output. It remembers the first failure to write, for the many
// places that write a line and do not look.
type result struct {
	w   io.Writer
	err error
	// terminal says whether a person sees it at once.
	terminal bool
	// width is how many columns the terminal has, 0 where that is not known.
	width int
	// colours says whether it shows colours and the user wants them.
	colours bool
}

// newResult looks at where a result goes. NO_COLOR with any value turns colours off, as
// no-color.org has it; a terminal called dumb knows none.
func newResult(stdout io.Writer, env func(string) string) *result {
	r := &result{w: stdout, terminal: isTerminal(stdout)}
	if !r.terminal {
		return r
	}
	r.colours = env("NO_COLOR") == "" && env("TERM") != "dumb"
	if width, _, err := term.GetSize(int(stdout.(*os.File).Fd())); err == nil {
		r.width = width
	}
	return r
}

func (r *result) Write(p []byte) (int, error) {
	n, err := r.w.Write(p)
	if r.err == nil {
		r.err = err
	}
	return n, err
}

// severityColours are those of a terminal, which every one has.
var severityColours = map[models.Severity]string{
	models.SeverityCritical: "\x1b[1;31m",
	models.SeverityWarning:  "\x1b[33m",
	models.SeverityInfo:     "\x1b[36m",
}

const colourEnds = "\x1b[0m"

// inColour writes a severity in its colour where w shows colours.
func inColour(w io.Writer, s models.Severity) string {
	if r, ok := w.(*result); ok && r.colours && severityColours[s] != "" {
		return severityColours[s] + string(s) + colourEnds
	}
	return string(s)
}
