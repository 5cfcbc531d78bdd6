package cli

import (
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/rulebook"
)

// tried is what became of one report, as JSON.
type tried struct {
	File    string       `json:"file"`
	Scope   string       `json:"scope"`
	Changed int          `json:"changed"` // how many entries become another
	Entries []triedEntry `json:"entries"`
}

// triedEntry is what an entry becomes under the rules in force, and under those of the file.
type triedEntry struct {
	Address      string    `json:"address"`
	ResourceType string    `json:"resourceType"`
	Changed      bool      `json:"changed"`
	InForce      triedItem `json:"inForce"`
	Under        triedItem `json:"under"`
}

// triedItem is one of both.
type triedItem struct {
	importing.Item
	DueWithin string `json:"dueWithin,omitempty"` // such as 24h; "" where no rule says
}

func triedItemOf(i importing.Item) triedItem {
	if i.DueWithin == nil {
		return triedItem{Item: i}
	}
	return triedItem{i, rulebook.WithinText(*i.DueWithin)}
}

// triedAll is what the command says as JSON. Idle are the keys of the file's rules that
// decided nothing.
type triedAll struct {
	Reports []any                       `json:"reports"` // each a tried, or an importing.Refusal
	Ruled   map[string]models.RuleCount `json:"ruled"`
	Idle    []string                    `json:"idle"`
}

// compared lays two dry runs of one report side by side, which have an item each for its
// entries, in their order.
func compared(inForce, under importing.Summary) tried {
	t := tried{File: under.File, Scope: under.Scope, Entries: []triedEntry{}}
	for i, item := range under.Items {
		before := inForce.Items[i]
		e := triedEntry{
			Address: item.Address, ResourceType: item.ResourceType, Changed: !sameItem(before, item),
			InForce: triedItemOf(before), Under: triedItemOf(item),
		}
		if e.Changed {
			t.Changed++
		}
		t.Entries = append(t.Entries, e)
	}
	return t
}

// sameItem says whether an entry becomes the same, whatever the rules are called that grade it.
func sameItem(a, b importing.Item) bool {
	for _, i := range []*importing.Item{&a, &b} {
		i.DriftID, i.Changes = nil, slices.Clone(i.Changes)
		for n := range i.Changes {
			i.Changes[n].Rule = ""
		}
	}
	return reflect.DeepEqual(a, b)
}

// becomes says in words what an entry becomes.
func becomes(i triedItem) string {
	if i.Outcome == importing.Suppressed || i.Outcome == importing.Skipped {
		return i.Reason
	}
	words := string(i.Severity)
	if i.Outcome == importing.Created {
		words += ", new"
	}
	parts := []string{words + ": " + whatDrifted(i.Item)}
	add := func(part string) {
		if !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	for _, c := range i.Changes {
		if c.Rule != "" {
			add(fmt.Sprintf("%s by %s", c.Severity, c.Rule))
		}
	}
	for _, c := range i.Ignored {
		add("without " + c.Path + " by " + c.Rule)
	}
	if i.Owner != "" {
		add("owner " + i.Owner)
	}
	if i.DueWithin != "" {
		add("due within " + i.DueWithin)
	}
	return strings.Join(parts, "; ")
}

// writeTried shows what becomes another first.
func writeTried(w io.Writer, t tried) error {
	fmt.Fprintf(w, "%s, scope %s: %d of %d entries become another\n", visible(t.File), visible(t.Scope), t.Changed, len(t.Entries))
	rows := newTable(w)
	rows.cuttable(1, 12)
	rows.cuttable(2, 12)
	entries := slices.Clone(t.Entries)
	slices.SortStableFunc(entries, func(a, b triedEntry) int {
		if a.Changed == b.Changed {
			return 0
		} else if a.Changed {
			return -1
		}
		return 1
	})
	if len(entries) > 0 {
		rows.row("  ADDRESS", "IN FORCE", "UNDER THE FILE")
	}
	for _, e := range entries[:min(len(entries), shownItems)] {
		if e.Changed {
			rows.row("> "+e.Address, becomes(e.InForce), becomes(e.Under))
		} else {
			rows.row("  "+e.Address, becomes(e.InForce), "the same")
		}
	}
	if err := rows.end(); err != nil {
		return err
	}
	if more := len(entries) - shownItems; more > 0 {
		fmt.Fprintf(w, "  … and %d more; --output json shows all\n", more)
	}
	fmt.Fprintln(w)
	return nil
}

// idle names the rules that decided nothing; channels and whom to tell decide later.
func idle(book *rulebook.Book, ruled map[string]models.RuleCount) []string {
	keys := []string{}
	for _, r := range book.Rules() {
		if ruled[r.Key].Matched == 0 && r.Kind != rulebook.KindChannel && r.Kind != rulebook.KindTell {
			keys = append(keys, r.Key)
		}
	}
	return keys
}
