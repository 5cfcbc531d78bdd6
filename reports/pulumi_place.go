package reports

import "strings"

// pulumiPlaces are the regions of a stack's providers, which Pulumi's resources name by
// their URN and id.
type pulumiPlaces struct {
	providers map[string]string // by the URN and the id of a provider of its own
	config    map[string]string // of the stack, which is that of default providers
}

// add takes the region of a provider of its own.
func (p *pulumiPlaces) add(s *pulumiState) {
	for _, values := range []map[string]any{s.outputs, s.inputs} {
		if region, ok := values["region"].(string); ok && region != pulumiHidden {
			p.providers[s.urn+"::"+s.id] = region
			return
		}
	}
}

// of is the region of the provider that a reference names; "" where the report does not
// say.
func (p *pulumiPlaces) of(provider string) string {
	if region, own := p.providers[provider]; own {
		return region
	}
	_, rest, _ := strings.Cut(provider, "::"+pulumiProvider)
	pkg, name, _ := strings.Cut(rest, "::")
	if name != "default" && !strings.HasPrefix(name, "default::") && !strings.HasPrefix(name, "default_") {
		return ""
	}
	return p.config[pkg+":region"]
}
