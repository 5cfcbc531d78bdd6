package reports

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
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

// located are the types whose `location` is a region, by how their names begin.
var located = []string{"azurerm_", "azapi_", "google_"}

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
func (c *code) provided(address string) string {
	key := c.resources[withoutIndexes(address)].provider
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
