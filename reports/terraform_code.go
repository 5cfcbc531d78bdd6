package reports

import "github.com/clouddrift/guardian/models"

// code is what a plan says of the code that it was made from.
type code struct {
	read      bool                      // the plan has a configuration
	providers map[string]map[string]any // provider_config key → the expression of its region
	resources map[string]coded          // address without indexes → what the code says of it
	variables map[string]any            // values of root variables
	sensitive map[string]bool           // root variables that are secret
}

// coded is one resource of the code.
type coded struct {
	provider string // provider_config key
	sets     setAttributes
}

// setAttributes are the attributes that the code sets, by name; of a nested block
// those within it, else nil.
type setAttributes map[string]setAttributes

func newCode() *code {
	return &code{
		providers: map[string]map[string]any{}, resources: map[string]coded{},
		variables: map[string]any{}, sensitive: map[string]bool{},
	}
}

// inputs reads the plan's variables.
func (p *code) inputs(c *cursor) error {
	return c.members(func(variable string) error {
		return c.optionalMembers(func(name string) (err error) {
			if name != "value" {
				return c.skip()
			}
			p.variables[variable], err = c.value()
			return err
		})
	})
}

// marked adds the values of variables that the code calls sensitive.
func (p *code) marked(s *secrets) {
	for name, sensitive := range p.sensitive {
		if sensitive {
			s.add(p.variables[name])
		}
	}
}

func (p *code) configuration(c *cursor) error {
	p.read = true
	return c.members(func(name string) error {
		switch name {
		case "provider_config":
			return c.optionalMembers(func(key string) error { return p.provider(c, key) })
		case "root_module":
			return p.module(c, "")
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
			if name != "region" {
				return c.skip()
			}
			v, err := c.value()
			if region, ok := v.(map[string]any); ok {
				p.providers[key] = region
			}
			return err
		})
	})
}

func (p *code) module(c *cursor, path string) error {
	return c.optionalMembers(func(name string) error {
		switch name {
		case "resources":
			return c.elements(func() error { return p.resource(c, path) })
		case "module_calls":
			return c.optionalMembers(func(call string) error {
				return c.optionalMembers(func(name string) error {
					if name != "module" {
						return c.skip()
					}
					return p.module(c, path+"module."+call+".")
				})
			})
		case "variables":
			if path == "" {
				return c.optionalMembers(func(variable string) error { return p.variable(c, variable) })
			}
		}
		return c.skip()
	})
}

func (p *code) resource(c *cursor, path string) error {
	var address string
	var r coded
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
		default:
			err = c.skip()
		}
		return err
	})
	p.resources[path+address] = r
	return err
}

// setBy reads the expressions of a resource or of a nested block.
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
			set[name] = blocks
		case map[string]any:
			set[name] = nil
			if !isExpression(e) {
				set[name] = setBy(e)
			}
		default:
			set[name] = nil
		}
	}
	return set
}

// isExpression tells the expression of an attribute from the one block of a kind of
// which there can be no second.
func isExpression(e map[string]any) bool {
	_, constant := e["constant_value"]
	_, references := e["references"]
	return constant || references || len(e) == 0
}

func (s setAttributes) merge(o setAttributes) {
	for name, within := range o {
		if mine, both := s[name]; both && mine != nil && within != nil {
			mine.merge(within)
		} else {
			s[name] = within
		}
	}
}

// sets says whether the code sets what stands at a path of a resource; nil is not
// known. Of an attribute that the code does not name it is known only where it
// cannot be a nested block: blocks that are made by `dynamic` are not in the plan.
func (p *code) sets(address string, c models.Change) *bool {
	r, known := p.resources[withoutIndexes(address)]
	if !p.read || !known {
		return nil
	}
	yes, no := true, false
	within := r.sets
	for i, step := range c.Path {
		if step.Index != models.Member {
			continue
		}
		deeper, named := within[step.Key]
		switch {
		case !named && blockLike(c, i):
			return nil
		case !named:
			return &no
		case deeper == nil:
			return &yes
		}
		within = deeper
	}
	return &yes
}

// blockLike says whether the member at step i of a change may be nested blocks.
func blockLike(c models.Change, i int) bool {
	if i+1 < len(c.Path) {
		return c.Path[i+1].Index != models.Member
	}
	for _, side := range []any{c.Expected, c.Actual} {
		list, _ := side.([]any)
		for _, element := range list {
			if _, object := element.(map[string]any); object {
				return true
			}
		}
	}
	return false
}

func (p *code) variable(c *cursor, variable string) error {
	return c.optionalMembers(func(name string) error {
		if name != "sensitive" {
			return c.skip()
		}
		sensitive, err := c.boolean()
		p.sensitive[variable] = sensitive
		return err
	})
}
