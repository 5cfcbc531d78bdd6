package reports

// reader is one row of the table of formats.
type reader struct {
	format Format
	// made says what the report is and how it is made, for people who have none yet.
	made string
	// names are members of the report's top object that tell the format.
	names []string
	// open reads a report for the first time: it fills in the Report and sets what
	// hands out its entries. It is nil where a format is known but cannot be read yet.
	open func(src *source, r *Report) error
}
