package reports

import "strings"

// withoutIndexes takes the instance keys out of an address:
// module.a["x"].t.n[0] becomes module.a.t.n.
func withoutIndexes(address string) string {
	var b strings.Builder
	inside, quoted := false, false
	for i := 0; i < len(address); i++ {
		switch ch := address[i]; {
		case quoted && ch == '\\':
			i++
		case inside && ch == '"':
			quoted = !quoted
		case !inside && ch == '[':
			inside = true
		case inside && !quoted && ch == ']':
			inside = false
		case !inside:
			b.WriteByte(ch)
		}
	}
	return b.String()
}
