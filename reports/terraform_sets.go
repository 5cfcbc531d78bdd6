package reports

import (
	"slices"

	"github.com/clouddrift/guardian/models"
)

// setAttributes are the attributes that the code sets, by name.
type setAttributes map[string]setAttribute

// setAttribute is an attribute or the nested blocks of a kind.
type setAttribute struct {
	within setAttributes // what the blocks set; nil is an attribute
	blocks int           // how many of them the code spells out
	// references are what an attribute's expressions refer to; nil where one refers to nothing.
	references []string
}

// setBy reads the expressions of a resource or of a nested block. An attribute that is
// set to null is one that is not set.
func setBy(v any) setAttributes {
	expressions, _ := v.(map[string]any)
	set := make(setAttributes, len(expressions))
	for name, expression := range expressions {
		switch e := expression.(type) {
		case []any: // blocks, of which any may be the one that a path means
			blocks := setAttributes{}
			for _, block := range e {
				blocks.merge(setBy(block))
			}
			set[name] = setAttribute{within: blocks, blocks: len(e)}
		case map[string]any:
			switch constant, is := e["constant_value"]; {
			case is && constant == nil && e["references"] == nil:
			case isExpression(e):
				set[name] = setAttribute{references: referencesOf(e)}
			default:
				set[name] = setAttribute{within: setBy(e), blocks: 1}
			}
		default:
			set[name] = setAttribute{}
		}
	}
	return set
}

// weight is roughly how many bytes they take.
func (s setAttributes) weight() (n int) {
	for name, a := range s {
		n += 80 + len(name) + a.within.weight()
	}
	return n
}

func (s setAttributes) merge(o setAttributes) {
	for name, theirs := range o {
		mine, both := s[name]
		switch {
		case both && mine.within != nil && theirs.within != nil:
			mine.within.merge(theirs.within)
			mine.blocks = max(mine.blocks, theirs.blocks)
			theirs = mine
		case both && (mine.references == nil || theirs.references == nil):
			theirs.references = nil
		case both:
			theirs.references = append(theirs.references, mine.references...)
		}
		s[name] = theirs
	}
}

// at says whether the code sets what stands at the path of a change; nil is not known.
// Blocks that are made by `dynamic` are not in the plan: there may be some where the
// code does not name what can be blocks, and where more blocks were recorded than the
// code spells out. An attribute that refers to what is null alone may be set or not.
func (s setAttributes) at(c models.Change, recorded map[string]any, allNull func(references []string) bool) *bool {
	yes, no := true, false
	within, objects, dynamic := s, []map[string]any{recorded}, false
	for i, step := range c.Path {
		if step.Index != models.Member {
			continue
		}
		set, named := within[step.Key]
		switch {
		case !named && (dynamic || blockLike(c, i)):
			return nil
		case !named:
			return &no
		case set.within == nil && allNull(set.references):
			return nil
		case set.within == nil:
			return &yes
		}
		var most int
		objects, most = blocksOf(objects, step.Key)
		dynamic = dynamic || most > set.blocks
		within = set.within
	}
	return &yes
}

// blocksOf gives the blocks of a kind within some others, and how many one has at most.
func blocksOf(objects []map[string]any, name string) (all []map[string]any, most int) {
	for _, object := range objects {
		list, isList := object[name].([]any)
		if !isList {
			list = []any{object[name]}
		}
		most = max(most, len(list))
		for _, v := range list {
			if block, ok := v.(map[string]any); ok {
				all = append(all, block)
			}
		}
	}
	return all, most
}

// blockLike says whether the member at step i of a change may be nested blocks, a list
// of objects.
func blockLike(c models.Change, i int) bool {
	switch rest := c.Path[i+1:]; {
	case len(rest) == 0:
		return holdsObject(c.Expected) || holdsObject(c.Actual)
	case rest[0].Index == models.Member:
		return false
	case len(rest) == 1:
		return holdsObject([]any{c.Expected, c.Actual})
	default:
		return rest[1].Index == models.Member
	}
}

func holdsObject(v any) bool {
	list, _ := v.([]any)
	return slices.ContainsFunc(list, func(element any) bool {
		_, object := element.(map[string]any)
		return object
	})
}
