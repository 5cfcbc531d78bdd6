package models

import "strings"

// InText gives where two texts differ that both hold a JSON object or list, as
// policies do: the changes within, their paths being those of the text's own value.
// It gives none where the texts hold no such JSON, or differ only in how it is written,
// or hold what could not be kept as JSON, such as lists in lists in their thousands.
func (c Change) InText() []Change {
	expected, okE := JSONInText(c.Expected)
	actual, okA := JSONInText(c.Actual)
	if !okE || !okA {
		return nil
	}
	w := changeWalk{}
	w.values(Path{}, expected, actual)
	if len(w.found) == 1 && len(w.found[0].Path) == 0 {
		return nil // an object against a list
	}
	return w.found
}

// BehindCopies gives a change whose sides are what tells how grave it is: copies of another place's secrets as they are. It is for
// grading alone, and is never shown.
func (c Change) BehindCopies() Change {
	c.Expected, c.Actual = judged(c.Expected), judged(c.Actual)
	return c
}

// JSONInText gives what a text holds that is a JSON object or list, as policies are,
// and could be kept as JSON. Of a text that holds secrets it is what is shown.
func JSONInText(v any) (any, bool) {
	s, _ := v.(string)
	if m, masked := v.(Masked); masked {
		s = m.text()
	}
	s = strings.TrimSpace(s)
	if s == "" || s[0] != '{' && s[0] != '[' {
		return nil, false
	}
	decoded, err := DecodeJSON([]byte(s))
	return decoded, err == nil && CheckStorable(decoded) == nil
}
