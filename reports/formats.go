package reports

import (
	"fmt"
	"io"
	"iter"
	"strings"
)

// readers is the table of formats. A report is of the first whose names it has.
func readers() []reader {
	return []reader{
		terraform,
		{"driftctl", "a driftctl scan as JSON", []string{"managed", "unmanaged", "missing", "differences", "summary"}, nil},
		{"cloudformation", "`aws cloudformation describe-stack-resource-drifts`", []string{"StackResourceDrifts"}, nil},
		{"pulumi", "`pulumi refresh --preview-only --json`", []string{"steps", "changeSummary"}, nil},
	}
}

// Formats lists the formats that a report is told by, those that cannot be read
// yet included.
func Formats() []Format {
	var list []Format
	for _, r := range readers() {
		list = append(list, r.format)
	}
	return list
}

// Readable lists the formats that can be read, each with what such a report is and
// how it is made.
func Readable() (formats []Format, made []string) {
	for _, r := range readers() {
		if r.open != nil {
			formats, made = append(formats, r.format), append(made, r.made)
		}
	}
	return formats, made
}

// Open reads all of r as a report of the given format, "" to find the format out.
// r stays in use until the last call of Entries has ended; it is not closed.
//
// What is no report, or no whole one, is refused with an [*Error] that says where
// and what was expected: JSON text in UTF-8 (with a byte order mark or without)
// or in UTF-16 with one, a single object with unique names and nothing after it.
// Bytes that are no UTF-8 inside a string become U+FFFD. A format whose reader is
// not built gives an error that says so. Errors of r itself come back as they are.
func Open(r io.ReadSeeker, format Format) (*Report, error) {
	src := &source{file: r}
	if format == "" {
		found, err := detect(src)
		if err != nil {
			return nil, src.locate(err)
		}
		format = found
	}
	for _, reader := range readers() {
		if reader.format != format {
			continue
		}
		if reader.open == nil {
			return nil, fmt.Errorf("reading %s reports is not built yet", format)
		}
		report := &Report{Format: format}
		if err := reader.open(src, report); err != nil {
			return nil, src.locate(err)
		}
		report.SHA256, report.Size = src.sum, src.size
		report.entries = withPlaces(src, report.entries)
		return report, nil
	}
	return nil, fmt.Errorf("%q is no format of a report; those are %s", format, listed(Formats()))
}

// withPlaces completes the place in the errors of entries.
func withPlaces(src *source, entries iter.Seq2[Entry, error]) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for e, err := range entries {
			if err != nil {
				err = src.locate(err)
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// detect finds a report's format by the first member of its top object that
// only one tool writes.
func detect(s *source) (Format, error) {
	c, _, err := s.object(nil, nil)
	if err != nil {
		return "", err
	}
	var found Format
	members, outputs := 0, 0
	err = c.members(func(name string) error {
		for _, reader := range readers() {
			for _, n := range reader.names {
				if n == name {
					found = reader.format
					return errStop
				}
			}
		}
		members++
		output, err := isOutput(c)
		if output {
			outputs++
		}
		return err
	})
	switch {
	case found != "":
		return found, nil
	case err != nil:
		return "", err
	}
	if outputs > 0 && outputs == members {
		return "", c.fail("the output of `terraform output -json`, not a plan; " + makeReport)
	}
	return "", c.fail("JSON of an unknown kind; " + makeReport)
}

// listed names formats in a sentence.
func listed(formats []Format) string {
	var b strings.Builder
	for i, f := range formats {
		switch {
		case i == 0:
		case i == len(formats)-1:
			b.WriteString(" and ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(string(f))
	}
	return b.String()
}
