package importing

import (
	"maps"
	"slices"

	awspolicy "github.com/hashicorp/awspolicyequivalence"

	"github.com/clouddrift/guardian/models"
)

// The members of a policy document and of its statements, as AWS names them:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
var (
	policyMembers    = []string{"Version", "Id", "Statement"}
	principalMembers = []string{"Principal", "NotPrincipal"}
	listMembers      = []string{"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource"}
)

// isPolicy says whether a value is an AWS policy document and holds nothing else, since
// what the comparison does not know would count for nothing: a rule of a web firewall has
// a Statement too.
func isPolicy(v any) bool {
	document, _ := v.(map[string]any)
	for name := range document {
		if !slices.Contains(policyMembers, name) {
			return false
		}
	}
	statements := statementsOf(document)
	return len(statements) > 0 && !slices.ContainsFunc(statements, func(s any) bool { return !isStatement(s) })
}

func statementsOf(document map[string]any) []any {
	switch statements := document["Statement"].(type) {
	case []any:
		return statements
	case map[string]any:
		return []any{statements}
	}
	return nil
}

func isStatement(v any) bool {
	statement, _ := v.(map[string]any)
	for name, part := range statement {
		switch {
		case slices.Contains(listMembers, name):
			if !isTexts(part) {
				return false
			}
		case name != "Condition" && !slices.Contains(principalMembers, name):
			return false
		}
	}
	_, effect := statement["Effect"].(string)
	return effect
}

func isTexts(v any) bool {
	list, is := v.([]any)
	if !is {
		list = []any{v}
	}
	return !slices.ContainsFunc(list, func(part any) bool { _, text := part.(string); return !text })
}

// samePolicy says whether two policy documents mean the same, as the AWS provider itself
// compares them.
func samePolicy(a, b any) bool {
	same, err := awspolicy.PoliciesAreEquivalent(string(models.MustJSON(principalsByKind(a))), string(models.MustJSON(principalsByKind(b))))
	return err == nil && same
}

// principalsByKind gives a document in which a principal that is a text, as "*" for
// anybody, stands under a kind: the comparison takes any two such texts for one, and for
// no principal at all.
func principalsByKind(document any) any {
	copied := maps.Clone(document.(map[string]any))
	statements := slices.Clone(statementsOf(copied))
	for i, v := range statements {
		statement := maps.Clone(v.(map[string]any))
		for _, name := range principalMembers {
			if text, is := statement[name].(string); is {
				statement[name] = map[string]any{"": text}
			}
		}
		statements[i] = statement
	}
	copied["Statement"] = statements
	return copied
}
