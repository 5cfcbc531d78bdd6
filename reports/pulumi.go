package reports

import (
	"crypto/sha256"
	"strings"

	"github.com/clouddrift/guardian/models"
)

// Pulumi's digest of a preview is described by its type PreviewDigest,
// https://pkg.go.dev/github.com/pulumi/pulumi/pkg/v3/display#PreviewDigest.

// pulumi reads the digest of a refresh that is only previewed.
var pulumi = reader{
	format:  "pulumi",
	made:    "a digest of Pulumi, as `pulumi refresh --preview-only --json` prints it",
	command: pulumiCommand,
	names: []string{
		"changeSummary", "maybeCorrupt", "deployment",
		"preludeEvent", "resourcePreEvent", "resOutputsEvent", "resOpFailedEvent", "summaryEvent", "diagnosticEvent", "stdoutEvent", "cancelEvent",
	},
	together: []string{"config", "steps"},
	open:     openPulumi,
}

// perPlaced is how many bytes a resource takes beside its texts.
const perPlaced = 800

// pulumiReader is one reading of a digest.
type pulumiReader struct {
	report  *Report
	secrets *secrets
	run     pulumiRun
	stack   string
	at      map[string]pulumiPlaced // by URN, what a refresh looked at
	order   []string                // the URNs of at
	places  pulumiPlaces
	// twice is the error of the first URN that stands twice with different contents.
	twice error
}

// pulumiPlaced is a resource, as far as it is known before the whole report is.
type pulumiPlaced struct {
	facts
	provider string
	op       string
	untold   []string
	sum      [sha256.Size]byte
}

func openPulumi(src *source, r *Report) error {
	p := &pulumiReader{
		report: r, secrets: newSecrets(&src.kept), at: map[string]pulumiPlaced{},
		run:    newPulumiRun(),
		places: pulumiPlaces{map[string]string{}, map[string]string{}},
	}
	if err := src.whole(p.member); err != nil {
		return err
	}
	if err := p.run.check(src.makeReport); err != nil {
		return err
	}
	if p.twice != nil {
		return p.twice
	}
	p.secrets.tellApart(p.addresses())
	p.secrets.name(r, p.stack)
	r.RefreshOnly = true
	r.WhyNotClosing = p.run.whyNotClosing()
	r.Closes, r.Complete = r.WhyNotClosing == "", r.WhyNotClosing == ""
	r.Errored = p.run.errors > 0
	for _, urn := range p.order {
		placed := p.at[urn]
		if placed.op != pulumiRefresh {
			r.EntryCount++
		} else if p.run.failed[urn] {
			continue
		}
		r.Checked = append(r.Checked, p.resource(placed))
	}
	r.entries = src.entries(p.again)
	return nil
}

// member reads one member of the digest.
func (p *pulumiReader) member(c *cursor, name string) error {
	if what := pulumiOthers[name]; what != "" {
		wrong := c.fail(what + ", not the digest of a refresh; " + c.makeReport)
		if name == "deployment" {
			return other(wrong)
		}
		return wrong
	}
	switch name {
	case "config":
		return c.optionalMembers(func(key string) (err error) {
			value, err := c.value()
			if text, ok := value.(string); ok && strings.HasSuffix(key, ":region") && text != pulumiHidden {
				p.places.config[key] = text
			}
			return err
		})
	case "steps":
		return c.elements(func() error { return p.step(c) })
	}
	return p.run.member(c, name)
}

// step reads a step for the first time.
func (p *pulumiReader) step(c *cursor) error {
	in, raw, err := c.inside()
	if err != nil {
		return err
	}
	step, err := readPulumiStep(in)
	if err != nil {
		return err
	}
	if stack := stackOf(step.urn); p.stack == "" {
		p.stack = stack
	} else if stack != p.stack {
		return in.failAt("/urn", "is of another stack than the steps before it; want one stack in a report")
	}
	if err := p.run.step(in, step); err != nil {
		return err
	}
	for _, state := range []*pulumiState{step.old, step.new} {
		if state == nil {
			continue
		}
		state.hide(p.secrets)
		if strings.HasPrefix(state.typ, pulumiProvider) {
			p.places.add(state)
		}
	}
	if step.op == pulumiSame || !step.looked() {
		return nil
	}
	if err := step.check(in); err != nil {
		return err
	}
	return p.look(in, step, sha256.Sum256(raw))
}

// look remembers a resource that a refresh looked at. The same step stands twice where
// a URN has an older object that is still to be deleted.
func (p *pulumiReader) look(c *cursor, step *pulumiStep, sum [sha256.Size]byte) error {
	if before, twice := p.at[step.urn]; twice {
		p.run.planned = p.run.planned || (before.op == pulumiRefresh) != (step.op == pulumiRefresh)
		if before.sum != sum && p.twice == nil {
			p.twice = c.failAt("/urn", "stands twice with different contents; want a URN once")
		}
		return nil
	}
	if step.entry() {
		expected, actual, m := step.sides(p.secrets)
		p.secrets.collect(m, expected)
		p.secrets.collect(m, actual)
	}
	placed := pulumiPlaced{step.facts(p.secrets), step.old.provider, step.op, nil, sum}
	for _, path := range step.old.ignored {
		placed.untold = append(placed.untold, pulumiPath(path).Top())
	}
	c.kept.add(perPlaced + placed.textLength() + len(placed.provider) + len(step.urn))
	p.at[step.urn] = placed
	p.order = append(p.order, step.urn)
	return nil
}

// again reads the steps again and hands out those that drifted.
func (p *pulumiReader) again(c *cursor, name string, yield func(Entry) bool) error {
	if name != "steps" {
		return c.skip()
	}
	visited := make(map[string]bool, p.report.EntryCount)
	err := c.elements(func() error {
		in, _, err := c.inside()
		if err != nil {
			return err
		}
		step, err := readPulumiStep(in)
		if err != nil || !step.entry() || visited[step.urn] {
			return err
		}
		visited[step.urn] = true
		if err := step.check(in); err != nil {
			return err
		}
		if !yield(p.entry(step)) {
			return errStop
		}
		return nil
	})
	if err != nil {
		return err
	}
	return errStop // what follows the steps is known
}

// entry makes what is handed out of a step.
func (p *pulumiReader) entry(step *pulumiStep) Entry {
	e := Entry{
		Resource: p.resource(p.at[step.urn]),
		Action:   Action(step.op),
		Kind:     models.KindConfiguration,
		About:    func(models.Change) About { return About{NextApply: models.NextApplyUnknown} },
	}
	expected, actual, m := step.sides(p.secrets)
	e.Expected, e.Actual, _ = p.secrets.redact(m, expected, actual)
	return e
}

// resource is what the digest says of a resource, once it is read.
func (p *pulumiReader) resource(placed pulumiPlaced) Resource {
	r := placed.resource(p.places.of(placed.provider), p.secrets)
	r.Untold = placed.untold
	return r
}

// addresses are all that the digest says of resources that are there or were.
func (p *pulumiReader) addresses() (all []string) {
	for urn, placed := range p.at {
		all = append(all, urn)
		if placed.previous != "" {
			all = append(all, placed.previous)
		}
	}
	return all
}
