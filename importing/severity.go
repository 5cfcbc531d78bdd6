package importing

import (
	"strings"
	"unicode"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
)

// The severity table. An attribute is looked up by its words, in lower case and
// singular, so that storage_encrypted, StorageEncrypted and storageEncrypted are
// one. Everything that is in neither list is a warning; a resource that is gone
// is critical whatever its attributes. README.md shows the same table.

// labels are the attributes that only people read: the whole name must match.
var labels = map[string]bool{
	"tag": true, "tag all": true, "tags all": true,
	"label": true, "terraform label": true, "effective label": true,
	"annotation": true, "effective annotation": true,
	"description": true, "group description": true, "comment": true,
	"display name": true, "friendly name": true, "title": true,
}

// guards are the words of attributes that guard access or data, by what they guard.
var guards = map[string][]string{
	"policies and permissions": {"policy", "permission", "principal", "privilege", "grant", "role", "iam", "superuser", "login", "acl", "owner", "member"},
	"network access":           {"ingress", "egress", "security group", "security rule", "cidr", "firewall", "source range", "allowlist", "denylist", "whitelist", "trusted"},
	"public access":            {"public", "publicly", "anonymous"},
	"encryption":               {"encrypt", "encrypted", "encryption", "kms", "ssl", "tls", "sse", "certificate", "cert"},
	"keys and credentials":     {"key", "password", "secret", "credential", "token", "auth", "authentication", "authorization", "mfa", "metadata option"},
	"protection of data":       {"deletion protection", "termination protection", "disable api termination", "force destroy", "prevent destroy", "skip final snapshot", "backup retention", "point in time recovery", "object lock", "versioning"},
	"logging of access":        {"logging", "access log", "flow log", "cloudwatch log", "log config", "log delivery", "audit", "trail"},
}

// harmless are whole names, and harmlessWords parts of names, that hold a
// guarding word without guarding anything.
var harmless = map[string]bool{
	"key":       true,                    // an object's name, as of aws_s3_object
	"owner id":  true,                    // the account's number
	"public ip": true, "public dn": true, // what the cloud assigned
}

var harmlessWords = []string{
	"scaling policy", "lifecycle policy", "update policy", "retry policy", "restart policy", "termination policy",
	"placement policy", "image pull policy",
	"hash key", "range key", "sort key", "partition key", "key schema",
}

// severity grades a drift by its difference, whose secrets are masked already,
// and names the keys that are critical.
func severity(gone bool, difference map[string]any) (models.Severity, []string) {
	var critical []string
	onlyLabels := true
	for key, sides := range difference {
		switch attributeSeverity(key, inSecret(sides)) {
		case models.SeverityCritical:
			critical = append(critical, key)
			onlyLabels = false
		case models.SeverityWarning:
			onlyLabels = false
		}
	}
	switch {
	case gone || len(critical) > 0:
		return models.SeverityCritical, critical
	case onlyLabels && len(difference) > 0:
		return models.SeverityInfo, nil
	}
	return models.SeverityWarning, nil
}

// inSecret says whether what differs is a secret: all of it is masked, or, since
// the difference was computed before, both sides look the same now.
func inSecret(sides any) bool {
	pair, _ := sides.(map[string]any)
	expected, hasExpected := pair["expected"]
	actual, hasActual := pair["actual"]
	return expected == reports.Redacted || actual == reports.Redacted ||
		hasExpected && hasActual && models.EqualJSON(expected, actual)
}

// attributeSeverity grades one attribute. What the report marks as a secret
// guards something, unless it is a label.
func attributeSeverity(name string, sensitive bool) models.Severity {
	words := attributeWords(name)
	switch {
	case labels[words]:
		return models.SeverityInfo
	case sensitive:
		return models.SeverityCritical
	case harmless[words]:
		return models.SeverityWarning
	}
	for _, h := range harmlessWords {
		if hasWords(words, h) {
			return models.SeverityWarning
		}
	}
	for _, list := range guards {
		for _, g := range list {
			if hasWords(words, g) {
				return models.SeverityCritical
			}
		}
	}
	return models.SeverityWarning
}

func hasWords(words, part string) bool {
	return strings.Contains(" "+words+" ", " "+part+" ")
}

// attributeWords takes an attribute's name apart: "vpcSecurityGroupIDs" and
// "vpc_security_group_ids" are both "vpc security group id".
func attributeWords(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			b.WriteByte(' ')
			continue
		case unicode.IsUpper(r) && i > 0:
			afterLower := unicode.IsLower(runes[i-1]) || unicode.IsDigit(runes[i-1])
			beforeLower := unicode.IsUpper(runes[i-1]) && i+1 < len(runes) && unicode.IsLower(runes[i+1]) && !(runes[i+1] == 's' && i+2 == len(runes))
			if afterLower || beforeLower {
				b.WriteByte(' ')
			}
		}
		b.WriteRune(unicode.ToLower(r))
	}
	words := strings.Fields(b.String())
	for i, w := range words {
		words[i] = singular(w)
	}
	return strings.Join(words, " ")
}

func singular(w string) string {
	switch {
	case strings.HasSuffix(w, "ies") && len(w) > 4:
		return w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "ss"), strings.HasSuffix(w, "us"), strings.HasSuffix(w, "is"), len(w) < 4:
		return w
	}
	return strings.TrimSuffix(w, "s")
}
