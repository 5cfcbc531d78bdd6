package reports

import "io"

// KeptOf is how many bytes a reader counts that it remembers of a report.
func KeptOf(r io.ReadSeeker, format Format) (int, error) {
	src := &source{file: r}
	for _, reader := range readers() {
		if reader.format == format {
			err := reader.open(src, &Report{Format: format})
			return int(src.kept), err
		}
	}
	return 0, io.ErrUnexpectedEOF
}
