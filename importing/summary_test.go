package importing

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestSummaryCounts(t *testing.T) {
	t.Parallel()
	s := Summary{Suppressed: map[string]int{}}
	for _, item := range []Item{
		{Outcome: Created}, {Outcome: Repeated}, {Outcome: Repeated}, {Outcome: Skipped}, {Outcome: Resolved},
		{Outcome: Suppressed, Reason: "empty"}, {Outcome: Suppressed, Reason: "empty"},
	} {
		s.add(item)
	}
	if len(s.Items) != 7 || s.Created != 1 || s.Repeated != 2 || s.Skipped != 1 || s.Resolved != 1 || s.Drifted != 4 || s.Suppressed["empty"] != 2 {
		t.Errorf("got %+v", s)
	}
	if s.Late() || !(Summary{NewestScan: time.Now()}).Late() {
		t.Error("late is what is older than the newest scan")
	}
}

// What became no drift is kept with its reason, as the ledger can keep it.
func TestSummaryLeftOut(t *testing.T) {
	t.Parallel()
	s := Summary{Items: []Item{
		{Outcome: Created, Address: "a"}, {Outcome: Resolved}, {Outcome: Repeated},
		{Outcome: Suppressed, Address: "b", ResourceType: "t", ResourceID: "i", Reason: "empty"}, {Outcome: Skipped, Address: "c\x00", Reason: "why"},
	}}
	if got, err := json.Marshal(s.leftOut()); err != nil || string(got) != `[{"address":"b","resourceType":"t","resourceId":"i","outcome":"suppressed","reason":"empty"},`+
		`{"address":"c�","resourceType":"","resourceId":"","outcome":"skipped","reason":"why"}]` {
		t.Errorf("%s, %v", got, err)
	}
}

func TestSummaryUnclosed(t *testing.T) {
	t.Parallel()
	for want, s := range map[string]Summary{
		"":                               {closedPresence: true},
		"nothing was closed: it is late": {NotClosed: "it is late"},
		"only what is there again or in the code by now is closed: no attributes": {NotClosed: "no attributes", closedPresence: true},
	} {
		if got := s.Unclosed(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestSummaryHasNoNull(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(Summary{})
	if err != nil || strings.Contains(string(text), "null") || strings.Contains(string(text), "newestScan") {
		t.Errorf("got %s, %v", text, err)
	}
}
