package rules

import (
	"regexp"
	"strings"
)

// What XML names a value by: the element that holds it, an attribute of that or of the one around it, and one
// behind the value; one before it is found as any name and value are. The last group is the value, of
// valueFirst the first.
var (
	elements   = regexp.MustCompile(`<([A-Za-z][\w.:-]*)(?:\s[^<>]*)?>(?:\s*<!\[CDATA\[)?([^<>]+?)(?:\]\]>\s*)?</`)
	named      = regexp.MustCompile(`\s(?:key|name)\s*=\s*\\?["']([^"'<>\\]+)\\?["'][^<>]*>(?:\s*<value>)?(?:\s*<!\[CDATA\[)?([^<>]+?)(?:\]\]>\s*)?</`)
	answers    = regexp.MustCompile(`<([A-Za-z][\w.:-]*)(?:\s[^<>]*)?>\s*<Value>([^<>]+)</Value>`) // of Windows' file of answers
	valueFirst = regexp.MustCompile(`<[A-Za-z][\w.:-]*\s(?:[^<>]*\s)?value\s*=\s*\\?["']([^"'<>\\]+)\\?["'](?:[^<>]*?)\s(?:key|name)\s*=\s*\\?["']([^"'<>\\]+)`)
)

// hideElements hides the secrets of a text that are XML.
func (j *Judge) hideElements(text string) string {
	names := func(groups []string) bool { return j.hides(groups[1]) && secretValue(strings.TrimSpace(groups[2])) }
	if strings.Contains(text, "</") {
		text = hideLast(hideLast(text, elements, names), named, names)
		text = hideLast(text, answers, func(groups []string) bool { return j.hides(groups[1]) })
	}
	if strings.Contains(text, "value") {
		text = hideGroup(text, text, valueFirst, 1, func(groups []string) bool { return j.hides(groups[2]) })
	}
	return text
}
