package reports

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// escapedForms are a text as it stands within a text that is JSON, as most write it and
// as Terraform's jsonencode does.
func escapedForms(text string) []string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' || strings.ContainsRune("\"\\<>&/", r) }) {
		return nil
	}
	var plain bytes.Buffer
	encoder := json.NewEncoder(&plain)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		return nil
	}
	forBrowsers, err := json.Marshal(text)
	if err != nil {
		return nil
	}
	inner := func(quoted []byte) string { return string(quoted[1 : len(quoted)-1]) }
	forms := []string{inner(bytes.TrimSpace(plain.Bytes())), inner(forBrowsers)}
	forms = append(forms, strings.ReplaceAll(forms[0], "/", `\/`)) // as PHP writes it
	for _, form := range forms[:3] {                               // as Python writes it, and others in capitals
		forms = append(forms, inASCII(form, `\u%04x`), inASCII(form, `\u%04X`))
	}
	return forms
}

// inASCII escapes what is not ASCII in a text of JSON.
func inASCII(text, escape string) string {
	var b strings.Builder
	for _, r := range text {
		if r < utf8.RuneSelf {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			fmt.Fprintf(&b, escape, unit)
		}
	}
	return b.String()
}

// encodedPart is how many bytes of a secret are looked for within what is in base64: the
// first ones tell it from all else.
const encodedPart = 1024

// inXML escapes what text in XML and HTML cannot hold.
var inXML = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// encodedForms are a text as it stands in XML, in an address, and within what is in base64, where it
// begins at one of three places of a character.
func encodedForms(text string) []string {
	part := text[:min(len(text), encodedPart)]
	forms := []string{inXML.Replace(text), html.EscapeString(text), url.QueryEscape(part), url.PathEscape(part)}
	for before := range 3 {
		bits := 8 * (before + len(part))
		encoded := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("\x00", before) + part))
		encoded = encoded[(8*before+5)/6 : bits/6] // of the characters that it fills
		forms = append(forms, encoded, strings.NewReplacer("+", "-", "/", "_").Replace(encoded))
	}
	return forms
}
