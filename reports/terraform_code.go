package reports

import (
	"iter"
	"slices"
	"strings"

	"github.com/clouddrift/guardian/models"
)

// code is what a plan says of the code that it was made from.
type code struct {
	read      bool                      // the plan has a configuration
	providers map[string]map[string]any // provider_config key → the expression of its region
	defaults  map[string]setAttributes  // provider_config key → what it gives all its resources
	resources map[string]coded          // address without indexes → what the code says of it
	variables variables
	sensitive map[string]bool // root variables that are secret
	secret    []any           // other values of variables that are secret
}

// perCoded is how many bytes a resource of the code takes beside what it sets.
const perCoded = 200

// coded is one resource of the code.
type coded struct {
	module   string // the path of its module
	provider string // provider_config key
	sets     setAttributes
}

func newCode() *code {
	return &code{
		providers: map[string]map[string]any{}, defaults: map[string]setAttributes{}, resources: map[string]coded{},
		variables: variables{map[string]any{}, map[string]moduleCode{}}, sensitive: map[string]bool{},
	}
}

// inputs reads the plan's variables.
func (p *code) inputs(c *cursor) error {
	return c.members(func(variable string) error {
		return c.optionalMembers(func(name string) (err error) {
			if name != "value" {
				return c.skip()
			}
			p.variables.root[variable], err = c.value()
			return err
		})
	})
}

// marked adds the values of variables that the code calls sensitive.
func (p *code) marked(s *secrets) {
	for name, sensitive := range p.sensitive {
		if sensitive {
			s.add(p.variables.root[name])
		}
	}
	for _, value := range p.secret {
		s.add(value)
	}
}

func (p *code) configuration(c *cursor) error {
	p.read = true
	return c.members(func(name string) error {
		switch name {
		case "provider_config":
			return c.optionalMembers(func(key string) error { return p.provider(c, key) })
		case "root_module":
			variables, err := p.module(c, "")
			for name, v := range variables {
				p.sensitive[name] = v.sensitive
			}
			return err
		}
		return c.skip()
	})
}

func (p *code) provider(c *cursor, key string) error {
	return c.optionalMembers(func(name string) error {
		if name != "expressions" {
			return c.skip()
		}
		return c.optionalMembers(func(name string) error {
			switch name {
			case "region":
				v, err := c.value()
				if region, ok := v.(map[string]any); ok {
					p.providers[key] = region
				}
				return err
			case "default_tags", "default_labels":
				v, err := c.value()
				p.defaults[key] = setBy(map[string]any{name: v})
				return err
			}
			return c.skip()
		})
	})
}

// module reads a module; the root's path is "". It notes what its variables are.
func (p *code) module(c *cursor, path string) (variables map[string]variable, err error) {
	variables = map[string]variable{}
	err = c.optionalMembers(func(name string) error {
		switch name {
		case "resources":
			return c.elements(func() error { return p.resource(c, path) })
		case "module_calls":
			return c.optionalMembers(func(call string) error { return p.call(c, path, path+"module."+call+".") })
		case "variables":
			return c.optionalMembers(func(name string) (err error) {
				variables[name], err = readVariable(c)
				return err
			})
		}
		return c.skip()
	})
	for _, v := range variables {
		if v.sensitive {
			p.secret = append(p.secret, v.byDefault)
		}
	}
	p.variables.modules[path] = moduleCode{variables: variables}
	return variables, err
}

// call reads the call of a module. What the code gives for a variable that is secret
// there is a secret, where it is a constant; else it is marked at its source.
func (p *code) call(c *cursor, within, path string) error {
	var given map[string]any
	var variables map[string]variable
	err := c.optionalMembers(func(name string) (err error) {
		switch name {
		case "module":
			variables, err = p.module(c, path)
		case "expressions":
			given, err = c.values()
		default:
			err = c.skip()
		}
		return err
	})
	for name, v := range variables {
		if expression, is := given[name].(map[string]any); is && v.sensitive {
			p.secret = append(p.secret, expression["constant_value"])
		}
	}
	p.variables.modules[path] = moduleCode{variables: variables, given: given, within: within}
	return err
}

func (p *code) resource(c *cursor, path string) error {
	var address string
	r := coded{module: path}
	err := c.members(func(name string) (err error) {
		switch name {
		case "address":
			address, err = c.optionalText()
		case "provider_config_key":
			r.provider, err = c.optionalText()
		case "expressions":
			var v any
			v, err = c.value()
			r.sets = setBy(v)
			c.kept.add(r.sets.weight())
		default:
			err = c.skip()
		}
		return err
	})
	p.resources[path+address] = r
	c.kept.add(perCoded + len(path) + len(address))
	return err
}

// sets says whether the code sets what stands at a path of a resource; nil is not
// known. Of an attribute that the code does not name it is known only where it
// cannot be a nested block: blocks that are made by `dynamic` are not in the plan.
func (p *code) sets(ch *change, c models.Change) *bool {
	r, known := p.of(ch.address)
	if !p.read || !known {
		return nil
	}
	set := r.sets.at(c, ch.before, func(references []string) bool { return p.variables.allNull(r.module, references) })
	if set != nil && !*set && p.gives(r, c.Path.Top()) {
		*set = true
	}
	return set
}

// givenBy are attributes that show what a provider gives all its resources beside what each
// sets, by what it is called in the provider's code.
var givenBy = map[string]string{"tags_all": "default_tags", "effective_labels": "default_labels", "terraform_labels": "default_labels"}

// gives says whether the code of a resource's provider sets an attribute of all its resources.
func (p *code) gives(r coded, attribute string) bool {
	given, is := p.defaults[r.provider][givenBy[attribute]]
	return is && (given.within == nil || len(given.within) > 0)
}

// leavesOpen says whether the code is known not to name an attribute of a resource. Blocks
// that are made by `dynamic` are not in the plan.
func (p *code) leavesOpen(address, attribute string) bool {
	r, known := p.of(address)
	_, named := r.sets[attribute]
	return p.read && known && !named
}

// refersOnlyTo says whether one of some attributes of a resource refers to nothing but
// resources of which it holds by their addresses without indexes. A key that picks an instance
// of one is always known.
func (p *code) refersOnlyTo(address string, attributes []string, is func(string) bool) bool {
	r, _ := p.of(address)
	other := func(reference string) bool {
		steps := strings.SplitN(withoutIndexes(reference), ".", 3)
		return !is(r.module + strings.Join(steps[:min(2, len(steps))], "."))
	}
	return slices.ContainsFunc(attributes, func(name string) bool {
		references := slices.DeleteFunc(slices.Clone(r.sets[name].references), func(reference string) bool { return reference == "count.index" || reference == "each.key" })
		return len(references) > 0 && !slices.ContainsFunc(references, other)
	})
}

// forAnother says whether the code of a resource says that it is for another than the one of
// a change.
func (p *code) forAnother(address string, link []string, ch *change) bool {
	own := withoutIndexes(ch.address)
	return p.refersOnlyTo(address, link, func(other string) bool { return other != own && typeOf(other) == ch.typ })
}

// unlisted are the addresses without indexes, by type, of resources of which a plan
// lists none by its addresses.
func (p *code) unlisted(plan iter.Seq[string]) map[string][]string {
	listed := map[string]bool{}
	for address := range plan {
		listed[withoutIndexes(address)] = true
	}
	unlisted := map[string][]string{}
	for address := range p.resources {
		if !listed[address] {
			unlisted[typeOf(address)] = append(unlisted[typeOf(address)], address)
		}
	}
	return unlisted
}

// typeOf is the type of a managed resource by its address without indexes, "" for data.
func typeOf(address string) string {
	steps := strings.Split(address, ".")
	if n := len(steps); n >= 2 && (n < 3 || steps[n-3] != "data" || n > 3 && steps[n-4] == "module") {
		return steps[n-2]
	}
	return ""
}

// lacks says whether the code is known to have no such resource.
func (p *code) lacks(address string) bool {
	_, has := p.of(address)
	return p.read && !has
}

// of is what the code says of the resource of which there is an instance at an address.
func (p *code) of(address string) (coded, bool) {
	r, known := p.resources[withoutIndexes(address)]
	return r, known
}
