package main

import (
	"fmt"
	"strings"
	"time"
)

// row is what came of a part.
type row struct {
	part
	done int // rounds
	seed uint64
	took time.Duration
	told string
}

// table writes the rows in Markdown.
func table(rows []row) string {
	var b strings.Builder
	b.WriteString("| part | rounds | what came of it | took | seed |\n|---|---|---|---|---|\n")
	for _, r := range rows {
		rounds := fmt.Sprint(r.rounds)
		if r.done < r.rounds {
			rounds = fmt.Sprintf("%d of %d", r.done, r.rounds)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %d |\n", r.name, rounds, strings.ReplaceAll(r.told, "\n", " "), r.took.Round(time.Second), r.seed)
	}
	return b.String()
}
