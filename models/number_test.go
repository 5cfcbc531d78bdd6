package models_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// The spelling of a number does not count, however long it is.
func TestNumbersAreComparedByValue(t *testing.T) {
	t.Parallel()
	nines := strings.Repeat("9", 400)
	for _, c := range []struct {
		a, b  string
		equal bool
	}{
		{"1", "1.0", true}, {"10", "1e1", true}, {"0.1", "1e-1", true}, {"-0", "0", true}, {"-1", "1", false},
		{"1e400", "10e399", true}, {"1e" + nines, "1e" + nines, true}, {"1e" + nines, "10e" + nines, false},
		{"100e-2", "1", true}, {"1e+5", "100000", true}, {"9007199254740993", "9007199254740992", false},
	} {
		if got := models.EqualJSON(json.Number(c.a), json.Number(c.b)); got != c.equal {
			t.Errorf("%.20s and %.20s: %t", c.a, c.b, got)
		}
	}
}

// An exponent of a million digits would take seconds to read as a number.
func TestAnEndlessExponentCostsNothing(t *testing.T) {
	t.Parallel()
	endless := json.Number("1e" + strings.Repeat("7", 1_000_000))
	list := make([]any, 1000)
	for i := range list {
		list[i] = endless
	}
	if !models.EqualJSON(list, append([]any(nil), list...)) {
		t.Error("it is not equal to itself")
	}
	if err := models.CheckStorable(endless); err == nil {
		t.Error("PostgreSQL is to keep it")
	}
}

// A number may be short in a report and long in every answer.
func TestNumbersThatExplodeAreNotKept(t *testing.T) {
	t.Parallel()
	list := make([]any, 8500)
	for i := range list {
		list[i] = json.Number("1e131071")
	}
	if err := models.CheckStorable(map[string]any{"list": list}); err == nil || !strings.Contains(err.Error(), "takes more than 64 MiB written out") {
		t.Errorf("%v", err)
	}
	if err := models.CheckStorable(map[string]any{"list": list[:400]}); err != nil {
		t.Errorf("50 MiB: %v", err)
	}
	if err := models.CheckStorable(strings.Repeat("x", models.MaxJSONSize)); err == nil {
		t.Error("a text of 64 MiB and its quotes")
	}
}
