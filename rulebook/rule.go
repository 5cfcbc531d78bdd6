package rulebook

import (
	"fmt"
	"time"

	"github.com/clouddrift/guardian/models"
)

// Kind is the word that a block begins with.
type Kind string

// The kinds of blocks.
// For programs that show rules.
const (
	KindIgnore  Kind = "ignore"
	KindGrade   Kind = "grade"
	KindOwner   Kind = "owner"
	KindDue     Kind = "due"
	KindChannel Kind = "channel"
	KindTell    Kind = "tell"
)

// Rule is one block of the file.
type Rule struct {
	Kind Kind
	// Name is the block's label; "" for due and tell, which have none.
	Name string
	// Key names the rule within its file: `ignore "NAME"`, or `due[1]`, the first of them.
	// The second owner block of one name is `owner "NAME"[2]`. At most 1024 bytes.
	Key string
	// Line and End are the first and the last line of the block, from 1.
	Line, End int
	// Reason is why; required of ignore, optional of grade, "" of the others.
	Reason string
	// Until is from when on the rule rests, in UTC; nil is never. Of ignore and grade only.
	Until *time.Time
	// Severity is what a grade gives; "" of the others.
	Severity models.Severity
	// Within is how long after it was first seen a drift is due; 0 of all but due.
	Within time.Duration
}

// rests says whether the rule's end has come.
func (r Rule) rests(now time.Time) bool { return r.Until != nil && !r.Until.After(now) }

// WithinText writes how long a due rule gives as a file has it: 14d, 24h for a single day, 90m.
func WithinText(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d%day == 0 && d != day:
		return fmt.Sprintf("%dd", d/day)
	case d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d%time.Minute == 0:
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return fmt.Sprintf("%ds", d/time.Second)
}

// Channel is where messages go.
type Channel struct {
	Name string
	// URLFrom is the environment variable that holds the address, which is a secret.
	URLFrom string
}
