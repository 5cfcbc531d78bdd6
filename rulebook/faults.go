package rulebook

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Faults is what is wrong with a file of rules, as an error: in one line the first of it.
type Faults struct {
	file  *hcl.File
	diags hcl.Diagnostics
}

const (
	mostFaults  = 10   // that are told
	longestLine = 2000 // bytes of a line that is shown
)

// address is what may be the secret address of a channel, wherever it stands; the scheme stays.
var address = regexp.MustCompile(`([A-Za-z][A-Za-z0-9+.-]*:/{1,2})[^"\s]*`)

// value is what stands after url_from where it is no name of a variable.
var value = regexp.MustCompile(`(url_from[ \t]*=[ \t]*)[^\r\n]*`)

// Error tells the first fault in one line, with its place.
func (f *Faults) Error() string {
	diags := f.inOrder()
	text := diags[0].Error()
	if at := diags[0].Subject; at != nil {
		text = fmt.Sprintf("%s: %s: %s; %s", at.Filename, placeOfFault(at), diags[0].Summary, diags[0].Detail)
	}
	if more := len(diags) - 1; more > 0 {
		text += fmt.Sprintf(" (and %d more)", more)
	}
	return string(hidden([]byte(text)))
}

// Text shows each fault with its line, as Terraform does. An address in that line is
// hidden.
func (f *Faults) Text() string {
	diags, files := f.inOrder(), f.files()
	var all strings.Builder
	for _, d := range diags[:min(len(diags), mostFaults)] {
		var b strings.Builder
		_ = hcl.NewDiagnosticTextWriter(&b, files, 0, false).WriteDiagnostic(d) // a Builder takes everything
		text := b.String()
		if d.Subject != nil {
			text = strings.Replace(text, fmt.Sprintf(" line %d", d.Subject.Start.Line), " "+placeOfFault(d.Subject), 1)
		}
		all.WriteString(text)
	}
	if more := len(diags) - mostFaults; more > 0 {
		fmt.Fprintf(&all, "… and %d more\n", more)
	}
	return string(hidden([]byte(strings.TrimSpace(all.String()))))
}

func placeOfFault(at *hcl.Range) string {
	return fmt.Sprintf("line %d, column %d", at.Start.Line, at.Start.Column)
}

// inOrder gives the faults by line, of one line the first: what follows there mostly comes
// of it.
func (f *Faults) inOrder() hcl.Diagnostics {
	diags := slices.Clone(f.diags)
	slices.SortStableFunc(diags, func(a, b *hcl.Diagnostic) int { return lineOf(a) - lineOf(b) })
	return slices.CompactFunc(diags, func(a, b *hcl.Diagnostic) bool { return lineOf(a) == lineOf(b) })
}

func lineOf(d *hcl.Diagnostic) int {
	if d.Subject == nil {
		return 0
	}
	return d.Subject.Start.Line
}

// files gives the lines that are shown, or none where one of them is too long for that.
func (f *Faults) files() map[string]*hcl.File {
	for l := range bytes.Lines(f.file.Bytes) {
		if len(l) > longestLine {
			return nil
		}
	}
	shown := &hcl.File{Bytes: hidden(withoutValues(f.file.Bytes)), Nav: f.file.Nav}
	files := map[string]*hcl.File{}
	for _, d := range f.diags {
		if d.Subject != nil {
			files[d.Subject.Filename] = shown
		}
	}
	return files
}

// withoutValues gives the source with stars for the texts within channels that are no names
// of variables: whatever attribute they were meant for, one may be an address.
func withoutValues(source []byte) []byte {
	shown := bytes.Clone(source)
	tokens, _ := hclsyntax.LexConfig(source, "", hcl.InitialPos) // what is wrong with it is told already
	depth, within := 0, false
	for _, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenIdent:
			within = within && depth > 0 || depth == 0 && string(t.Bytes) == string(KindChannel)
		case hclsyntax.TokenOBrace:
			depth++
		case hclsyntax.TokenCBrace:
			depth = max(depth-1, 0)
		case hclsyntax.TokenQuotedLit, hclsyntax.TokenStringLit:
			if within && depth > 0 && !variable.Match(t.Bytes) {
				stars(bytes.TrimRight(shown[t.Range.Start.Byte:t.Range.End.Byte], "\r\n"))
			}
		}
	}
	return shown
}

// hidden gives the source with a star for each byte that may be of a secret, so that
// all places stay where they are.
func hidden(source []byte) []byte {
	shown := bytes.Clone(source)
	for _, m := range address.FindAllSubmatchIndex(shown, -1) {
		stars(shown[m[3]:m[1]])
	}
	for _, m := range value.FindAllSubmatchIndex(shown, -1) {
		if rest := shown[m[3]:m[1]]; !variable.Match(bytes.Trim(rest, " \t\"")) {
			stars(rest)
		}
	}
	return shown
}

func stars(b []byte) {
	for i := range b {
		b[i] = '*'
	}
}
