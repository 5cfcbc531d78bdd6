package cli

import (
	"bytes"
	"errors"
	"testing"

	"github.com/clouddrift/guardian/models"
)

type full struct{}

var errFull = errors.New("no space left")

func (full) Write([]byte) (int, error) { return 0, errFull }

// What is no terminal has no colours and no width; a failure to write is remembered.
func TestResult(t *testing.T) {
	t.Parallel()
	r := newResult(&bytes.Buffer{}, func(string) string { return "" })
	if r.colours || r.width != 0 || inColour(r, models.SeverityCritical) != "critical" {
		t.Errorf("got %+v", r)
	}
	r = newResult(full{}, func(string) string { return "" })
	if _, err := r.Write([]byte("x")); !errors.Is(err, errFull) || !errors.Is(r.err, errFull) {
		t.Errorf("remembered %v", r.err)
	}
	r.colours = true
	if got := inColour(r, models.SeverityCritical); got != "\x1b[1;31mcritical\x1b[0m" {
		t.Errorf("got %q", got)
	}
	if got := inColour(r, "SEVERITY"); got != "SEVERITY" {
		t.Errorf("got %q", got)
	}
}
