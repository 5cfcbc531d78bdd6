package reports_test

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
)

// span is where a value or a name stands in a text of JSON.
type span struct{ from, to int }

// spans finds every value and every name in a text of JSON, and the values that are
// elements of an array: several values may follow one another.
func spans(t *testing.T, raw []byte) (values, names, elements []span) {
	t.Helper()
	dec := jsontext.NewDecoder(bytes.NewReader(raw), jsontext.AllowDuplicateNames(true))
	var open []int
	for {
		kind := dec.PeekKind()
		if kind == jsontext.KindInvalid {
			return values, names, elements
		}
		token, err := dec.ReadToken()
		if err != nil {
			t.Fatal(err)
		}
		end := int(dec.InputOffset())
		holder, index := dec.StackIndex(dec.StackDepth())
		switch kind {
		case jsontext.KindBeginObject, jsontext.KindBeginArray:
			open = append(open, end-1)
		case jsontext.KindEndObject, jsontext.KindEndArray:
			values = append(values, span{open[len(open)-1], end})
			if holder == jsontext.KindBeginArray {
				elements = append(elements, values[len(values)-1])
			}
			open = open[:len(open)-1]
		default:
			start := end - len(token.String())
			if kind == jsontext.KindString {
				start = bytes.LastIndexByte(raw[:end-1], '"') // good enough for a sample: its texts may hold quotes
				for start > 0 && raw[start-1] == '\\' {
					start = bytes.LastIndexByte(raw[:start-1], '"')
				}
			}
			if kind == jsontext.KindString && holder == jsontext.KindBeginObject && index%2 == 1 {
				names = append(names, span{start, end})
			} else {
				values = append(values, span{start, end})
			}
		}
	}
}

const (
	deeper = 20_000    // levels: more than the decoder goes down
	giant  = 4_000_000 // bytes of one text
)

// maxAllocated is how many bytes may be allocated for a byte of a report, and as many for
// the first 100 kB: each is read several times, and decoded.
const maxAllocated = 100

// wrongValues stand in the place of each value: each type, and what is too deep or large.
func wrongValues() map[string]string {
	deep := strings.Repeat("[", deeper) + strings.Repeat("]", deeper)
	deepObject := strings.Repeat(`{"a":`, 400) + "1" + strings.Repeat("}", 400)
	return map[string]string{
		"null": "null", "a number": "7", "a large number": "1e131071", "a text": `"x"`, "no text": `""`, "true": "true", "an array": "[]", "an object": "{}",
		"an array of one": `[{"a":[null]}]`, "an object of one": `{"a":{"b":null}}`,
		"JSON in a text": `"{\"a\":[1,{\"b\":null}]}"`, "JSON cut short in a text": `"{\"a\":["`,
		"a long text": `"` + strings.Repeat("long ", 150) + `"`,
		"U+0000":      `"\u0000"`, "no character": `"\ud800"`,
		"too many levels": deep, "many levels": deepObject, "too many levels in a text": `"` + deep + `"`,
	}
}

// broken are what comes of a sample whose values and names are replaced and which is cut.
func broken(t *testing.T, raw []byte, try func(what string, raw []byte)) {
	t.Helper()
	values, names, elements := spans(t, raw)
	replace := func(s span, by string) []byte {
		return append(append(append(make([]byte, 0, len(raw)+len(by)), raw[:s.from]...), by...), raw[s.to:]...)
	}
	for what, by := range wrongValues() {
		for i, s := range values {
			if len(by) > 1000 && i%32 != 0 {
				continue // what takes long is tried at some places
			}
			try(fmt.Sprintf("%s in place of %.60q", what, raw[s.from:s.to]), replace(s, by))
		}
	}
	for _, s := range names {
		try(fmt.Sprintf("another name in place of %.60q", raw[s.from:s.to]), replace(s, `"x"`))
		try(fmt.Sprintf("no name in place of %.60q", raw[s.from:s.to]), replace(s, `""`))
		try(fmt.Sprintf("the name %.60q twice", raw[s.from:s.to]), replace(span{s.from, s.from}, string(raw[s.from:s.to])+`:null,`))
	}
	for _, s := range elements {
		element := string(raw[s.from:s.to])
		try(fmt.Sprintf("the element %.60q twice", element), replace(span{s.to, s.to}, ","+element))
	}
	for cut := 0; cut < len(raw); cut += 1 + len(raw)/150 {
		try(fmt.Sprintf("its first %d bytes alone", cut), raw[:cut])
	}
	text := `"` + strings.Repeat("giant ", giant/6) + `"`
	for i, s := range append(values, names...) {
		if i%(1+len(values)/5) == 0 {
			try(fmt.Sprintf("a giant text in place of %.60q", raw[s.from:s.to]), replace(s, text))
		}
	}
}

// toBreak is the largest sample that does not take long, else the smallest.
func toBreak(samples []sample) sample {
	for _, s := range samples {
		if len(s.raw) < 6_000 {
			return s
		}
	}
	return samples[len(samples)-1]
}

// Reports that are broken in every way in which a sample of their format can be: an
// error with its place, or entries; no panic, and memory in proportion to the bytes.
// Not parallel: it measures what the whole process takes.
func TestBrokenReports(t *testing.T) {
	for _, format := range reports.Formats() {
		t.Run(string(format), func(t *testing.T) {
			tried, most := 0, 0.0
			s, found := toBreak(samples(t, format)), failures{}
			broken(t, s.raw, func(what string, raw []byte) {
				tried++
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				err := whatever(raw, format)
				runtime.ReadMemStats(&after)
				if err != nil {
					found.add(what, err)
				}
				took := float64(after.TotalAlloc - before.TotalAlloc)
				if most = max(most, took/float64(len(raw)+100_000)); took > maxAllocated*float64(len(raw)+100_000) {
					found.add(what, fmt.Errorf("too much memory; read value by value, rather than all at once: %.0f bytes were allocated for %d", took, len(raw)))
				}
			})
			found.tell(t, s.file)
			t.Logf("%d broken reports, at most %.0f bytes allocated a byte", tried, most)
		})
	}
}

// failures are what went wrong with the broken reports of a format: by what is wrong, the
// first of them and how many there are.
type failures map[string]*failure

type failure struct {
	what  string
	err   error
	times int
}

func (f failures) add(what string, err error) {
	wrong, _, _ := strings.Cut(err.Error(), ": ")
	if f[wrong] == nil {
		f[wrong] = &failure{what, err, 0}
	}
	f[wrong].times++
}

// maxTold is how many kinds of failures are told of a format.
const maxTold = 3

func (f failures) tell(t *testing.T, sample string) {
	t.Helper()
	for i, wrong := range models.SortedKeys(f) {
		if i == maxTold {
			t.Errorf("and %d more kinds of failures", len(f)-maxTold)
			return
		}
		t.Errorf("reports/%s with %s, the first of %d alike: %v", sample, f[wrong].what, f[wrong].times, f[wrong].err)
	}
}
