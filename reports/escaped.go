package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
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
