package models

import (
	"fmt"
	"time"
)

// Replica tells of a standby how much of its primary it has.
type Replica struct {
	// Following says whether it receives what its primary writes, at this moment.
	Following bool `json:"following"`
	// BehindSeconds is how old the newest change is that it has, where its primary has newer
	// ones that it received; 0 where it has all that it received. It is not known, and nil, while
	// it follows nobody.
	BehindSeconds *float64 `json:"behindSeconds"`
	// NewestChange is when the newest change that it has was committed; nil where it has replayed none.
	NewestChange *time.Time `json:"newestChange,omitempty"`
}

// Told is that in words, for whoever reads figures that may be old.
func (r Replica) Told() string {
	switch {
	case r.BehindSeconds == nil && r.NewestChange == nil:
		return "this is a standby that follows no primary now, and how old what it shows is is not known"
	case r.BehindSeconds == nil:
		return "this is a standby that follows no primary now; the newest change that it has is of " + r.NewestChange.UTC().Format(time.RFC3339)
	}
	return fmt.Sprintf("this is a standby, %.0f s behind its primary", *r.BehindSeconds)
}
