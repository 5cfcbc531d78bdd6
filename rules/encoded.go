package rules

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"github.com/clouddrift/guardian/models"
)

// What is shorter than minEncoded is no base64 of a name and a secret; a line of one that
// goes on in the next has minEncodedLine characters or more.
const (
	minEncoded     = 16
	minEncodedLine = 60
)

// hideEncoded hides what is in base64 of a text in which something is to be hidden, and of such a text that is
// packed, as cloud-init takes it.
func hideEncoded(text string, hide func(string) string, hidePacked func(packed []byte) bool) string {
	var b strings.Builder
	done := 0
	for from := 0; from < len(text); {
		if !isEncoding(text[from]) {
			from++
			continue
		}
		end, before := encodingEnd(text, from)
		plain, packed := decoded(text[from:end])
		if plain == "" && packed == nil && before > from { // the last line may be something else
			end = before
			plain, packed = decoded(text[from:end])
		}
		if plain != "" && hide(plain) != plain || packed != nil && hidePacked(packed) {
			b.WriteString(text[done:from] + models.Redacted)
			done = end
		}
		from = end
	}
	if done == 0 {
		return text
	}
	b.WriteString(text[done:])
	return b.String()
}

// encodingEnd is where what may be base64 ends that begins at a place, over several lines
// where they are long; and where the line before its last does, else the place itself.
func encodingEnd(text string, from int) (end, before int) {
	end, before = from, from
	for {
		line := end
		for end < len(text) && isEncoding(text[end]) {
			end++
		}
		for end < len(text) && text[end] == '=' {
			end++
		}
		next := end + len(text[end:]) - len(strings.TrimLeft(text[end:], " \t\r\n"))
		if end-line < minEncodedLine || next == len(text) || !strings.Contains(text[end:next], "\n") || !isEncoding(text[next]) {
			return end, before
		}
		end, before = next, end
	}
}

func isEncoding(c byte) bool {
	return c == '+' || c == '/' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// blanks are those between the lines of what is in base64.
var blanks = strings.NewReplacer(" ", "", "\t", "", "\r", "", "\n", "")

// decoded is what a text in base64 stands for, where that is text itself or is packed.
func decoded(text string) (plain string, packed []byte) {
	if len(text) < minEncoded {
		return "", nil
	}
	if strings.ContainsAny(text, " \t\r\n") {
		text = blanks.Replace(text)
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err == nil && bytes.HasPrefix(raw, gzipMagic) {
		return "", raw
	}
	if err != nil || !utf8.Valid(raw) {
		return "", nil
	}
	if len(raw) > 1 && raw[1] == 0 { // of two bytes each, as PowerShell takes a command
		return strings.ReplaceAll(string(raw), "\x00", ""), nil
	}
	return string(raw), nil
}

// gzipMagic begins what gzip has packed.
var gzipMagic = []byte{0x1F, 0x8B, 8}
