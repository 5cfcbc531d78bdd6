package reports

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/clouddrift/guardian/models"
)

// leakLength is how long a secret must be, in characters, to be looked for where
// no mask marks it. Shorter ones ("", "true", "admin") stand for themselves too often.
const leakLength = 8

// perSecret is how many bytes a secret takes beside its text.
const perSecret = 150

// secrets are the texts that a report marks as sensitive anywhere, to be found
// again wherever else they stand. The zero value holds none.
type secrets struct {
	known map[string]bool
	// begin has the secrets by their first eight bytes, and first the pairs of
	// bytes that any of them begins with: most places of a text are told by that.
	begin map[string]*alike
	first [1 << 16]bool
	kept  *kept
	// alone are the account numbers and the regions that are marked by themselves, and not as
	// one part of something.
	alone map[string]bool
	// numbered is what clean makes of addresses that would come out alike.
	numbered map[string]string
}

// newSecrets has none yet; what it learns is counted.
func newSecrets(k *kept) *secrets {
	return &secrets{kept: k, known: map[string]bool{}, begin: map[string]*alike{}, alone: map[string]bool{}, numbered: map[string]string{}}
}

// add takes every text and number of a value that is marked.
func (s *secrets) add(v any) {
	if text := plainText(v); accountPattern.MatchString(text) || publicRegion.MatchString(text) {
		s.alone[text] = true
	}
	s.addParts(v)
}

func (s *secrets) addParts(v any) {
	switch v := v.(type) {
	case map[string]any:
		for _, part := range v {
			s.addParts(part)
		}
	case []any:
		for _, part := range v {
			s.addParts(part)
		}
	case string:
		s.addSpelled(v)
		s.addSpelled(strings.TrimSpace(v)) // the end of a file that it was read from
	case json.Number:
		s.addText(string(v))
	}
}

// addSpelled takes a text in each way in which it may be written elsewhere.
func (s *secrets) addSpelled(text string) {
	if s.known[text] || utf8.RuneCountInString(text) < leakLength {
		return
	}
	s.addForms(text, jsonLevels)
	for _, encoded := range encodedForms(text) {
		s.addText(encoded)
	}
}

// jsonLevels is how often a text may be written as JSON within JSON and still be found.
const jsonLevels = 3

// addForms takes a text, and how it stands within so many levels of JSON.
func (s *secrets) addForms(text string, levels int) {
	if !s.addText(text) || levels == 0 {
		return
	}
	for _, escaped := range escapedForms(text) {
		s.addForms(escaped, levels-1)
	}
}

// addText says whether a text is one to look for that was not known.
func (s *secrets) addText(text string) bool {
	if s.known[text] || utf8.RuneCountInString(text) < leakLength {
		return false
	}
	s.known[text] = true
	s.kept.add(perSecret + len(text))
	if s.begin[text[:leakLength]] == nil {
		s.begin[text[:leakLength]] = &alike{}
	}
	s.begin[text[:leakLength]].add(text)
	s.first[pairOf(text)] = true
	return true
}

func pairOf(text string) int { return int(text[0])<<8 | int(text[1]) }

// collect adds what a mask marks of a value.
func (s *secrets) collect(m mask, v any) {
	if m.empty() {
		return
	}
	if m.all {
		s.add(v)
		return
	}
	switch v := v.(type) {
	case map[string]any:
		if m.items != nil {
			s.add(v)
		}
		for name, part := range v {
			s.collect(m.key(name), part)
		}
	case []any:
		if m.fields != nil {
			s.add(v)
		}
		for i, part := range v {
			s.collect(m.item(i), part)
		}
	default:
		s.add(v) // not the shape that the mask expects: all of it is hidden
	}
}

// next gives the first secret that stands in a text, as it stands there, and where; "" is
// none. Of several that begin there it is the longest.
func (s *secrets) next(text string) (at int, secret string) {
	if len(s.known) == 0 {
		return 0, ""
	}
	for i := 0; i+leakLength <= len(text); i++ {
		if !s.first[pairOf(text[i:])] {
			continue
		}
		if these := s.begin[text[i:i+leakLength]]; these != nil {
			if secret = these.longest(text[i:]); secret != "" {
				return i, secret
			}
		}
	}
	return 0, ""
}

// in says whether a text contains a secret.
func (s *secrets) in(text string) bool {
	_, secret := s.next(text)
	return secret != ""
}

// hidesRegion says whether a region may not be shown: not where it is the name of a public
// region and only one part of something that is marked.
func (s *secrets) hidesRegion(region string) bool {
	_, secret := s.next(region)
	return secret != "" && (secret != region || !publicRegion.MatchString(region) || s.alone[region])
}

// hidesAccount says whether an account's number may not be shown: not where it is only one
// part of something that is marked.
func (s *secrets) hidesAccount(account string) bool {
	_, secret := s.next(account)
	return secret != "" && (secret != account || s.alone[account])
}

// tellApart makes clean give different texts for addresses that a secret alone tells
// apart: it numbers them in their order, so that equal sets of them come out alike.
func (s *secrets) tellApart(addresses []string) {
	if len(s.known) == 0 {
		return
	}
	hiding := slices.DeleteFunc(addresses, func(address string) bool { return !s.in(address) })
	slices.Sort(hiding)
	taken := map[string]int{}
	for _, address := range slices.Compact(hiding) {
		cleaned := s.clean(address)
		taken[cleaned]++
		if n := taken[cleaned]; n > 1 {
			at := strings.LastIndex(cleaned, models.Redacted) + len(models.Redacted)
			s.numbered[address] = cleaned[:at] + " " + strconv.Itoa(n) + cleaned[at:]
		}
	}
}

// clean puts [models.Redacted] in the place of each secret in a text.
func (s *secrets) clean(text string) string {
	if numbered, is := s.numbered[text]; is {
		return numbered
	}
	var b strings.Builder
	for {
		at, secret := s.next(text)
		if secret == "" {
			b.WriteString(text)
			return b.String()
		}
		b.WriteString(text[:at] + models.Redacted)
		text = text[at+len(secret):]
	}
}

// name names a report, unless the name contains a secret: a name without it would be
// that of other reports, too.
func (s *secrets) name(r *Report, name string) {
	r.NameHidden = s.in(name)
	if !r.NameHidden {
		r.Name = name
	}
}

// shown is a resource without its secrets; an id that holds one gives way to the address.
func (s *secrets) shown(r Resource) Resource {
	r.Address, r.PreviousAddress, r.Type = s.clean(r.Address), s.clean(r.PreviousAddress), s.clean(r.Type)
	if s.in(r.ID) {
		r.ID = r.Address
	}
	return r
}
