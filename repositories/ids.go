package repositories

import (
	"encoding/binary"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"
)

// idRun gives ids of rows that are written together. Their first eight digits count up from
// a place: the first two go by the day, the other six by chance, and so do the digits after them. So
// what is written on one day is found on a few pages of each index, which are in memory, where ids
// by chance would have each row read and write pages of its own; what is written together is found on
// fewer yet; and people still tell them apart by how they begin.
type idRun struct{ next uint32 }

func newIDs() *idRun { return &idRun{placeOn(time.Now())} }

// newID is the id of a row that is written alone.
func newID() uuid.UUID { return newIDs().id() }

// placeOn gives a place for the ids of a day. The days begin again after 256, among ids of long ago.
func placeOn(day time.Time) uint32 {
	return uint32(day.Unix()/(24*60*60))<<24 | rand.Uint32()>>8
}

func (r *idRun) id() uuid.UUID {
	id := uuid.New()
	binary.BigEndian.PutUint32(id[:4], r.next)
	r.next++
	return id
}
