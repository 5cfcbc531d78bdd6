package reports

import (
	"encoding/json"
	"fmt"
)

// kept counts the bytes that a reader remembers of a report, as far as they grow with the
// report: roughly, by what the texts hold and what a resource takes beside them. The nil
// one counts nothing.
type kept int64

// maxKept bounds what is remembered of one report. Where all resources are small that is
// a large part of the report.
const maxKept = 144 << 20

func (k *kept) add(bytes int) {
	if k != nil {
		*k += kept(bytes)
	}
}

// full says why no more of a report is to be remembered, "" where there is room.
func (k *kept) full() string {
	if k == nil || *k <= maxKept {
		return ""
	}
	return fmt.Sprintf("too many resources or secrets for one report: what is remembered of them up to here takes %d MiB; make several reports, each of a part", maxKept>>20)
}

// weight is roughly how many bytes a decoded value takes.
func weight(v any) int {
	n := 16
	switch v := v.(type) {
	case map[string]any:
		n += 48
		for name, part := range v {
			n += 2*len(name) + 16 + weight(part)
		}
	case []any:
		n += 24
		for _, part := range v {
			n += weight(part)
		}
	case string:
		n += 16 + len(v)
	case json.Number:
		n += 16 + len(v)
	}
	return n
}
