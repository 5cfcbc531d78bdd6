package main

import (
	"io"
	"os"
	"strings"
	"testing"
	"time"
)

// Not parallel: it takes the place of standard error.
func TestPace(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	before := os.Stderr
	os.Stderr = w
	p := pace{what: "copy"}
	p.step(1, 10) // too soon to say anything
	p.begun, p.said = time.Now().Add(-10*time.Second), time.Now().Add(-6*time.Second)
	p.step(5, 10)
	p.step(10, 10)
	os.Stderr = before
	w.Close()
	said, err := io.ReadAll(r)
	if text := string(said); err != nil || strings.Count(text, "\n") != 2 || !strings.Contains(text, "copy: 5 of 10, 10s left") || !strings.Contains(text, "copy: 10 of 10, 0s left") {
		t.Errorf("it says %q, %v", said, err)
	}
}
