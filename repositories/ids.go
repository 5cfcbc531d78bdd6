package repositories

import (
	"encoding/binary"
	"math/rand/v2"

	"github.com/google/uuid"
)

// idRun gives ids of rows that are written together. Their first eight digits count up from
// a place by chance, and the others are by chance: so they are found on a few pages of each index,
// where ids by chance would have each row read and write pages of its own, and people still
// tell them apart by how they begin.
type idRun struct{ next uint32 }

func newIDs() *idRun { return &idRun{rand.Uint32()} }

func (r *idRun) id() uuid.UUID {
	id := uuid.New()
	binary.BigEndian.PutUint32(id[:4], r.next)
	r.next++
	return id
}
