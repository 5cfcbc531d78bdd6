package rulebook

import (
	"errors"
	"os"
	"regexp"
	"testing"
)

// The rules that README offers to copy are taken, on any day.
func TestRulesToCopy(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	rules := regexp.MustCompile("(?s)```hcl\n(.*?)```").FindSubmatch(text)
	if rules == nil {
		t.Fatal("README has no rules")
	}
	if _, err := Parse("rules.hcl", rules[1], now.AddDate(100, 0, 0)); err != nil {
		t.Error(err)
	}
}

// The manual's examples are taken, and the one that is refused is refused as it says.
func TestManual(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	taken := regexp.MustCompile("(?s)```hcl\n(.*?)```").FindAllSubmatch(text, -1)
	if len(taken) == 0 {
		t.Error("it has no example")
	}
	for _, example := range taken {
		book(t, string(example[1]))
	}
	refused := regexp.MustCompile("(?s)```hcl refused\n(.*?)```\n\n```text\n(.*?)```").FindSubmatch(text)
	if refused == nil {
		t.Fatal("it does not say what is refused")
	}
	var faults *Faults
	if _, err := Parse("rules.hcl", refused[1], now); !errors.As(err, &faults) || faults.Text()+"\n" != string(refused[2]) {
		t.Errorf("want\n%s", faults.Text())
	}
}
