package reports

import (
	"cmp"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
)

// readers is the table of formats. A report is of the first whose names it has.
func readers() []reader {
	return []reader{
		terraform,
		driftctl,
		cloudformation,
		pulumi,
		awsconfig,
	}
}

// Formats lists the formats that can be read.
func Formats() []Format {
	var list []Format
	for _, r := range readers() {
		list = append(list, r.format)
	}
	return list
}

// Made lists what a report of each format is and how it is made, in the order of
// [Formats].
func Made() []string {
	var list []string
	for _, r := range readers() {
		list = append(list, r.made)
	}
	return list
}

// makeAny is makeReport where it is not known which tool a report is of.
func makeAny() string {
	var commands []string
	for _, r := range readers() {
		if r.command != "" {
			commands = append(commands, "`"+r.command+"`")
		}
	}
	last := len(commands) - 1
	if last == 0 {
		return "make the report with " + commands[0]
	}
	return "make the report with " + strings.Join(commands[:last], ", ") + " or " + commands[last]
}

// Open reads all of r as a report of the given format, "" to find the format out.
// r stays in use until the last call of Entries has ended; it is not closed.
//
// What is no report, or no whole one, is refused with an [*Error] that says where
// and what was expected: JSON text in UTF-8 (with a byte order mark or without)
// or in UTF-16, with or without one, a single object with unique names and nothing after it.
// Bytes that are no UTF-8 inside a string become U+FFFD. Errors of r itself come back
// as they are.
func Open(r io.ReadSeeker, format Format) (*Report, error) {
	src := &source{file: r, makeReport: makeAny()}
	if format == "" {
		found, err := detect(src)
		if err != nil {
			return nil, src.locate(unknown(err))
		}
		format = found
	}
	for _, reader := range readers() {
		if reader.format != format {
			continue
		}
		report := &Report{Format: format}
		src.makeReport = reader.makeReport()
		if err := reader.open(src, report); err != nil {
			return nil, src.locate(cmp.Or(src.ofAnother(format), err))
		}
		if !report.Closes && report.WhyNotClosing == "" {
			report.WhyNotClosing = "the report does not say that what it does not list is in order"
		}
		report.SHA256, report.Size = src.sum, src.size
		report.entries = completed(src, report.entries)
		return report, nil
	}
	return nil, fmt.Errorf("%q is no format of a report; those are %s", format, listed(Formats()))
}

// ofAnother is the error of a file that could not be read in a format because it is of
// another one, or is refused by that; nil where no other is found.
func (s *source) ofAnother(format Format) error {
	found, err := detect(s)
	if err != nil || found == format {
		return nil
	}
	if _, err := Open(s.file, found); err != nil {
		return err
	}
	at := slices.IndexFunc(readers(), func(r reader) bool { return r.format == found })
	return other(&Error{Want: fmt.Sprintf("no report of %s, which is asked for: it looks like %s; import it as %s, or let its format be found out", format, readers()[at].made, found)})
}

// completed adds what no reader sees to by itself: the place in the errors of entries, and
// the state of what is there.
func completed(src *source, entries iter.Seq2[Entry, error]) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for e, err := range entries {
			if err != nil {
				err = src.locate(err)
			} else if e.Action != ActionDelete {
				e.present()
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// mostMembers is how many members of the top object are looked at: no report has nearly
// as many.
const mostMembers = 10_000

// detect finds a report's format by the members of its top object, as soon as they
// tell it.
func detect(s *source) (Format, error) {
	c, _, err := s.object(nil, nil)
	if err != nil {
		return "", err
	}
	var found Format
	members, like := map[string]bool{}, likeness{}
	err = c.members(func(name string) error {
		members[name] = true
		if isEstimate(members) {
			return other(c.fail(givenAsReport))
		}
		for _, reader := range readers() {
			if reader.has(members) {
				found = reader.format
				return errStop
			}
		}
		if len(members) > mostMembers {
			return other(c.fail("JSON of an unknown kind; " + s.makeReport))
		}
		return like.see(c, name)
	})
	switch {
	case found != "":
		return found, nil
	case err != nil:
		return "", err
	}
	if l := like.told(members); l != nil {
		return "", other(c.fail(l.instead()))
	}
	return "", other(c.fail("JSON of an unknown kind; " + s.makeReport))
}
