package reports

import (
	"slices"

	"github.com/clouddrift/guardian/models"
)

const (
	// pulumiHidden is what Pulumi writes in the place of a secret.
	pulumiHidden = "[secret]"
	// pulumiSignature is the member of an object that is no plain object; its value
	// says what it is.
	pulumiSignature = "4dabf18193072939515e22adb298388d"
	// pulumiOutput is an output of a resource, which says by `secret` whether it is one.
	pulumiOutput = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
)

// pulumiPlain are the signatures of what is no secret: assets, archives, references to
// resources, and bytes.
var pulumiPlain = map[any]bool{
	"c44067f5952c0a294b673a41bacd8c17": true,
	"0def7320c3a5731c473e5ecbe6d01bc7": true,
	"5cf8f73096256a8f31e491e813e4eb8e": true,
	"803fd3297a5875dc03ca845dda5d2a98": true,
}

// hidePulumi puts a [models.Masked] in the place of each secret within a value, says
// where they stand, and learns those whose text is there.
func (s *secrets) hidePulumi(v any) (any, mask) {
	switch v := v.(type) {
	case models.Masked:
		return v, mask{all: true}
	case string:
		if v == pulumiHidden {
			return models.Mask(v), mask{all: true}
		}
	case []any:
		m := mask{}
		for i, part := range v {
			hidden, sub := s.hidePulumi(part)
			v[i] = hidden
			if sub.empty() {
				continue
			}
			for len(m.items) <= i {
				m.items = append(m.items, mask{})
			}
			m.items[i] = sub
		}
		return v, m
	case map[string]any:
		if signature, signed := v[pulumiSignature]; signed && !pulumiPlain[signature] {
			return s.hideSigned(v, signature)
		}
		m := mask{}
		for name, part := range v {
			hidden, sub := s.hidePulumi(part)
			v[name] = hidden
			if sub.empty() {
				continue
			}
			if m.fields == nil {
				m.fields = map[string]mask{}
			}
			m.fields[name] = sub
		}
		return v, m
	}
	return v, mask{}
}

// hideSigned is hidePulumi for a secret, for an output that may be one, and for what has
// a signature that is not known. What is encrypted comes out anew each time, so it is no
// sign of a change.
func (s *secrets) hideSigned(v map[string]any, signature any) (any, mask) {
	if signature == pulumiOutput && v["secret"] != true {
		return s.hidePulumi(v["value"])
	}
	value := v["value"]
	if plain, ok := v["plaintext"].(string); ok {
		if decoded, err := models.DecodeJSON([]byte(plain)); err == nil {
			value = decoded
		} else {
			value = plain
		}
	}
	if value == nil {
		value = pulumiHidden
	}
	s.add(value)
	return models.Mask(value), mask{all: true}
}

// hideOther hides what one side shows and the other hides, or tells in another form, which
// says nothing of whether the two differ. That is told by where Pulumi says that something
// does: elsewhere the two are taken for alike. Without such paths it is not known, and they
// differ. Elements of lists are those that are compared with one another, wherever they stand.
func (s *secrets) hideOther(at models.Path, expected, actual any, paths []models.Path) (e, a any) {
	before, hidden := expected.(models.Masked)
	now, also := actual.(models.Masked)
	unseen := models.Mask(pulumiHidden)
	switch {
	case hidden && also && models.EqualJSON(before, unseen) == models.EqualJSON(now, unseen):
		return expected, actual
	case hidden || also:
		s.add(expected)
		s.add(actual)
		switch alike := len(paths) > 0 && !slices.ContainsFunc(paths, func(p models.Path) bool { return along(at, p) }); {
		case !alike:
			return models.Mask(expected), models.Mask(actual)
		case hidden:
			return before, before
		}
		return now, now
	}
	switch e := expected.(type) {
	case map[string]any:
		a, is := actual.(map[string]any)
		if !is {
			break
		}
		for name := range a {
			if _, both := e[name]; both {
				e[name], a[name] = s.hideOther(at.Key(name), e[name], a[name], paths)
			}
		}
		return e, a
	case []any:
		a, is := actual.([]any)
		if !is {
			break
		}
		for i, j := range models.Partners(e, a) {
			if j >= 0 {
				e[j], a[i] = s.hideOther(at.Index(i), e[j], a[i], paths)
			}
		}
		return e, a
	}
	return s.hiddenBeside(expected, actual), s.hiddenBeside(actual, expected)
}

// hiddenBeside gives a value of another kind than that of the other side: hidden, where that
// holds a secret.
func (s *secrets) hiddenBeside(v, other any) any {
	if !models.HoldsMasked(other) || models.EmptyJSON(v) {
		return v
	}
	s.add(v)
	return models.Mask(v)
}

// pulumiOther stands for a secret that is another than the one before.
const pulumiOther = "another " + pulumiHidden

// tellSecret makes a change of a secret which Pulumi says differs at a path, and shows
// on neither side. It gives the two values with that change in them.
func tellSecret(expected, actual any, path models.Path) (e, a any) {
	if _, hidden := expected.(models.Masked); hidden || len(path) == 0 {
		return otherSecret(expected, actual)
	}
	step := path[0]
	switch e := expected.(type) {
	case map[string]any:
		if a, also := actual.(map[string]any); also && step.Index == models.Member && e[step.Key] != nil && a[step.Key] != nil {
			e[step.Key], a[step.Key] = tellSecret(e[step.Key], a[step.Key], path[1:])
		}
	case []any:
		// In a list that has another order the place of one side is not that of the other.
		if a, also := actual.([]any); also && step.Index >= 0 && step.Index < min(len(e), len(a)) && models.Partners(e, a)[step.Index] == step.Index {
			e[step.Index], a[step.Index] = tellSecret(e[step.Index], a[step.Index], path[1:])
		}
	}
	return expected, actual
}

// otherSecret makes two equal values differ by the secret in them. Where there are
// several it is not known which one changed: then all that holds them differs.
func otherSecret(expected, actual any) (e, a any) {
	if !models.HoldsMasked(actual) || !models.EqualJSON(expected, actual) {
		return expected, actual
	}
	switch e := expected.(type) {
	case map[string]any:
		a, in := actual.(map[string]any), []string{}
		for key, part := range e {
			if models.HoldsMasked(part) {
				in = append(in, key)
			}
		}
		if len(in) == 1 {
			e[in[0]], a[in[0]] = otherSecret(e[in[0]], a[in[0]])
			return e, a
		}
	case []any:
		a, in := actual.([]any), []int{}
		for i, part := range e {
			if models.HoldsMasked(part) {
				in = append(in, i)
			}
		}
		if len(in) == 1 {
			e[in[0]], a[in[0]] = otherSecret(e[in[0]], a[in[0]])
			return e, a
		}
	}
	return models.Mask(expected), models.Mask(pulumiOther)
}
