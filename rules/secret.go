package rules

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/clouddrift/guardian/models"
)

// NamesSecret says whether the value at a path is a secret by its name: a text, or a number of six digits or more, as a
// password of digits is written without quotes. A truth value under such a name is none, nor is what is empty.
func (j *Judge) NamesSecret(path models.Path, value any) bool {
	text := scalar(value)
	if text == "" || len(path) == 0 {
		return false
	}
	line, _ := deepest(j.secrets, path, asWritten)
	if line == nil {
		line, _ = deepest(j.bridgedSecrets, path, bridged)
	}
	if line != nil {
		return line.Verdict == Secret
	}
	last := lastMember(path, len(path)-1)
	if last > 0 && holdsValue[path[last].Key] {
		last = lastMember(path, last-1)
	}
	if _, isNumber := value.(json.Number); isNumber && !secretValue(text) {
		return false // a count, as of tokens or of secrets
	}
	return last >= 0 && (j.table.hides(path[last].Key) || logsIn(path[last].Key, text) || authorizes(path[:last+1], text))
}

// holdsValue are the members of an object that hold what its name means: of parameters of templates, of their
// declarations, and of what tables and documents hold, which say its type.
var holdsValue = map[string]bool{
	"value": true, "Value": true, "default": true, "Default": true, "defaultValue": true, "DefaultValue": true, "default_value": true,
	"S": true, "N": true, "stringValue": true, "string_value": true,
}

// lastMember is the last step up to one that is a member; -1 is none.
func lastMember(path models.Path, at int) int {
	for at >= 0 && path[at].Index != models.Member {
		at--
	}
	return at
}

// scalar is a text or a number as it is written, "" for anything else and for 0.
func scalar(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		if !models.EqualJSON(v, json.Number("0")) {
			return v.String()
		}
	}
	return ""
}

// SecretMembers gives the members of an object whose values are secrets by what its
// other members say: those of a Secret of Kubernetes, and the value of a pair whose
// name means one, such as a variable of an environment.
func (j *Judge) SecretMembers(object map[string]any) map[string]bool {
	if object["kind"] == "Secret" {
		return map[string]bool{"data": true, "stringData": true}
	}
	said := j.table.saysSecret(object)
	var members map[string]bool
	for member := range object {
		if !pairedValue[member] && !(said && saidValue[member]) {
			continue
		}
		switch value := object[member].(type) {
		case string, json.Number, models.Masked, []any:
			if said || j.table.namesValue(object, scalar(value)) {
				if members == nil {
					members = map[string]bool{}
				}
				members[member] = true
			}
		}
	}
	return members
}

// TakesSecret says whether a value is the secret of the flag that stands before it in a
// list of arguments, such as --password.
func (j *Judge) TakesSecret(flag, value any) bool {
	name, _ := flag.(string)
	text := scalar(value)
	return strings.HasPrefix(name, "-") && !strings.HasPrefix(text, "-") && j.hides(strings.TrimLeft(name, "-")) && secretValue(text)
}

// saysSecret says whether an object says that what it holds is a secret.
func (t *Table) saysSecret(object map[string]any) bool {
	for _, flag := range secretFlags {
		if object[flag] == true || object[flag] == "true" {
			return true
		}
	}
	for _, name := range []string{"type", "Type"} { // of parameters and of variables
		if text, ok := object[name].(string); ok && secretTypes[strings.ToLower(text)] {
			return true
		}
	}
	return false
}

var (
	// secretFlags are the words of providers for: this is a secret.
	secretFlags = []string{
		"secure", "sensitive", "secret", "is_secret", "NoEcho", "noEcho", "isSecret", "is_sensitive", "isSensitive",
		"is_value_secret", "isValueSecret", "IsValueSecret", "secured", "encrypted", "masked",
	}
	secretTypes = map[string]bool{"securestring": true, "secureobject": true, "secret_text": true, "secret": true}
	// pairedValue are the members that hold the value of a pair, saidValue those that do where the object says that it is secret.
	pairedValue = members("value Value parameterValue ParameterValue parameter_value default Default defaultValue DefaultValue default_value " +
		"AttributeValue attributeValue attribute_value HeaderValue headerValue header_value")
	saidValue = members("text pattern")
	// pairedName are the members that name a pair.
	pairedName = strings.Fields("name key Name Key optionName OptionName option_name parameterKey ParameterKey parameter_key parameterName ParameterName parameter_name " +
		"AttributeName attributeName attribute_name HeaderName headerName header_name")
)

func members(names string) map[string]bool {
	set := map[string]bool{}
	for _, name := range strings.Fields(names) {
		set[name] = true
	}
	return set
}

// namesValue says whether an object is a pair whose name means that its value is a secret.
func (t *Table) namesValue(object map[string]any, value string) bool {
	for _, member := range pairedName {
		if name, ok := object[member].(string); ok && (t.hides(name) || authorizes(models.Path{}.Key(name), value)) {
			return true
		}
	}
	return false
}

// hides says whether the last words of a name mean a secret.
func (t *Table) hides(name string) bool {
	if hides, known := t.hiding.of(name); known {
		return hides
	}
	return t.hiding.keep(name, t.meansSecret(name))
}

func (t *Table) meansSecret(name string) bool {
	name = wordsOf(name)
	one := strings.TrimRight(name, " 0123456789") // of several
	if ends(t.plain, name) || ends(t.plain, one) {
		return false
	}
	return ends(t.hidden, name) || ends(t.hidden, one)
}

// ends says whether a name ends with one of the words, or is one where they are whole names. Glued ones need no word of their own.
func ends(list []wordLine, name string) bool {
	for _, w := range list {
		if name == w.words || !w.whole && strings.HasSuffix(name, " "+w.words) || w.glued && strings.HasSuffix(name, w.words) {
			return true
		}
	}
	return false
}

// longestName is how long a name may be that means something.
const longestName = 200

// hides says whether the last words of a name in a text mean a secret.
func (j *Judge) hides(name string) bool {
	return len(name) <= longestName && j.table.hides(name)
}

// login is what HTTP's Basic authentication is made of.
var login = regexp.MustCompile(`^[^\s:]+:[^\s:]+$`)

// logsIn says whether a value is a name and a password in base64 under a name such as
// auth, as files of Docker and npm have it.
func logsIn(name, value string) bool {
	if !strings.Contains(strings.ToLower(name), "auth") {
		return false
	}
	name = wordsOf(name)
	if name != "auth" && !strings.HasSuffix(name, " auth") {
		return false
	}
	plain, _ := decoded(value)
	return login.MatchString(plain)
}

var (
	// credential is what stands in a header that authorizes: a scheme, and with what.
	credential = regexp.MustCompile(`^['"]?(?i:basic|bearer|token|apikey|digest|negotiate|ntlm) +([^\s'"]+)['"]?$`)
	// schemeWords are said about a scheme.
	schemeWords = regexp.MustCompile(`(?i)^(?:auth|authentication|authorization|tokens?|scheme|required|credentials?)$`)
	// authorizing are headers that log in.
	authorizing = regexp.MustCompile(`(?:^| )(?:authorization|cookie)$`)
	header      = regexp.MustCompile(`(?:^| )header$`)
)

// authorizes says whether a value is what a header logs in with: one with its scheme, whatever the header is part of,
// and any where it is part of headers.
func authorizes(path models.Path, value string) bool {
	at := len(path) - 1
	if name := path[at].Key; len(name) > longestName || !authorizing.MatchString(wordsOf(name)) {
		return false
	}
	if groups := credential.FindStringSubmatch(value); groups != nil {
		return !schemeWords.MatchString(groups[1]) && secretValue(groups[1])
	}
	above := lastMember(path, at-1)
	return above >= 0 && header.MatchString(wordsOf(path[above].Key)) && secretValue(value) && !strings.Contains(value, " ")
}
