package reports

import "strings"

// resource is what the plan says of a resource, once it is read.
func (f facts) resource(c *code, s *secrets) Resource {
	region, account := c.place(f, s)
	return Resource{
		Address: s.clean(f.address), PreviousAddress: s.clean(f.previous),
		Type: f.typ, ID: f.id(s), Region: region, Account: account,
	}
}

// place finds the region and the account of a resource; "" where the plan does not
// say. First come the resource's own values, then its ARN, its owner, its
// provider's configuration, and its zone.
func (c *code) place(f facts, s *secrets) (region, account string) {
	of, account := arnPlace(f.arn)
	if account == "" && strings.HasPrefix(f.typ, "aws") {
		account = twelveDigits(f.owner)
	}
	candidates := []string{f.region, of}
	for _, prefix := range located {
		if strings.HasPrefix(f.typ, prefix) {
			candidates = append(candidates, f.location)
		}
	}
	candidates = append(candidates, c.provided(f.address), zoneRegion(f.availabilityZone), zoneRegion(f.zone))
	for _, candidate := range candidates {
		if region = regionName(candidate); region != "" && !s.in(region) {
			break
		}
		region = ""
	}
	if s.in(account) {
		account = ""
	}
	return region, account
}

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
	if value, _ := c.variables[variable].(string); regionPattern.MatchString(value) {
		return value
	}
	return ""
}
