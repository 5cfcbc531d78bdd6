package reports

import "strings"

// provided is the region of the resource's provider: a constant, or the value of
// one root variable that is no secret. A module's own provider configuration
// ("module.a:aws") refers to the module's variables, whose values a plan lacks.
func (c *code) provided(address string) string {
	resource, _ := c.of(address)
	key := resource.provider
	region := c.providers[key]
	if constant, ok := region["constant_value"].(string); ok {
		return constant
	}
	references, _ := region["references"].([]any)
	if len(references) != 1 || strings.Contains(key, ":") {
		return ""
	}
	reference, _ := references[0].(string)
	variable, ok := strings.CutPrefix(reference, "var.")
	if !ok || c.sensitive[variable] {
		return ""
	}
	if value, _ := c.variables.root[variable].(string); regionPattern.MatchString(value) {
		return value
	}
	return ""
}
