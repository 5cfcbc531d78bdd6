package main

import (
	"fmt"
	"os"
	"time"
)

// say tells of the work's progress, beside the table, which is the output.
func say(format string, args ...any) {
	fmt.Fprintf(os.Stderr, time.Now().Format("15:04:05 ")+format+"\n", args...)
}

// pace says now and then how far something has come and how long the rest will take.
type pace struct {
	what        string
	begun, said time.Time
}

func (p *pace) step(done, total int64) {
	now := time.Now()
	if p.begun.IsZero() {
		p.begun, p.said = now, now
	}
	if now.Sub(p.said) < 5*time.Second && done < total {
		return
	}
	p.said = now
	left := time.Duration(float64(now.Sub(p.begun)) / float64(max(done, 1)) * float64(total-done))
	say("%s: %d of %d, %s left", p.what, done, total, left.Round(time.Second))
}
