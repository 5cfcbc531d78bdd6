package cli

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

const (
	// quiet is how long work may take without a word.
	quiet = time.Second
	// pace is how far apart the lines of progress are.
	pace = 5 * time.Second
)

// progress tells how far long work has come: a bar on a terminal, elsewhere a
// plain line now and then. Short work is over before it says anything.
type progress struct {
	w        io.Writer
	what     string
	unit     string // what the parts are called
	terminal bool
	now      func() time.Time

	begun, said time.Time
	bar         *progressbar.ProgressBar
	shown       bool
}

func (a *app) newProgress(what, unit string) *progress {
	now := time.Now()
	return &progress{w: a.err, what: visible(what), unit: unit, terminal: isTerminal(a.err), now: time.Now, begun: now, said: now}
}

// step is called after each part.
func (p *progress) step(done, total int) {
	now := p.now()
	if p.terminal && p.bar == nil { // its clock runs from the first part on, though it is seen later
		p.bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(p.w), progressbar.OptionSetDescription(p.what),
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString(p.unit), progressbar.OptionThrottle(quiet/10), progressbar.OptionClearOnFinish())
		p.bar.StartWithoutRender()
	}
	switch {
	case now.Sub(p.begun) < quiet:
	case p.terminal:
		p.shown = true
		_ = p.bar.Set(done) // a bar that cannot be drawn is no reason to stop
	case now.Sub(p.said) >= pace && done < total: // the result tells of the end
		p.said = now
		spent := now.Sub(p.begun)
		left := time.Duration(float64(spent) / float64(max(done, 1)) * float64(total-done))
		fmt.Fprintf(p.w, "%s: %d of %d %s, %.0f a second, %s left\n",
			p.what, done, total, p.unit, float64(done)/spent.Seconds(), left.Round(time.Second))
	}
}

// end takes the bar away.
func (p *progress) end() { p.hide() }

// hide takes the bar away until the next step, so that something else can be said.
func (p *progress) hide() {
	if p.shown {
		p.shown = false
		_ = p.bar.Clear()
	}
}
