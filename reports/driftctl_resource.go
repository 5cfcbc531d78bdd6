package reports

import (
	"regexp"
	"strings"
)

// driftctlKey is what driftctl tells resources by.
type driftctlKey struct{ typ, id string }

// driftctlResource is a resource as driftctl lists it. Source is its address in the code
// without the key of an instance, which driftctl leaves out; "" where the report has none.
type driftctlResource struct {
	driftctlKey
	source string
}

func (r driftctlResource) at(address string) Resource {
	return Resource{Address: address, Type: r.typ, ID: r.id}
}

// driftctlList are the lists of a scan that a resource stands in.
type driftctlList uint8

const (
	inManaged driftctlList = 1 << iota
	inMissing
	inUnmanaged
	inDifferences
)

// driftctlBook gives resources their addresses. Where a report tells a resource's source,
// and no other of the same source, its address is Terraform's own; else the id tells it,
// behind a colon, which Terraform's addresses do not have.
type driftctlBook struct {
	words   map[string]string      // one copy of each type and source
	first   map[string]driftctlKey // by source: the first resource of it
	several map[string]bool        // sources of several resources
	sources map[driftctlKey]string // the source of a resource, "" where there are several
	in      map[driftctlKey]driftctlList
	taken   map[string]bool // addresses of resources that code knows
}

func newDriftctlBook() *driftctlBook {
	return &driftctlBook{
		words: map[string]string{}, first: map[string]driftctlKey{}, several: map[string]bool{},
		sources: map[driftctlKey]string{}, in: map[driftctlKey]driftctlList{}, taken: map[string]bool{},
	}
}

// note remembers that a resource stands in a list, and the source of one that code knows.
func (b *driftctlBook) note(r driftctlResource, list driftctlList) {
	b.in[r.driftctlKey] |= list
	if list == inUnmanaged || r.source == "" {
		return
	}
	if known, before := b.sources[r.driftctlKey]; !before {
		b.sources[r.driftctlKey] = r.source
	} else if known != r.source {
		b.sources[r.driftctlKey] = ""
	}
	if known, before := b.first[r.source]; !before {
		b.first[r.source] = r.driftctlKey
	} else if known != r.driftctlKey {
		b.several[r.source] = true
	}
}

// address is that of a resource that code knows, once all of them are noted.
func (b *driftctlBook) address(r driftctlResource) string {
	source := r.source
	if source == "" {
		source = b.sources[r.driftctlKey]
	}
	switch {
	case source == "":
		return r.typ + ":" + r.id
	case b.several[source]:
		return source + ":" + r.id
	}
	return source
}

// take is address, and says whether nothing has it yet.
func (b *driftctlBook) take(r driftctlResource) (address string, first bool) {
	address = b.address(r)
	taken := b.taken[address]
	b.taken[address] = true
	return address, !taken
}

// unmanaged is the address of a resource that no code knows.
func (b *driftctlBook) unmanaged(r driftctlResource) string {
	address := r.typ + ":" + r.id
	if b.taken[address] {
		address += " (unmanaged)"
	}
	return address
}

var (
	// driftctlNamespace is "", or the address of a module's instance.
	driftctlNamespace = regexp.MustCompile(`^(module(\.[\pL_][\pL\pN_-]*(\[(\d+|"([^"\\]|\\.)*")\])?)?(\.|$))*$`)
	driftctlName      = regexp.MustCompile(`^[\pL_][\pL\pN_-]*$`)
)

// read reads a resource of a list.
func (b *driftctlBook) read(c *cursor) (r driftctlResource, err error) {
	in, _, err := c.inside()
	if err != nil {
		return r, err
	}
	namespace, name := "", ""
	err = in.members(func(member string) (err error) {
		switch member {
		case "id":
			r.id, err = in.text()
		case "type":
			r.typ, err = in.text()
		case "source":
			err = in.optionalMembers(func(member string) (err error) {
				switch member {
				case "namespace":
					namespace, err = in.optionalText()
				case "internal_name":
					name, err = in.optionalText()
				default:
					err = in.skip()
				}
				return err
			})
		default:
			err = in.skip()
		}
		return err
	})
	switch {
	case err != nil:
		return r, err
	case r.id == "":
		return r, in.failAt("/id", "missing; want the resource's id")
	case r.typ == "":
		return r, in.failAt("/type", "missing; want the resource's type")
	case !isPlainName(r.typ):
		return r, in.failAt("/type", "want a type such as aws_instance, not "+quote(r.typ))
	}
	r.typ = b.word(r.typ)
	if driftctlName.MatchString(name) && driftctlNamespace.MatchString(namespace) {
		r.source = b.word(strings.TrimPrefix(namespace+"."+r.typ+"."+name, "."))
	}
	return r, nil
}

// word keeps one copy of a text that many resources have.
func (b *driftctlBook) word(text string) string {
	if known, is := b.words[text]; is {
		return known
	}
	b.words[text] = text
	return text
}
