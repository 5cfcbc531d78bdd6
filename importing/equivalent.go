package importing

import (
	"strings"

	awspolicy "github.com/hashicorp/awspolicyequivalence"

	"github.com/clouddrift/guardian/models"
)

// equivalent says whether two texts are the same JSON, or AWS policy documents
// that mean the same, as the AWS provider itself compares them.
func equivalent(expected, actual any) bool {
	e, ok := expected.(string)
	a, also := actual.(string)
	if !ok || !also || !looksLikeJSON(e) || !looksLikeJSON(a) {
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
	same, err := awspolicy.PoliciesAreEquivalent(e, a)
	return err == nil && same
}

func looksLikeJSON(s string) bool {
	s = strings.TrimSpace(s)
	return strings.HasPrefix(s, "{") || strings.HasPrefix(s, "[")
}

func isPolicy(v any) bool {
	o, _ := v.(map[string]any)
	_, statements := o["Statement"]
	return statements
}
