package importing_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// view is one scan of an estate: what it listed and what it reported as drifted.
type view struct {
	at       time.Time
	kind     string
	listed   []thing // what the plan says that it looked at
	reported []thing // its entries, in the plan's order
	closes   bool    // its silence says that what it listed is in order
	resolve  bool    // it is imported with --resolve-missing
}

// The kinds of scans.
const (
	whole    = "whole"
	gap      = "whole, but without some of the code"
	targeted = "with -target"
	failed   = "failed"
	ordinary = "with the plan of an apply"
	silent   = "not saying whether it is complete"
)

var someKinds = []string{whole, whole, whole, whole, whole, whole, gap, targeted, targeted, failed, ordinary, silent}

// scan looks at an estate.
func (e *estate) scan(rng *rand.Rand, at time.Time) view {
	v := view{at: at, kind: pick(rng, someKinds), resolve: chance(rng, 90)}
	v.closes = v.kind == whole || v.kind == gap
	missing, listsAll := map[int]bool{}, v.kind == targeted && chance(rng, 50)
	if v.kind == gap || v.kind == targeted || v.kind == failed {
		for _, t := range e.things {
			missing[t.no] = chance(rng, 30)
		}
	}
	for _, i := range rng.Perm(len(e.things)) {
		t := e.things[i]
		if !missing[t.no] && t.entered(v.kind) {
			v.reported = append(v.reported, t)
		}
		if !missing[t.no] || listsAll && !t.gone {
			v.listed = append(v.listed, t)
		}
	}
	return v
}

// entered says whether a plan has an entry for the thing; an ordinary one has none for
// a move alone, which its changes tell of.
func (t thing) entered(kind string) bool {
	return t.gone || t.recorded != t.actual || t.prev != "" && kind != ordinary
}

// attributes are the names that a type has for what is here called guard and plain.
func (t thing) attributes() (guard, plain string) {
	if t.typ == instance {
		return "vpc_security_group_ids", "instance_type"
	}
	return "acl", "content_type"
}

func (t thing) state(v values) map[string]any {
	guard, plain := t.attributes()
	s := map[string]any{
		plain: fmt.Sprintf("p%d", v.plain), "tags": map[string]any{"Name": fmt.Sprintf("t%d", v.tag)}, "remark": nil,
		"parts": []any{map[string]any{"size": v.sizes[0]}, map[string]any{"size": 100 + v.sizes[1]}},
	}
	if s[guard] = fmt.Sprintf("g%d", v.guard); t.typ == instance {
		s[guard] = []any{s[guard]}
	}
	if v.remark {
		s["remark"] = ""
	}
	for name, value := range map[string]string{"id": t.id, "region": t.region, "owner_id": t.account} {
		if value != "" {
			s[name] = value
		}
	}
	return s
}

// spot is one place where a thing differs, in a plan's own words.
type spot struct {
	pattern  string
	grade    int // 0 a label, 1 anything, 2 critical
	was, now string
}

func (s spot) String() string { return fmt.Sprintf("%s %s→%s", s.pattern, s.was, s.now) }

// spots lists where a thing that is reported differs, noise left out, in an order
// of their own.
func (t thing) spots() (spots []spot) {
	guard, plain := t.attributes()
	add := func(pattern string, grade int, was, now any) {
		text := func(v any) string {
			raw, _ := json.Marshal(v)
			return string(raw)
		}
		spots = append(spots, spot{pattern, grade, text(was), text(now)})
	}
	if t.gone {
		for name, value := range t.state(t.recorded) {
			grade, known := map[string]int{guard: 2, "tags": 0}[name]
			if !known {
				grade = 1
			}
			if value != nil {
				add(name, grade, value, nil)
			}
		}
	} else {
		if was, now := t.recorded.guard, t.actual.guard; was != now {
			if t.typ == instance {
				guard += "[*]"
			}
			add(guard, 2, was, now)
		}
		if was, now := t.recorded.plain, t.actual.plain; was != now {
			add(plain, 1, was, now)
		}
		if was, now := t.recorded.tag, t.actual.tag; was != now {
			add("tags.Name", 0, was, now)
		}
		for i := range t.actual.sizes {
			if was, now := t.recorded.sizes[i], t.actual.sizes[i]; was != now {
				add("parts[*].size", 1, 100*i+was, 100*i+now)
			}
		}
	}
	slices.SortFunc(spots, func(a, b spot) int { return strings.Compare(a.String(), b.String()) })
	return spots
}

// severity is the gravest of the spots, and of what is gone critical.
func (t thing) severity() string {
	grade := 0
	for _, s := range t.spots() {
		grade = max(grade, s.grade)
	}
	if t.gone {
		grade = 2
	}
	return []string{"info", "warning", "critical"}[grade]
}

// plan writes the view as Terraform does.
func (v view) plan() []byte {
	p := map[string]any{
		"format_version": "1.2", "terraform_version": "1.11.4", "timestamp": v.at.Format(time.RFC3339),
		"errored": v.kind == failed, "complete": v.kind != failed && v.kind != targeted,
		"planned_values": map[string]any{"root_module": map[string]any{}},
	}
	var drift, prior, changes []any
	for _, t := range v.reported {
		drift = append(drift, t.entry())
	}
	for _, t := range v.listed {
		if !t.gone {
			prior = append(prior, map[string]any{
				"address": t.addr, "mode": "managed", "type": t.typ, "name": "x", "values": t.state(t.actual),
			})
		}
		changes = append(changes, t.planned())
	}
	if p["resource_drift"] = drift; len(drift) == 0 {
		delete(p, "resource_drift")
	}
	p["prior_state"] = map[string]any{"values": map[string]any{"root_module": map[string]any{"resources": prior}}}
	switch v.kind {
	case ordinary:
		p["resource_changes"] = changes
		p["planned_values"] = map[string]any{"root_module": map[string]any{"resources": prior}}
	case silent:
		delete(p, "complete")
	}
	raw, err := json.Marshal(p)
	if err != nil {
		panic(err)
	}
	return raw
}

// entry is the thing's entry of resource_drift.
func (t thing) entry() map[string]any {
	change := map[string]any{"actions": []string{"update"}, "before": t.state(t.recorded), "after": t.state(t.actual)}
	switch {
	case t.gone:
		change["actions"], change["after"] = []string{"delete"}, nil
	case t.recorded == t.actual:
		change["actions"] = []string{"no-op"}
	}
	e := map[string]any{"address": t.addr, "mode": "managed", "type": t.typ, "name": "x", "change": change}
	if t.prev != "" {
		e["previous_address"] = t.prev
	}
	return e
}

// planned is the thing's entry of resource_changes: the code wants what is recorded,
// and lets the attributes of every third thing be what they are.
func (t thing) planned() map[string]any {
	change := map[string]any{"actions": []string{"no-op"}, "before": t.state(t.actual), "after": t.state(t.actual)}
	switch {
	case t.gone:
		change["actions"], change["before"], change["after"] = []string{"create"}, nil, t.state(t.recorded)
	case t.drifted() && t.no%3 != 0:
		change["actions"], change["after"] = []string{"update"}, t.state(t.recorded)
	}
	c := map[string]any{"address": t.addr, "mode": "managed", "type": t.typ, "name": "x", "change": change}
	if t.prev != "" {
		c["previous_address"] = t.prev
	}
	return c
}

func (v view) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "scan of %s, %s", v.at.Format("01-02 15:04:05"), v.kind)
	if !v.resolve {
		b.WriteString(", without --resolve-missing")
	}
	for _, t := range v.listed {
		mark := " "
		if slices.ContainsFunc(v.reported, func(r thing) bool { return r.no == t.no }) {
			mark = "*"
		}
		fmt.Fprintf(&b, "\n      %s %s", mark, t)
	}
	return b.String()
}
