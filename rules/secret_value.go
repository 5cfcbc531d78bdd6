package rules

import (
	"regexp"
	"strings"

	"github.com/clouddrift/guardian/models"
)

// references are values that only say where a secret is: variables of shells and templates,
// without one that stands there by default; names of other resources, what a function reads.
var references = regexp.MustCompile(`^(?:\$\{(?:[^}:]|:[^-=}])*\}|\$\([^)]*\)?|\$[A-Za-z_]\w*|\$\$?\..*|\$?\{\{.*|<[^>]*>|%\w|arn:.*|` + "`.*" +
	`|(?:var|local|module|data|process\.env)\.[\w.]+|(?:file|env|getenv|os\.getenv|System\.getenv)\(.*|os\.environ.*|ENV\[.*|!(?:Ref|Sub|GetAtt|ImportValue) .*` +
	`|\(?(?:ConvertTo|Get|New|Read|Import)-[A-Z]\w+ .*|/(?:run|etc|var|opt|home|mnt|tmp|usr)/.*|\*+|[xX]+)$`)

// secretValue says whether a value of a name that means a secret may be one: not one
// that is empty, a truth value, a short number or only says where the secret is.
func secretValue(value string) bool {
	switch strings.ToLower(value) {
	case "", "true", "false", "yes", "no", "null", "nil", "none", "~", "[]", "{}", "{", "[", "[{", "required", "optional", "enabled", "disabled", models.Redacted:
		return false
	}
	if len(value) < 6 && strings.Trim(value, "0123456789") == "" {
		return false
	}
	return !references.MatchString(value)
}
