package repositories

import (
	"encoding/binary"
	"testing"

	"github.com/google/uuid"
)

// Ids of one run lie beside one another, are told apart by their first eight digits and
// are random ones to whoever asks; two runs have nothing in common.
func TestIDsOfARun(t *testing.T) {
	t.Parallel()
	seen := map[uuid.UUID]bool{}
	for range 2 {
		run := &idRun{1<<32 - 5}
		for i := range uint32(10) {
			id := run.id()
			if got := binary.BigEndian.Uint32(id[:4]); got != 1<<32-5+i {
				t.Errorf("id %d begins with %08x", i, got)
			}
			if seen[id] || id.Version() != 4 || id.Variant() != uuid.RFC4122 {
				t.Errorf("%s came before, or is of version %d", id, id.Version())
			}
			seen[id] = true
		}
	}
	first, second := newIDs(), newIDs()
	if third := newIDs(); first.next == second.next && second.next == third.next {
		t.Error("every run begins at the same place")
	}
}
