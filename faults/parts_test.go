package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Each part is a test of this folder, and each test that can run for long is a part.
func TestPartsAreTests(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text.Write(raw)
	}
	for _, p := range parts {
		if !strings.Contains(text.String(), "\nfunc "+p.test+"(t *testing.T) {") || p.rounds < 1 || p.what == "" {
			t.Errorf("part %s: %+v", p.name, p)
		}
	}
	if n := strings.Count(text.String(), "\n\tp := begin(t, "); n != len(parts)+1 {
		t.Errorf("%d tests can run for long, %d are parts, and one is run by TestTry", n, len(parts))
	}
}

// More rounds than usual may take longer.
func TestWithin(t *testing.T) {
	t.Parallel()
	for rounds, want := range map[int]time.Duration{1: limit, 60: limit, 61: 2 * limit, 600: 10 * limit} {
		if got := (part{rounds: 60}).within(rounds); got != want {
			t.Errorf("%d rounds: %s, want %s", rounds, got, want)
		}
	}
}
