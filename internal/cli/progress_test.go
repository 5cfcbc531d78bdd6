package cli

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestProgress(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	now := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
	p := &progress{w: &out, what: "import x", unit: "entries", now: func() time.Time { return now }, begun: now, said: now}
	for i := range 120 { // a step each tenth of a second
		p.step(i, 120)
		now = now.Add(time.Second / 10)
	}
	p.end()
	if out.String() != "import x: 50 of 120 entries, 10 a second, 7s left\nimport x: 100 of 120 entries, 10 a second, 2s left\n" {
		t.Errorf("wrote %q", out.String())
	}
}

func TestProgressBar(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	now := time.Now()
	p := &progress{w: &out, what: "import x", unit: "entries", terminal: true, now: func() time.Time { return now }, begun: now, said: now}
	p.step(1, 10)
	if out.Len() > 0 {
		t.Errorf("short work wrote %q", out.String())
	}
	now = now.Add(2 * time.Second)
	p.step(5, 10)
	if !strings.Contains(out.String(), "import x") || !strings.Contains(out.String(), "5/10") {
		t.Errorf("wrote %q", out.String())
	}
	shown := out.Len()
	p.hide()
	if p.hide(); strings.Count(out.String()[shown:], "\r") > 2 {
		t.Errorf("hidden twice: %q", out.String()[shown:])
	}
	p.end()
	if strings.Contains(out.String(), "\n") {
		t.Errorf("the bar stays: %q", out.String())
	}
}

// What is told of the speed counts the time before anything was to be seen.
func TestProgressBarKnowsItsRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		p := &progress{w: &out, what: "import", unit: "files", terminal: true, now: time.Now, begun: time.Now()}
		p.step(0, 200)
		time.Sleep(2 * time.Second)
		p.step(100, 200)
		if !strings.Contains(out.String(), "100/200, 50 files/s") {
			t.Errorf("wrote %q", out.String())
		}
	})
}
