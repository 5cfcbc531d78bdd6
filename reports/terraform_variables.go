package reports

import (
	"slices"
	"strings"

	"github.com/clouddrift/guardian/models"
)

// variables are those of a plan.
type variables struct {
	root    map[string]any        // the values of the root's
	modules map[string]moduleCode // by path, such as module.a.module.b. and "" for the root
}

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
func (v variables) allNull(module string, references []string) bool {
	for _, reference := range references {
		// Terraform writes var.a.b and var.a of the same reference.
		longer := func(other string) bool {
			return strings.HasPrefix(other, reference+".") || strings.HasPrefix(other, reference+"[")
		}
		if !slices.ContainsFunc(references, longer) && !v.isNull(module, reference) {
			return false
		}
	}
	return len(references) > 0
}

// isNull says whether a reference within a module is known to be of null.
func (v variables) isNull(module, reference string) bool {
	path, err := models.ParsePath(strings.TrimPrefix(reference, "var."))
	if err != nil || len(path) == 0 || !strings.HasPrefix(reference, "var.") {
		return false
	}
	name := path.Top()
	m := v.modules[module]
	value, known := m.variables[name].byDefault, m.variables[name].hasDefault
	if module == "" {
		if given, is := v.root[name]; is {
			value, known = given, true
		}
	} else if expression, is := m.given[name].(map[string]any); is {
		if value, known = expression["constant_value"]; !known && isExpression(expression) {
			return v.allNull(m.within, referencesOf(expression))
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
	for _, entry := range list {
		if reference, is := entry.(string); is {
			references = append(references, reference)
		}
	}
	return references
}

// isExpression tells the expression of an attribute from the one block of a kind of
// which there can be no second.
func isExpression(e map[string]any) bool {
	_, constant := e["constant_value"]
	_, references := e["references"]
	return constant || references || len(e) == 0
}
