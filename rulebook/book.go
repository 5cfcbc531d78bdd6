package rulebook

import (
	"slices"
	"sync"

	"github.com/clouddrift/guardian/models"
)

// Book is a file of rules, ready to be asked. The nil and the zero one have no rules. It
// never changes, and any number may ask at once. It must not be copied.
type Book struct {
	rules                         []Rule // all, in the order of the file
	ignores, grades, owners, dues []*line
	tells                         []*line

	mutex  sync.RWMutex
	groups map[groupKey]*group
}

// groupKey tells groups apart.
type groupKey struct{ scope, typ string }

// mostGroups is how many a book remembers at most.
const mostGroups = 10_000

// group gives the rules for a type within a scope.
func (b *Book) group(scope, typ string) *group {
	key := groupKey{scope, typ}
	b.mutex.RLock()
	g := b.groups[key]
	b.mutex.RUnlock()
	if g != nil {
		return g
	}
	g = newGroup(scope, typ, b.ignores, b.grades, b.owners, b.dues)
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.groups == nil {
		b.groups = map[groupKey]*group{}
	}
	if len(b.groups) < mostGroups {
		b.groups[key] = g
	}
	return g
}

// Rules gives all rules in the order of the file. The list is the caller's own.
func (b *Book) Rules() []Rule {
	if b == nil {
		return nil
	}
	return append([]Rule(nil), b.rules...)
}

// Tells gives the channels that are told of a drift, each once, in the order in which the
// file names them first. The owner is "" where nobody owns it. All tell blocks that match
// count, not the first alone.
func (b *Book) Tells(severity models.Severity, owner, scope string) []Channel {
	if b == nil {
		return nil
	}
	var channels []Channel
	told := map[Channel]bool{}
	for _, l := range b.tells {
		if !l.asksFor(severity, owner) || !l.scope.match(scope) {
			continue
		}
		for _, c := range l.to {
			if !told[c] {
				told[c] = true
				channels = append(channels, c)
			}
		}
	}
	return channels
}

// Told gives the channels that are told of anything, each once, in the order in which the
// file names them first.
func (b *Book) Told() []Channel {
	if b == nil {
		return nil
	}
	var channels []Channel
	for _, l := range b.tells {
		for _, c := range l.to {
			if !slices.Contains(channels, c) {
				channels = append(channels, c)
			}
		}
	}
	return channels
}
