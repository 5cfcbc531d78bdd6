package models

import "time"

// GivenUpLately is how long it is told that a message was given up.
const GivenUpLately = 7 * 24 * time.Hour

// MessageFigures count what is told.
type MessageFigures struct {
	// Notices are due, and no message was made of them yet.
	Notices int64
	// Waiting messages are to be tried, for the first time or again.
	Waiting int64
	// GivenUp were given up lately.
	GivenUp int64
}
