package importing

import (
	"strings"
	"time"

	"github.com/clouddrift/guardian/models"
)

// equivalent says whether two texts are the same JSON, AWS policy documents that
// mean the same, as the AWS provider itself compares them, the id of one Azure
// resource, whose case does not count, or the same instant.
func equivalent(expected, actual any) bool {
	e, ok := expected.(string)
	a, also := actual.(string)
	if !ok || !also {
		return false
	}
	if isAzureID(e) && isAzureID(a) {
		return strings.EqualFold(e, a)
	}
	if sameInstant(e, a) {
		return true
	}
	if !looksLikeJSON(e) || !looksLikeJSON(a) {
		return false
	}
	before, err := models.DecodeJSON([]byte(e))
	if err != nil {
		return false
	}
	now, err := models.DecodeJSON([]byte(a))
	if err != nil {
		return false
	}
	if models.EqualJSON(before, now) {
		return true
	}
	if !isPolicy(before) || !isPolicy(now) {
		return false
	}
	return samePolicy(before, now)
}

func looksLikeJSON(s string) bool {
	s = strings.TrimSpace(s)
	return strings.HasPrefix(s, "{") || strings.HasPrefix(s, "[")
}

// sameInstant says whether two texts are one point in time, as RFC 3339 writes it
// or as Go prints it, which providers that are written in it let out.
func sameInstant(a, b string) bool {
	first, ok := instant(a)
	second, also := instant(b)
	return ok && also && first.Equal(second)
}

func instant(s string) (time.Time, bool) {
	if len(s) < len(time.DateOnly) || s[4] != '-' {
		return time.Time{}, false
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999999 -0700 MST", "2006-01-02 15:04:05.999999999 -0700 -0700"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// isAzureID says whether a text is the id of a resource of Azure's resource manager:
// https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
func isAzureID(s string) bool {
	parts := strings.Split(s, "/")
	return len(parts) > 4 && parts[0] == "" && strings.EqualFold(parts[1], "subscriptions") &&
		(strings.EqualFold(parts[3], "resourceGroups") || strings.EqualFold(parts[3], "providers"))
}

// policies finds the AWS policy documents, kept as objects and not as text, that
// mean the same on both sides of a drift.
type policies struct {
	expected, actual map[string]any
	same             map[string]bool  // by path, those that were compared
	partners         map[string][]int // by path, of lists: see [models.Partners]
}

// around says whether a path lies within such a document.
func (p *policies) around(path models.Path) bool {
	var expected, actual any = p.expected, p.actual
	for i, step := range path {
		if isPolicy(expected) && isPolicy(actual) && p.equal(path[:i], expected, actual) {
			return true
		}
		if expected, actual = p.part(path[:i], expected, actual, step); expected == nil || actual == nil {
			return false
		}
	}
	return false
}

func (p *policies) equal(at models.Path, expected, actual any) bool {
	key := at.String()
	same, known := p.same[key]
	if !known {
		same = !models.HoldsMasked(expected) && !models.HoldsMasked(actual) &&
			equivalent(string(models.MustJSON(expected)), string(models.MustJSON(actual)))
		if p.same == nil {
			p.same = map[string]bool{}
		}
		p.same[key] = same
	}
	return same
}

// part gives what lies one step into the two values at a path, nil where nothing does. An
// index is the actual list's.
func (p *policies) part(at models.Path, expected, actual any, step models.Step) (e, a any) {
	if step.Index == models.Member {
		before, _ := expected.(map[string]any)
		now, _ := actual.(map[string]any)
		return before[step.Key], now[step.Key]
	}
	before, _ := expected.([]any)
	now, _ := actual.([]any)
	key := at.String()
	partners, known := p.partners[key]
	if !known {
		partners = models.Partners(before, now)
		if p.partners == nil {
			p.partners = map[string][]int{}
		}
		p.partners[key] = partners
	}
	if step.Index >= len(now) || partners[step.Index] < 0 {
		return nil, nil
	}
	return before[partners[step.Index]], now[step.Index]
}
