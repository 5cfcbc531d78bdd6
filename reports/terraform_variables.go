package reports

import (
	"slices"
	"strings"

	"github.com/clouddrift/guardian/models"
)

// moduleCode is what is said of a module's variables.
type moduleCode struct {
	variables map[string]variable
	given     map[string]any // the expressions of the call; nil for the root
	within    string         // the path of the module that calls it
}

// variable is what a module says of one of its variables.
type variable struct {
	sensitive, hasDefault bool
	byDefault             any
}

func readVariable(c *cursor) (v variable, err error) {
	err = c.optionalMembers(func(name string) (err error) {
		switch name {
		case "sensitive":
			v.sensitive, err = c.boolean()
		case "default":
			v.hasDefault = true
			v.byDefault, err = c.value()
		default:
			err = c.skip()
		}
		return err
	})
	return v, err
}

// allNull says whether all that an expression refers to are variables which are null.
// Then it may be null itself, which sets nothing; the plan does not tell what else is in it.
func (p *code) allNull(module string, references []string) bool {
	for _, reference := range references {
		// Terraform writes var.a.b and var.a of the same reference.
		longer := func(other string) bool {
			return strings.HasPrefix(other, reference+".") || strings.HasPrefix(other, reference+"[")
		}
		if !slices.ContainsFunc(references, longer) && !p.isNull(module, reference) {
			return false
		}
	}
	return len(references) > 0
}

// isNull says whether a reference within a module is known to be of null.
func (p *code) isNull(module, reference string) bool {
	path, err := models.ParsePath(strings.TrimPrefix(reference, "var."))
	if err != nil || len(path) == 0 || !strings.HasPrefix(reference, "var.") {
		return false
	}
	name := path.Top()
	m := p.modules[module]
	value, known := m.variables[name].byDefault, m.variables[name].hasDefault
	if module == "" {
		if given, is := p.variables[name]; is {
			value, known = given, true
		}
	} else if expression, is := m.given[name].(map[string]any); is {
		if value, known = expression["constant_value"]; !known && isExpression(expression) {
			return p.allNull(m.within, referencesOf(expression))
		}
	}
	for _, step := range path[1:] {
		object, is := value.(map[string]any)
		if !is {
			break
		}
		value = object[step.Key]
	}
	return known && value == nil
}

// referencesOf are what an expression refers to.
func referencesOf(expression map[string]any) (references []string) {
	list, _ := expression["references"].([]any)
	for _, v := range list {
		if reference, is := v.(string); is {
			references = append(references, reference)
		}
	}
	return references
}
