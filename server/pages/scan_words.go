package pages

import (
	"encoding/json"

	"github.com/clouddrift/guardian/models"
)

// outcomes are what became of the drifts of a scan, in words.
func outcomes(scan models.Scan) []string {
	var words []string
	for _, o := range []struct {
		n    int
		word string
	}{
		{scan.Created, "new"}, {scan.Repeated, "seen again"}, {scan.Superseded, "superseded"},
		{scan.Resolved, "resolved"}, {scan.Skipped, "skipped"},
	} {
		if o.n > 0 {
			words = append(words, grouped(int64(o.n))+" "+o.word)
		}
	}
	return words
}

// suppressed are the rules that left noise out, with how much.
func suppressed(scan models.Scan) []string {
	rules, err := scan.Suppressed.Object()
	if err != nil {
		return nil // PostgreSQL keeps no such jsonb
	}
	var words []string
	for _, rule := range models.SortedKeys(rules) {
		if n, ok := rules[rule].(json.Number); ok && n != "0" {
			words = append(words, n.String()+" "+rule)
		}
	}
	return words
}

// inventoryWords say how much of what a scan looked at code manages, "" where its tool
// does not tell.
func inventoryWords(scan models.Scan) string {
	if i := scan.Inventory(); i != nil {
		return i.Words()
	}
	return ""
}
