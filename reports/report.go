// Package reports reads what drift tools write. A reader takes the bytes of a
// report and gives what the tool looked at and what it found drifted; it knows
// neither the database nor the network.
//
// A report is read twice. [Open] reads all of it, refuses it where it is no
// report, and remembers only what is small: addresses, ids, what is planned for
// whom. [Report.Entries] reads it again and hands out one entry at a time, so
// memory stays within a small multiple of one resource.
package reports

import (
	"crypto/sha256"
	"fmt"
	"iter"
	"time"
	"unique"

	"github.com/clouddrift/guardian/models"
)

// Format is the kind of a report, named for the tool that writes it.
type Format string

// Report is what a report says about itself and what its tool looked at.
type Report struct {
	Format Format
	// ToolVersion and FormatVersion are the tool's own, as text; "" where it does not say.
	ToolVersion, FormatVersion string
	// Name is the report's own name for what it looked at, "" where it has none
	// (Terraform has none). NameHidden: it has one that contains a secret; Name is "",
	// and nothing else tells what it looked at from another.
	Name       string
	NameHidden bool
	// Region and Account are where all of what it looked at is, but for what is global: of a
	// stack, whose name another one may have elsewhere. "" where the report does not say.
	Region, Account string
	// Time is the report's own time in UTC, zero where it has none.
	Time time.Time
	// RefreshOnly: the tool compared the recorded state with reality and nothing
	// else. Complete: the tool says that it looked at everything. Errored: it says
	// that it failed on the way.
	RefreshOnly, Complete, Errored bool
	// Closes: a checked resource that is no entry is known to be in order. Where it is
	// not, WhyNotClosing is one plain sentence that says why; [Open] has one for a
	// reader that says nothing.
	Closes        bool
	WhyNotClosing string
	// ClosesPresence, where Closes is not set: a checked resource that is no entry is
	// known to be there and in the code, and no more; each is Untold of "*".
	ClosesPresence bool
	// ClosesRest, where Closes is not set: a checked resource that is no entry is known to be in
	// order unless it is Unread.
	ClosesRest bool
	// Remarks say what else people should know of it, in a few plain words each.
	Remarks []string
	// Checked are the managed resource instances that the tool looked at, each
	// address once: no data sources, no deposed objects.
	Checked []Resource
	// There says of a checked resource, by its address, whether it is there by what the report
	// tells last of it, and when that was; nil of a tool that can close drifts.
	There func(address string) (at time.Time, is bool) `json:"-"`
	// Lists says whether the report lists each resource of a type that no code knows, but for
	// what a filter leaves out; nil of a tool that tells of none.
	Lists func(typ string) bool `json:"-"`
	// Inventory is how much of what the tool looked at code manages; nil where the tool
	// does not tell.
	Inventory *models.Inventory
	// EntryCount is how many entries Entries yields.
	EntryCount int
	// SHA256 and Size are of the bytes as they came, whatever their encoding.
	SHA256 [sha256.Size]byte
	Size   int64

	entries iter.Seq2[Entry, error]
}

// Resource is one managed resource instance, without its secrets.
type Resource struct {
	// Address is the resource's name in its code.
	Address string
	// Type is the tool's own type name.
	Type string
	// ID is the resource's `id`, else its ARN, else its address. One that is marked
	// as sensitive, or that contains a secret, is passed over. It is never "".
	ID string
	// PreviousAddress is "" unless the resource moved.
	PreviousAddress string
	// Region and Account are "" where the report does not say. Account is an AWS
	// account's 12 digits: no other cloud's fits the column.
	Region, Account string
	// Untold are the top-level attributes of which the report says nothing where they
	// alone differ, since the code ignores changes of them or the tool did not compare
	// them; "*" is all.
	Untold []string
	// Unread: the tool did not read all that may tell of the resource, so no silence does.
	Unread bool
}

// slim is the resource in less memory: few types, regions and accounts are different,
// and each comes as a text of its own, or as a part of a longer one.
func (r Resource) slim() Resource {
	for _, text := range []*string{&r.Type, &r.Region, &r.Account} {
		*text = unique.Make(*text).Value()
	}
	return r
}

// textLength is how many bytes its own texts have, those aside that few resources differ in.
func (r Resource) textLength() int {
	return len(r.Address) + len(r.ID) + len(r.PreviousAddress)
}

// Action is what became of a resource outside of its code.
type Action string

const (
	// ActionUpdate: the resource is there and its values differ.
	ActionUpdate Action = "update"
	// ActionDelete: the resource is gone.
	ActionDelete Action = "delete"
	// ActionUnmanaged: the resource is there and no code knows it. Expected is {} and
	// Kind [models.KindUnmanaged].
	ActionUnmanaged Action = "unmanaged"
	// actionNone: the values agree; only the resource's address is new.
	actionNone Action = "no-op"
)

// Entry is one resource that the tool reports as drifted, noise included. A string
// of its values may hold U+0000. Each secret in them is a [models.Masked]: what the
// report marks, and every text, number and key that contains a text of 8 characters
// or more that it marks anywhere, since tools' own marks miss such copies.
type Entry struct {
	Resource
	Action Action
	// Kind is what the tool's reports are always of; "" where About tells it by change.
	Kind models.Kind
	// Expected is what the code's state recorded, Actual what is there; Actual is
	// empty for a delete, Expected for what is unmanaged. Decoded as models.DecodeJSON
	// does.
	Expected, Actual map[string]any
	// Wanted says of a resource that is gone whether its code still wants it; nil is
	// not known.
	Wanted *bool
	// Planned says whether the resource is there once what the report plans is done; nil is
	// not known.
	Planned *bool
	// SeenAt is when the tool looked at the resource, where the report tells that and it may be
	// well before the report's Time; else zero.
	SeenAt time.Time
	// About tells what the report says of one change between the two.
	About func(models.Change) About `json:"-"`
	// Companion gives what another resource of the report sets in the place of an
	// attribute of this one, where there is such a resource.
	Companion func(models.Path) (any, bool) `json:"-"`
	// Managed says whether what is there at a change is managed by other resources of the
	// report, where the code does not set it here; nil where the report cannot tell.
	Managed func(models.Change) bool `json:"-"`
}

// present makes the actual state that of a resource which is there: one without any
// value would be that of a resource that is gone, so it has null where a value is missing.
func (e *Entry) present() {
	if len(e.Actual) > 0 {
		return
	}
	e.Actual = make(map[string]any, len(e.Expected))
	for name := range e.Expected {
		e.Actual[name] = nil
	}
}

// About is what a report says of one change.
type About struct {
	// InCode says whether the code sets the attribute; nil is not known.
	InCode *bool
	// NextApply is what the tool would do about the change when it is run.
	NextApply models.NextApply
}

// Entries reads the report again and yields its entries in the report's order.
// An error ends it: the file's own, or an [*Error] where the file has changed
// since Open read it.
func (r *Report) Entries() iter.Seq2[Entry, error] { return r.entries }

// counted says in a remark how many there are of something.
func counted(n int, one, several string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", several)
}
