package reports

import (
	"strconv"
	"strings"

	"github.com/clouddrift/guardian/models"
)

// pulumiPath reads a path as Pulumi writes it: `ingress[0].cidrs`, `tags["a.b/c"]`,
// where a backslash stands before quotes alone. A path that goes wrong ends there.
func pulumiPath(text string) (p models.Path) {
	for text != "" {
		var step models.Step
		switch {
		case text[0] == '.':
			text = text[1:] // older providers write one before a bracket, too
			continue
		case strings.HasPrefix(text, `["`):
			key, rest, closed := pulumiKey(text[2:])
			if !closed {
				return p
			}
			step, text = models.Step{Key: key, Index: models.Member}, rest
		case text[0] == '[':
			digits, rest, closed := strings.Cut(text[1:], "]")
			index, err := strconv.ParseUint(digits, 10, 31)
			if err != nil || !closed {
				return p
			}
			step, text = models.Step{Index: int(index)}, rest
		default:
			end := strings.IndexAny(text, ".[")
			if end < 0 {
				end = len(text)
			}
			step, text = models.Step{Key: text[:end], Index: models.Member}, text[end:]
		}
		p = append(p, step)
	}
	return p
}

// pulumiKey reads a quoted key to its closing bracket.
func pulumiKey(text string) (key, rest string, closed bool) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\' && strings.HasPrefix(text[i+1:], `"`):
			i++
		case text[i] == '"':
			rest, closed = strings.CutPrefix(text[i+1:], "]")
			return b.String(), rest, closed
		}
		b.WriteByte(text[i])
	}
	return "", "", false
}

// along says whether one of two paths leads to the other's place or through it, whatever
// the index of an element: a list may have it at another place on either side.
func along(p, q models.Path) bool {
	for i := range min(len(p), len(q)) {
		if (p[i].Index == models.Member) != (q[i].Index == models.Member) || p[i].Key != q[i].Key {
			return false
		}
	}
	return true
}
