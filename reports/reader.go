package reports

// reader is one row of the table of formats.
type reader struct {
	format Format
	// made says what the report is and how it is made, for people who have none yet.
	made string
	// command makes such a report, as it is typed; "" where no command does.
	command string
	// names are members of the report's top object of which each one tells the format.
	names []string
	// together are members that tell the format where all of them are there, since
	// each alone is another tool's as well.
	together []string
	// open reads a report for the first time: it fills in the Report and sets what
	// hands out its entries.
	open func(src *source, r *Report) error
}

// makeReport is what to do instead, wherever a file is not what Open reads.
func (r reader) makeReport() string {
	if r.command == "" {
		return "give " + r.made
	}
	return makeWith(r.command)
}

// has says whether a report with such members is of the reader's format.
func (r reader) has(members map[string]bool) bool {
	for _, name := range r.names {
		if members[name] {
			return true
		}
	}
	for _, name := range r.together {
		if !members[name] {
			return false
		}
	}
	return len(r.together) > 0
}
