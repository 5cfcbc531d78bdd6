package rules

import (
	"slices"
	"strings"

	"github.com/clouddrift/guardian/models"
)

// glob says whether text matches a pattern in which * is any run of characters.
func glob(pattern, text string) bool {
	first, rest, some := strings.Cut(pattern, "*")
	if !some {
		return pattern == text
	}
	text, ok := strings.CutPrefix(text, first)
	if !ok {
		return false
	}
	for {
		part, more, some := strings.Cut(rest, "*")
		if !some {
			return strings.HasSuffix(text, part)
		}
		i := strings.Index(text, part)
		if i < 0 {
			return false
		}
		text, rest = text[i+len(part):], more
	}
}

// node is a place in the paths that one type's lines name.
type node struct {
	line  *Line
	keys  map[string]*node
	globs []globNode
	index *node
}

// globNode is a member whose name is a pattern.
type globNode struct {
	name string
	node *node
}

// patterns holds the lines of one type, to find the one that reaches deepest into a path.
type patterns struct {
	root   node             // its line is the type's own, at the path *
	within map[string]*Line // of **.name
	globs  []*Line          // of **.na*me
}

// anywhere begins a path that names a member at any depth.
const anywhere = "**."

// add puts a line in its place. It gives the line that stands there already.
func (p *patterns) add(l *Line) (taken *Line) {
	if name, ok := strings.CutPrefix(l.Path, anywhere); ok {
		if strings.Contains(name, "*") {
			p.globs = append(p.globs, l)
			return nil
		}
		if p.within == nil {
			p.within = map[string]*Line{}
		}
		taken, p.within[name] = p.within[name], l
		return taken
	}
	at := &p.root
	for _, s := range l.steps {
		at = at.child(s)
	}
	taken, at.line = at.line, l
	return taken
}

func (n *node) child(s models.Step) *node {
	if s.Index != models.Member {
		if n.index == nil {
			n.index = &node{}
		}
		return n.index
	}
	if strings.Contains(s.Key, "*") {
		for _, g := range n.globs {
			if g.name == s.Key {
				return g.node
			}
		}
		g := globNode{s.Key, &node{}}
		n.globs = append(n.globs, g)
		return g.node
	}
	if n.keys == nil {
		n.keys = map[string]*node{}
	}
	if n.keys[s.Key] == nil {
		n.keys[s.Key] = &node{}
	}
	return n.keys[s.Key]
}

// ownNames are maps in which people choose the names: an environment variable that is
// called item_count is none of the platform's counts, and one that is called description
// is read by a program.
var ownNames = []string{
	"data", "binary_data", "binaryData", "string_data", "stringData",
	"variables", "Variables", "environment_variables", "environmentVariables", "env_vars", "envVars", "app_settings", "appSettings",
	"tags", "tags_all", "tagsAll", "labels", "annotations", "triggers", "keepers",
}

// inOwnNames says whether the last of so many steps of a path is a name that people choose.
func inOwnNames(path models.Path, steps int) bool {
	return steps > 1 && path[steps-2].Index == models.Member && slices.Contains(ownNames, path[steps-2].Key)
}

// spelling gives the names in a line that a name of a report may stand for, of a tool that
// writes them otherwise and leaves out the index of what stands at most once.
type spelling func(name string) []string

// asWritten is the spelling of the lines themselves.
var asWritten spelling

func (as spelling) names(name string) []string {
	if as == nil {
		return []string{name}
	}
	return as(name)
}

// find gives the line that reaches deepest into a path, and how deep; nil is none.
// Of two that reach equally deep the one that names the whole path wins. What counts at any
// depth does not where people choose the names.
func (p *patterns) find(path models.Path, as spelling) (best *Line, reach int) {
	best, reach = p.root.deepest(path, 0, as)
	for i := len(path); i > max(reach, 0); i-- {
		if inOwnNames(path, i) || path[i-1].Index != models.Member {
			continue
		}
		for _, name := range as.names(path[i-1].Key) {
			if l := p.member(name); l != nil {
				return l, i
			}
		}
	}
	return best, reach
}

// member gives the line of a name that counts at any depth.
func (p *patterns) member(name string) *Line {
	if l := p.within[name]; l != nil {
		return l
	}
	for _, l := range p.globs {
		if glob(strings.TrimPrefix(l.Path, anywhere), name) {
			return l
		}
	}
	return nil
}

func (n *node) deepest(path models.Path, depth int, as spelling) (best *Line, reach int) {
	best, reach = n.line, depth
	if n.line == nil {
		reach = -1
	}
	if len(path) == 0 {
		return best, reach
	}
	try := func(next *node, steps int) {
		if next == nil {
			return
		}
		if l, r := next.deepest(path[steps:], depth+steps, as); l != nil && r > reach {
			best, reach = l, r
		}
	}
	step := path[0]
	if step.Index != models.Member {
		try(n.index, 1)
		return best, reach
	}
	if as != nil {
		try(n.index, 0)
	}
	for _, name := range as.names(step.Key) {
		try(n.keys[name], 1)
		for _, g := range n.globs {
			if glob(g.name, name) {
				try(g.node, 1)
			}
		}
	}
	return best, reach
}
