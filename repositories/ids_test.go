package repositories

import (
	"encoding/binary"
	"testing"
	"time"

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
}

// Ids of one day begin with the same two digits, and those of the next with others; where a run begins
// after these is left to chance.
func TestIDsOfADay(t *testing.T) {
	t.Parallel()
	dawn := time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC)
	places := map[uint32]bool{}
	for range 3 {
		for _, at := range []time.Time{dawn, dawn.Add(24*time.Hour - 1)} {
			place := placeOn(at)
			if places[place] = true; place>>24 != 0x31 {
				t.Errorf("a run of %s begins at %08x", at, place)
			}
		}
	}
	if len(places) < 3 {
		t.Errorf("six runs began at %d places", len(places))
	}
	if place := placeOn(dawn.Add(24 * time.Hour)); place>>24 != 0x32 {
		t.Errorf("a run of the next day begins at %08x", place)
	}
	before, id, after := placeOn(time.Now()), newID(), placeOn(time.Now())
	if first := uint32(id[0]); first != before>>24 && first != after>>24 {
		t.Errorf("%s is not of today", id)
	}
}
