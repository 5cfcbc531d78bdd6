package rulebook

import (
	"bytes"
	"fmt"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// MaxBytes is how large a file of rules is at most.
const MaxBytes = 1_000_000

// Parse reads a file of rules; file names it in errors. An end that is not after now is
// refused, unless now is zero, as it is for rules that were taken before: those rest then.
// The error is [*Faults], which says all that is wrong and no address that stands in the
// file; of a file that is too large it is another.
func Parse(file string, source []byte, now time.Time) (*Book, error) {
	if len(source) > MaxBytes {
		return nil, fmt.Errorf("%s has more than %d bytes, the most that a file of rules may have", file, MaxBytes)
	}
	source = bytes.TrimPrefix(source, []byte("\xef\xbb\xbf"))
	tokens, diags := hclsyntax.LexConfig(source, file, hcl.InitialPos)
	if diags = append(diags, plain(tokens)...); diags.HasErrors() {
		return nil, &Faults{&hcl.File{Bytes: source}, diags}
	}
	parsed, diags := hclsyntax.ParseConfig(source, file, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, &Faults{parsed, diags}
	}
	book, diags := read(parsed.Body, now)
	if diags.HasErrors() {
		return nil, &Faults{parsed, diags}
	}
	return book, nil
}

func read(body hcl.Body, now time.Time) (*Book, hcl.Diagnostics) {
	var blocks fileBlocks
	diags := gohcl.DecodeBody(body, nil, &blocks)
	r := reader{now: now, diags: diags, broken: diags.HasErrors(), channels: map[string]Channel{}, owners: map[string]bool{}, taken: map[string]hcl.Range{}, blocks: map[string]int{}}
	r.read(blocks)
	return r.book(body.(*hclsyntax.Body)), r.diags
}
