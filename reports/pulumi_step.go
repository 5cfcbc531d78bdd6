package reports

import (
	"slices"
	"strings"

	"github.com/clouddrift/guardian/models"
)

// What a step of a refresh does. Every resource begins as one that is refreshed, and
// becomes an update or a delete where the refresh found it so.
const (
	pulumiRefresh = "refresh"
	pulumiUpdate  = "update"
	pulumiDelete  = "delete"
	// pulumiSame is what the code registers and leaves as it is.
	pulumiSame = "same"
)

// pulumiStep is one element of a digest's steps: what happened to a resource, or what
// would.
type pulumiStep struct {
	op, urn  string
	old, new *pulumiState // nil where the step has none
	// paths are where detailedDiff says that something differs.
	paths []models.Path
}

// pulumiState is a resource on one side of a step.
type pulumiState struct {
	urn, id, typ, provider string
	// custom: a provider manages it, so it is no component and not the stack.
	custom bool
	// external: it is only read. deleting, replacing: it is about to go, or gone already.
	external, deleting, replacing bool
	// refreshed: it is refreshed before each update, in a preview as well.
	refreshed       bool
	secret          []string // of the outputs, by name
	ignored         []string // the outputs of which the code ignores changes
	inputs, outputs map[string]any
}

// readPulumiStep reads the step that c is over.
func readPulumiStep(c *cursor) (*pulumiStep, error) {
	s := &pulumiStep{}
	err := c.members(func(name string) (err error) {
		switch name {
		case "op":
			s.op, err = c.text()
		case "urn":
			s.urn, err = c.text()
		case "oldState":
			s.old, err = readPulumiState(c)
		case "newState":
			s.new, err = readPulumiState(c)
		case "detailedDiff":
			err = c.optionalMembers(func(path string) error {
				s.paths = append(s.paths, pulumiPath(path))
				return c.skip()
			})
		default:
			err = c.skip()
		}
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case s.op == "":
		return nil, c.failAt("/op", "missing; want what the step does, such as refresh")
	case !isURN(s.urn):
		return nil, c.failAt("/urn", "want urn:pulumi:STACK::PROJECT::TYPE::NAME")
	}
	return s, nil
}

func readPulumiState(c *cursor) (*pulumiState, error) {
	if c.null() {
		return nil, nil
	}
	s := &pulumiState{inputs: map[string]any{}, outputs: map[string]any{}}
	flags := map[string]*bool{
		"custom": &s.custom, "external": &s.external, "delete": &s.deleting, "pendingReplacement": &s.replacing, "refreshBeforeUpdate": &s.refreshed,
	}
	texts := map[string]*string{"urn": &s.urn, "id": &s.id, "type": &s.typ, "provider": &s.provider}
	err := c.members(func(name string) (err error) {
		flag, text := flags[name], texts[name]
		switch {
		case c.null():
		case flag != nil:
			*flag, err = c.boolean()
		case text != nil:
			*text, err = c.text()
		case name == "inputs":
			s.inputs, err = c.values()
		case name == "outputs":
			s.outputs, err = c.values()
		case name == "additionalSecretOutputs":
			s.secret, err = c.texts()
		case name == "ignoreChanges":
			s.ignored, err = c.texts()
		default:
			err = c.skip()
		}
		return err
	})
	return s, err
}

const (
	urnPrefix = "urn:pulumi:"
	// pulumiStack is the type of the resource that stands for the stack itself.
	pulumiStack = "pulumi:pulumi:Stack"
	// pulumiProvider is how the types of providers begin.
	pulumiProvider = "pulumi:providers:"
)

func isURN(s string) bool {
	return strings.HasPrefix(s, urnPrefix) && strings.Count(s, "::") >= 3
}

// stackOf names the stack of a URN: project/stack.
func stackOf(urn string) string {
	parts := strings.SplitN(strings.TrimPrefix(urn, urnPrefix), "::", 3)
	return parts[1] + "/" + parts[0]
}

// any gives the side of the step that is there, the recorded one first.
func (s *pulumiStep) any() *pulumiState {
	switch {
	case s.old != nil:
		return s.old
	case s.new != nil:
		return s.new
	}
	return &pulumiState{}
}

// isStack says whether the step is that of the stack itself.
func (s *pulumiStep) isStack() bool { return s.any().typ == pulumiStack }

// looked says whether a refresh looks at the resource: a provider manages it, and it is
// of the present. What is only read, as a data source is, is nobody's drift.
func (s *pulumiStep) looked() bool {
	state := s.any()
	return state.custom && !state.external && !state.deleting && !state.replacing && !strings.HasPrefix(state.typ, pulumiProvider)
}

// actual says whether the new side is what was found, and not what the code wants,
// which has no id yet.
func (s *pulumiStep) actual() bool { return s.new != nil && s.new.id != "" }

// entry says whether a refresh found the resource changed, or gone.
func (s *pulumiStep) entry() bool {
	return (s.op == pulumiUpdate || s.op == pulumiDelete) && s.looked()
}

// facts tell the resource from others. Under an alias its code gave it a new URN.
func (s *pulumiStep) facts(known *secrets) facts {
	m, sides := s.old.hide(known), []map[string]any{{"id": s.old.id}, s.old.outputs}
	if s.new != nil {
		m, sides = m.union(s.new.hide(known)), append(sides, s.new.outputs)
	}
	f := factsOf(s.urn, s.old.typ, m, sides...)
	if s.old.urn != s.urn {
		f.previous = s.old.urn
	}
	return f
}

// check refuses a step of a refresh that lacks what it needs.
func (s *pulumiStep) check(c *cursor) error {
	switch {
	case s.old == nil:
		return c.failAt("/oldState", "missing; want the resource as it was recorded")
	case s.old.typ == "":
		return c.failAt("/oldState/type", "missing; want the resource's type")
	case s.op == pulumiDelete && s.new != nil:
		return c.failAt("/newState", "want none: the resource is gone")
	}
	return nil
}

// sides gives what was recorded and what was found, with the secrets hidden, and where
// these stand.
func (s *pulumiStep) sides(known *secrets) (expected, actual map[string]any, m mask) {
	if s.new == nil {
		m = s.old.hide(known)
		return s.old.outputs, map[string]any{}, m
	}
	for _, path := range s.paths {
		s.lend(path.Top())
	}
	s.old.hide(known)
	s.new.hide(known)
	known.hideOther(models.Path{}, s.old.outputs, s.new.outputs, s.paths)
	if len(s.paths) > 0 {
		inOrder(models.Path{}, s.old.outputs, s.new.outputs, s.paths)
	}
	for _, path := range s.paths {
		tellSecret(s.old.outputs, s.new.outputs, path)
	}
	return s.old.outputs, s.new.outputs, s.old.listed().union(s.new.listed())
}

// inOrder gives an actual value with its lists in the order of the expected one where they
// differ in nothing else and no path leads there: many a list of Pulumi's is a set of
// Terraform's, which a provider reads in any order and compares without it.
func inOrder(at models.Path, expected, actual any, paths []models.Path) any {
	switch e := expected.(type) {
	case map[string]any:
		a, _ := actual.(map[string]any)
		for name, part := range a {
			if before, both := e[name]; both {
				a[name] = inOrder(at.Key(name), before, part, paths)
			}
		}
	case []any:
		a, is := actual.([]any)
		if !is {
			break
		}
		same := len(e) == len(a)
		for i, j := range models.Partners(e, a) {
			if j >= 0 {
				a[i] = inOrder(at.Index(i), e[j], a[i], paths)
			}
			same = same && j >= 0 && models.EqualJSON(e[j], a[i])
		}
		if same && !slices.ContainsFunc(paths, func(p models.Path) bool { return along(at, p) }) {
			return e
		}
	}
	return actual
}

// lend puts an input in the place of an output that the provider does not give, since
// Pulumi says that it differs.
func (s *pulumiStep) lend(name string) {
	for _, state := range []*pulumiState{s.old, s.new} {
		if _, given := state.outputs[name]; given {
			return
		}
	}
	for _, state := range []*pulumiState{s.old, s.new} {
		if input, given := state.inputs[name]; given {
			state.outputs[name] = input
		}
	}
}

// hide hides the secrets of a state, and says where they stand in its outputs.
func (s *pulumiState) hide(known *secrets) mask {
	known.hidePulumi(s.inputs)
	_, m := known.hidePulumi(s.outputs)
	return m.union(s.listed())
}

// listed says which outputs are listed as secrets.
func (s *pulumiState) listed() (m mask) {
	for _, name := range s.secret {
		m = m.union(mask{fields: map[string]mask{name: {all: true}}})
	}
	return m
}
