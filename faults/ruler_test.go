//go:build linux

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/rulebook"
)

// ruler applies rules, each time others.
type ruler struct {
	*office
	asked int
	got   []string // the files that were acknowledged, by name
}

func (r *ruler) step(ctx context.Context, _ *rand.Rand) error {
	r.asked++
	file := fmt.Sprintf("rules-%06d.hcl", r.asked)
	err := r.apply(ctx, file)
	if err == nil {
		r.got = append(r.got, file)
	}
	select { // rules are not changed all the time
	case <-ctx.Done():
	case <-time.After(100 * time.Millisecond):
	}
	return err
}

func (r *ruler) apply(ctx context.Context, file string) error {
	source := fmt.Sprintf(`
channel "oncall" { url_from = "ONCALL_URL" }
tell { to = ["oncall"] }
ignore "other" {
  type   = ["aws_lambda_function"]
  reason = "as %s says"
}
`, file)
	book, err := rulebook.Parse(file, []byte(source), time.Now())
	if err != nil {
		return err
	}
	var lines []models.RuleLine
	for _, rule := range book.Rules() {
		lines = append(lines, models.RuleLine{Key: rule.Key, Kind: string(rule.Kind), Line: rule.Line, Reason: rule.Reason, Until: rule.Until})
	}
	_, _, err = r.store.Rules.Apply(ctx, models.ApplyRulesInput{File: file, Source: source, Rules: lines, By: r.people[0]})
	return err
}
