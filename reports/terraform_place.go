package reports

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// RegionGlobal is the region of what belongs to none, such as an IAM role.
const RegionGlobal = "global"

// regionLimit is the longest text that is taken for a region, in characters.
const regionLimit = 50

var (
	accountPattern = regexp.MustCompile(`^\d{12}$`)
	// zonePattern splits a zone into its region and the zone's letter:
	// eu-central-1a of AWS, europe-west4-b of Google.
	zonePattern = regexp.MustCompile(`^((?:[a-z]+-)+[a-z]*\d+)-?[a-z]$`)
	// regionPattern is a region's name of AWS or of Google. What only a variable
	// says must look like one: the plan does not tell `var.x` from "${var.x}-y".
	regionPattern = regexp.MustCompile(`^(?:[a-z]+-)+[a-z]*\d+$`)
)

// placeValues are the attributes that hold a region beside `region` itself, by
// the beginning of the type's name.
var placeValues = []struct {
	prefix, name string
}{
	{"azurerm_", "location"},
	{"azapi_", "location"},
	{"google_", "location"},
}

// configuredPlaces are the regions that a plan's configuration names.
type configuredPlaces struct {
	providers map[string]map[string]any // provider_config key → the expression of its region
	resources map[string]string         // address without indexes → provider_config key
	variables map[string]string         // root variables that look like a region
	secret    map[string]bool           // root variables that are sensitive
}

func newConfiguredPlaces() configuredPlaces {
	return configuredPlaces{map[string]map[string]any{}, map[string]string{}, map[string]string{}, map[string]bool{}}
}

// inputs reads the plan's variables.
func (p configuredPlaces) inputs(c *cursor) error {
	return c.members(func(variable string) error {
		return c.optionalMembers(func(name string) error {
			if name != "value" || c.dec.PeekKind() != jsontext.KindString {
				return c.skip()
			}
			value, err := c.text()
			if regionPattern.MatchString(value) {
				p.variables[variable] = value
			}
			return err
		})
	})
}

func (p configuredPlaces) configuration(c *cursor) error {
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

func (p configuredPlaces) provider(c *cursor, key string) error {
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

func (p configuredPlaces) module(c *cursor, path string) error {
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

func (p configuredPlaces) resource(c *cursor, path string) error {
	var address, key string
	err := c.members(func(name string) (err error) {
		switch name {
		case "address":
			address, err = c.optionalText()
		case "provider_config_key":
			key, err = c.optionalText()
		default:
			err = c.skip()
		}
		return err
	})
	p.resources[path+address] = key
	return err
}

func (p configuredPlaces) variable(c *cursor, variable string) error {
	return c.optionalMembers(func(name string) error {
		if name != "sensitive" {
			return c.skip()
		}
		sensitive, err := c.boolean()
		p.secret[variable] = sensitive
		return err
	})
}

// of finds the region and the account of a resource; "" where the plan does not
// say. First come the resource's own values, as they were recorded and as they
// are, then its ARN, its owner, its provider's configuration, and its zone. An
// ARN without a region is of a service that has none, except for S3's.
func (p configuredPlaces) of(ch *change) (region, account string) {
	look := func(name string) string {
		for _, side := range []map[string]any{ch.before, ch.after} {
			if s, ok := side[name].(string); ok && s != "" && ch.mask.Key(name).empty() {
				return s
			}
		}
		return ""
	}
	arn := strings.SplitN(look("arn"), ":", 6)
	if len(arn) == 6 && arn[0] == "arn" {
		account = twelveDigits(arn[4])
	} else {
		arn = make([]string, 6)
	}
	if account == "" && strings.HasPrefix(ch.typ, "aws") {
		account = twelveDigits(look("owner_id"))
	}
	candidates := []string{look("region"), arn[3]}
	if arn[0] != "" && arn[2] != "s3" {
		candidates = append(candidates, RegionGlobal)
	}
	for _, place := range placeValues {
		if strings.HasPrefix(ch.typ, place.prefix) {
			candidates = append(candidates, look(place.name))
		}
	}
	candidates = append(candidates, p.provided(ch.address), zoneRegion(look("availability_zone")), zoneRegion(look("zone")))
	for _, candidate := range candidates {
		if region = regionName(candidate); region != "" {
			break
		}
	}
	return region, account
}

func twelveDigits(s string) string {
	if accountPattern.MatchString(s) {
		return s
	}
	return ""
}

// regionName is s where that can be a region; of a link, as Google's resources
// hold it, the last part.
func regionName(s string) string {
	s = s[strings.LastIndexByte(s, '/')+1:]
	unprintable := func(r rune) bool { return !unicode.IsPrint(r) }
	if utf8.RuneCountInString(s) > regionLimit || strings.ContainsFunc(s, unprintable) {
		return ""
	}
	return s
}

func zoneRegion(zone string) string {
	if m := zonePattern.FindStringSubmatch(zone); m != nil {
		return m[1]
	}
	return ""
}

// provided is the region of the resource's provider: a constant, or the value of
// one root variable that is no secret. A module's own provider configuration
// ("module.a:aws") refers to the module's variables, whose values a plan lacks.
func (p configuredPlaces) provided(address string) string {
	key := p.resources[withoutIndexes(address)]
	region := p.providers[key]
	if constant, ok := region["constant_value"].(string); ok {
		return constant
	}
	references, _ := region["references"].([]any)
	if len(references) != 1 || strings.Contains(key, ":") {
		return ""
	}
	reference, _ := references[0].(string)
	variable, ok := strings.CutPrefix(reference, "var.")
	if !ok || p.secret[variable] {
		return ""
	}
	return p.variables[variable]
}

// withoutIndexes takes the instance keys out of an address:
// module.a["x"].t.n[0] becomes module.a.t.n.
func withoutIndexes(address string) string {
	var b strings.Builder
	inside, quoted := false, false
	for i := 0; i < len(address); i++ {
		switch ch := address[i]; {
		case quoted && ch == '\\':
			i++
		case inside && ch == '"':
			quoted = !quoted
		case !inside && ch == '[':
			inside = true
		case inside && !quoted && ch == ']':
			inside = false
		case !inside:
			b.WriteByte(ch)
		}
	}
	return b.String()
}
