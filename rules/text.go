package rules

import (
	"bytes"
	"compress/gzip"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/clouddrift/guardian/models"
)

// HideIn gives a text, such as a script, a file of settings or a manifest, without what
// is a secret in it for all that can be told: the passwords of addresses, private keys,
// the values of names that mean a secret (`name: value`, `name=value`, `--name value`,
// `<name>value</name>`), and the data of a Secret of Kubernetes. In the place of each
// stands [models.Redacted]; a text in base64 that holds one, packed by gzip or not, is hidden as a whole. It
// reads lines, not languages: what is written in another way is not found.
func (j *Judge) HideIn(text string) string { return j.hideIn(text, j.hidesPacked) }

// hideIn is HideIn with what says whether something packed is to be hidden.
func (j *Judge) hideIn(text string, hidePacked func(packed []byte) bool) string {
	if len(text) < minSecretText {
		return text
	}
	hidden := text
	if strings.Contains(hidden, "PRIVATE KEY") {
		hidden = hideKeys(hidden)
	}
	if strings.Contains(hidden, "://") {
		hidden = hideLast(hidden, users, func(groups []string) bool { return isToken(groups[1]) })
		hidden = passwords.ReplaceAllStringFunc(hidden, hidePassword)
	}
	if strings.Contains(hidden, "<") {
		hidden = j.hideElements(hidden)
	}
	hidden = j.hideLines(j.hideForms(j.hideTokens(hidden)))
	return hideEncoded(hidden, func(text string) string { return j.hideIn(text, hidePacked) }, hidePacked)
}

// minSecretText is how short a text may be and still hold a name and a secret: k: v.
const minSecretText = 4

// passwords are the addresses that hold one: its part before the password, the
// password, and the @ behind it. A password may have an @ or a / in it, though it should not.
var passwords = regexp.MustCompile(`\b([a-zA-Z][a-zA-Z0-9+.-]*://[^\s/:@"'<>]*:)([^\s/"'<>]+|[^\s/@"'<>]+/[^\s"'<>]*)@`)

func hidePassword(address string) string {
	m := passwords.FindStringSubmatch(address)
	before, _, slash := strings.Cut(m[2], "/")
	if port := strings.Trim(before, "0123456789") == ""; slash && port || !secretValue(before) {
		return address
	}
	return m[1] + models.Redacted + "@"
}

var (
	keyBegins = regexp.MustCompile(`-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----`)
	keyEnds   = regexp.MustCompile(`-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----`)
)

// hideKeys hides private keys as PEM writes them, one that is cut short to the text's end.
func hideKeys(text string) string {
	var b strings.Builder
	for {
		begins := keyBegins.FindStringIndex(text)
		if begins == nil {
			b.WriteString(text)
			return b.String()
		}
		b.WriteString(text[:begins[0]] + models.Redacted)
		text = text[begins[1]:]
		ends := keyEnds.FindStringIndex(text)
		if ends == nil {
			return b.String()
		}
		text = text[ends[1]:]
	}
}

// users are those of addresses of the web, before whatever password; a token may stand there.
var users = regexp.MustCompile(`https?://([\w-]{20,})(?::[^\s/@"'<>]*)?@`)

// isToken says whether a user's name is made by no person: it is a UUID, or has letters and
// digits in one piece of 16 or more.
func isToken(user string) bool {
	if uuidForm.MatchString(user) {
		return true
	}
	return slices.ContainsFunc(strings.FieldsFunc(user, func(r rune) bool { return r == '-' || r == '_' }), func(piece string) bool {
		return len(piece) >= 16 && strings.ContainsAny(piece, "0123456789") && strings.Trim(piece, "0123456789") != ""
	})
}

var uuidForm = regexp.MustCompile(`^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// mostPacked is how many times as long as when it is packed a text is at most that is looked at: scripts and settings
// stay well below it, and what is made to grow does not.
const mostPacked = 16

// hidesPacked says whether what gzip has packed is to be hidden: where it is a text in which something is, and
// where that cannot be told, since it is too much or has something packed within.
func (j *Judge) hidesPacked(packed []byte) bool {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return false // it only begins like one
	}
	most := mostPacked*int64(len(packed)) + 1
	plain, _ := io.ReadAll(io.LimitReader(r, most)) // of what is cut short there is the beginning
	if int64(len(plain)) == most {
		return true
	}
	text := string(plain)
	return utf8.Valid(plain) && j.hideIn(text, func([]byte) bool { return true }) != text
}
