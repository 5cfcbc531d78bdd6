package models

import (
	"slices"

	"github.com/google/uuid"
)

// AppendAuditInput is one more row of the audit trail. Whoever appends keeps
// secrets out of it.
type AppendAuditInput struct {
	DriftID   *uuid.UUID // nil for what is about no drift
	Action    string     // required, such as drift.exported; at most 100 characters, and none of [Actions]
	ActorID   uuid.UUID  // the user who did it; the zero id is the program
	OldValue  JSON       // a JSON object, or empty
	NewValue  JSON       // a JSON object, or empty
	Details   JSON       // a JSON object, or empty
	IPAddress *IP        // where the request came from; nil where it is not known
	UserAgent string     // optional, at most 500 characters
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (in AppendAuditInput) Validate() error {
	var c checks
	c.text("action", in.Action, 100)
	if slices.Contains(Actions(), in.Action) {
		c.fail("action", "%s is what the program itself writes; take another name, such as drift.exported", in.Action)
	}
	for _, value := range []struct {
		field string
		json  JSON
	}{{"oldValue", in.OldValue}, {"newValue", in.NewValue}, {"details", in.Details}} {
		if len(value.json) > 0 {
			c.object(value.field, value.json)
		}
	}
	c.address(in.IPAddress)
	c.optionalText("userAgent", in.UserAgent, 500)
	return c.err()
}
