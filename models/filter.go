package models

import (
	"iter"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
)

// FilterKind is what a filter takes; it says how a form asks for it and how the
// database compares it.
type FilterKind string

// The kinds of filter.
const (
	// FilterWords takes some of the filter's Words.
	FilterWords FilterKind = "words"
	// FilterTexts takes any texts.
	FilterTexts FilterKind = "texts"
	// FilterID takes one UUID.
	FilterID FilterKind = "id"
	// FilterFlag takes true or false.
	FilterFlag FilterKind = "flag"
	// FilterSince takes the time from which on rows are kept.
	FilterSince FilterKind = "since"
	// FilterUntil takes the time before which rows are kept.
	FilterUntil FilterKind = "until"
	// FilterAtLeast takes the least whole number that rows are kept from.
	FilterAtLeast FilterKind = "atLeast"
)

// The kinds of parameters that are no filters.
const (
	// ParameterNumber takes a whole number from Least to Most.
	ParameterNumber FilterKind = "number"
	// ParameterWord takes one of the parameter's Words.
	ParameterWord FilterKind = "word"
	// ParameterText takes a text.
	ParameterText FilterKind = "text"
	// ParameterMoment takes a time.
	ParameterMoment FilterKind = "moment"
)

// Once says whether a parameter of this kind may stand only once.
func (k FilterKind) Once() bool { return k != FilterWords && k != FilterTexts }

// Filter is one filter of a list, F being all of the list's filters. A list's filters
// stand in one table, such as [DriftFilters], of which everything else is made: the
// parser, the checks, the routes, the flags, the forms and the SQL.
type Filter[F any] struct {
	FilterLine
	field func(*F) filterValue
}

// FilterLine is what a table of filters says of one: how it is asked for, what it
// takes and what it is compared with. Parameters that are no filters have such lines,
// too; see [PageParameters].
type FilterLine struct {
	// Name is the parameter, in camelCase.
	Name string
	// Label is what a form calls it.
	Label string
	// Hint is an example for a form's input.
	Hint string
	// Help says what it keeps, with the flag's value in backquotes.
	Help string
	// Kind is what it takes.
	Kind FilterKind
	// Words are all that a filter of words takes.
	Words []string
	// Least and Most bound a whole number.
	Least, Most int
	// Column is what it is compared with; "" where package repositories has a clause
	// of its own under this name.
	Column string
}

// Flag is the name of the command's flag: Name in kebab-case, and without the Id
// where that is all that the filter takes.
func (f FilterLine) Flag() string {
	var b strings.Builder
	name := f.Name
	if f.Kind == FilterID {
		name = strings.TrimSuffix(name, "Id")
	}
	for _, r := range name {
		if unicode.IsUpper(r) {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// momentWords say what a filter by time takes.
const momentWords = "RFC 3339, a date, or an age such as 24h or 7d"

// Usage is the help of the command's flag.
func (f FilterLine) Usage() string {
	if n := len(f.Words) - 1; n > 0 && f.Kind == FilterWords {
		return f.Help + ": " + strings.Join(f.Words[:n], ", ") + " or " + f.Words[n]
	}
	if f.Kind == FilterSince || f.Kind == ParameterMoment {
		return f.Help + ": " + momentWords
	}
	return f.Help
}

// Value is what the filter keeps, by its kind []string, uuid.UUID, bool, time.Time or
// int64; nil where it does not narrow the list.
func (f Filter[F]) Value(of F) any { return f.field(&of).value() }

// Narrowing gives those of a list's filters that narrow it, each with its value.
func Narrowing[F any](of F, filters []Filter[F]) iter.Seq2[Filter[F], any] {
	return func(yield func(Filter[F], any) bool) {
		for _, f := range filters {
			if value := f.field(&of).value(); value != nil && !yield(f, value) {
				return
			}
		}
	}
}

// Texts are the values that the filter keeps, each as text; none where it does not
// narrow the list.
func (f Filter[F]) Texts(of F) []string {
	switch v := f.Value(of).(type) {
	case []string:
		return v
	case uuid.UUID:
		return []string{v.String()}
	case bool:
		return []string{map[bool]string{true: "true", false: "false"}[v]}
	case time.Time:
		return []string{v.UTC().Format(time.RFC3339Nano)}
	case int64:
		return []string{strconv.FormatInt(v, 10)}
	}
	return nil
}

// validateFilter checks every filter of a list.
func validateFilter[F any](of F, filters []Filter[F]) error {
	var c checks
	for _, f := range filters {
		f.field(&of).check(&c, f.Name)
	}
	checkInterval(&c, of, filters)
	return c.err()
}

// checkInterval refuses an end that is not after the begin: nothing lies between, and to
// find nothing would tell of another question than was meant.
func checkInterval[F any](c *checks, of F, filters []Filter[F]) {
	bound := map[FilterKind]any{}
	for _, f := range filters {
		bound[f.Kind] = f.Value(of)
	}
	begin, begun := bound[FilterSince].(time.Time)
	end, ends := bound[FilterUntil].(time.Time)
	if begun && ends && !end.After(begin) {
		c.fail("until", "must be later than since, which is %s, got %s", begin.Format(time.RFC3339), end.Format(time.RFC3339))
	}
}

// words completes a filter of an enum.
func words[F any, E ~string](f FilterLine, allowed []E, field func(*F) *[]E) Filter[F] {
	f.Kind, f.Words = FilterWords, Texts(allowed)
	return Filter[F]{f, func(of *F) filterValue { return wordsValue[E]{field(of), allowed} }}
}

// anyTexts completes a filter of texts.
func anyTexts[F any](f FilterLine, field func(*F) *[]string) Filter[F] {
	f.Kind = FilterTexts
	return Filter[F]{f, func(of *F) filterValue { return textsValue{field(of)} }}
}

// soughtWords completes a filter of texts whose words are sought.
func soughtWords[F any](f FilterLine, field func(*F) *[]string) Filter[F] {
	f.Kind = FilterTexts
	return Filter[F]{f, func(of *F) filterValue { return soughtValue{textsValue{field(of)}} }}
}

// scopeNames completes a filter of scopes, by name, and where below is set by a prefix, too.
func scopeNames[F any](f FilterLine, below bool, field func(*F) *[]string) Filter[F] {
	f.Kind = FilterTexts
	return Filter[F]{f, func(of *F) filterValue { return scopesValue{textsValue{field(of)}, below} }}
}

// oneID completes a filter of one row's id.
func oneID[F any](f FilterLine, field func(*F) **uuid.UUID) Filter[F] {
	f.Kind = FilterID
	return Filter[F]{f, func(of *F) filterValue { return idValue{field(of)} }}
}

// flag completes a filter of true or false.
func flag[F any](f FilterLine, field func(*F) **bool) Filter[F] {
	f.Kind = FilterFlag
	return Filter[F]{f, func(of *F) filterValue { return flagValue{field(of)} }}
}

// since completes the filter of a period's begin, and until that of its end.
func since[F any](f FilterLine, field func(*F) *time.Time) Filter[F] {
	f.Name, f.Kind, f.Hint = "since", FilterSince, "7d, 2026-11-01"
	return Filter[F]{f, func(of *F) filterValue { return timeValue{field(of)} }}
}

func until[F any](f FilterLine, field func(*F) *time.Time) Filter[F] {
	f.Name, f.Label, f.Kind, f.Hint = "until", "and before", FilterUntil, "24h, 2026-12-01"
	return Filter[F]{f, func(of *F) filterValue { return timeValue{field(of)} }}
}

// atLeast completes a filter of the least number, from 0 to [MaxFilterNumber].
func atLeast[F any](f FilterLine, field func(*F) **int64) Filter[F] {
	f.Kind, f.Most = FilterAtLeast, MaxFilterNumber
	return Filter[F]{f, func(of *F) filterValue { return leastValue{field(of)} }}
}

// FilterLines gives what a table of filters says of each.
func FilterLines[F any](filters []Filter[F]) []FilterLine {
	lines := make([]FilterLine, len(filters))
	for i, f := range filters {
		lines[i] = f.FilterLine
	}
	return lines
}

// FilterTable describes filters as a table in Markdown.
func FilterTable(filters []FilterLine) string {
	var b strings.Builder
	b.WriteString("| filter | keeps | takes |\n|---|---|---|\n")
	for _, f := range filters {
		takes := map[FilterKind]string{
			FilterWords: strings.Join(f.Words, ", "), FilterTexts: "any texts", FilterID: "a UUID", FilterFlag: "true, false",
			FilterSince: momentWords, FilterUntil: momentWords, FilterAtLeast: "a whole number",
		}[f.Kind]
		b.WriteString("| " + strings.Join([]string{"`" + f.Name + "`", f.Help, takes}, " | ") + " |\n")
	}
	return b.String()
}

// FilterList names filters in a line of Markdown.
func FilterList(filters []FilterLine) string {
	names := make([]string, len(filters))
	for i, f := range filters {
		names[i] = "`" + f.Name + "`"
	}
	return strings.Join(names, ", ")
}
