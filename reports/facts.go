package reports

import (
	"slices"
	"strings"
	"unique"
)

// facts are what tells one resource from another, as its values have it: small
// enough to be kept of every resource until the whole report is read, since only
// then it is known what in it is secret and where its provider looks.
type facts struct {
	address, typ string
	previous     string // the address before a move, else ""
	// ids are what its id and its ARN are said to be, the best first.
	ids []string
	// The rest are "" where the values do not say.
	arn, owner, region, location, availabilityZone, zone string
}

// textLength is how many bytes its own texts have.
func (f facts) textLength() int {
	n := len(f.address) + len(f.previous) // the ARN is one of the ids
	for _, id := range f.ids {
		n += len(id)
	}
	return n
}

// factNames are the attributes that facts are read from.
var factNames = []string{"id", "arn", "owner_id", "region", "location", "availability_zone", "zone"}

// factsOf reads the facts of a resource by what is recorded first: the same as long
// as the state is not applied anew. What is marked as secret is passed over.
func factsOf(address, typ string, m mask, sides ...map[string]any) facts {
	f := facts{address: address, typ: typ}
	look := func(names ...string) string { // in each tool's spelling
		for _, side := range sides {
			for _, name := range names {
				if s, ok := side[name].(string); ok && s != "" && m.key(name).empty() {
					return s
				}
			}
		}
		return ""
	}
	for _, name := range []string{"id", "arn"} {
		for _, side := range sides {
			if id := plainText(side[name]); id != "" && m.key(name).empty() && !slices.Contains(f.ids, id) {
				f.ids = append(f.ids, id)
			}
		}
	}
	f.arn, f.owner, f.region = look("arn"), look("owner_id", "ownerId"), look("region")
	f.location, f.availabilityZone, f.zone = look("location"), look("availability_zone", "availabilityZone"), look("zone")
	// Few are different, and each comes as a text of its own.
	for _, text := range []*string{&f.typ, &f.owner, &f.region, &f.location, &f.availabilityZone, &f.zone} {
		*text = unique.Make(*text).Value()
	}
	return f
}

// id is the first of the ids that holds no secret, else the address.
func (f facts) id(s *secrets) string {
	for _, id := range f.ids {
		if !s.in(id) {
			return id
		}
	}
	return s.clean(f.address)
}

// resource is what the report says of a resource, once it is read. Where its provider
// is set to look is provided.
func (f facts) resource(provided string, s *secrets) Resource {
	region, account := f.place(provided, s)
	return Resource{
		Address: s.clean(f.address), PreviousAddress: s.clean(f.previous),
		Type: s.clean(f.typ), ID: f.id(s), Region: region, Account: account,
	}
}

// place finds the region and the account of a resource; "" where the report does not
// say. First come the resource's own values, then its ARN, its owner, what its
// provider is set to, and its zone.
func (f facts) place(provided string, s *secrets) (region, account string) {
	of, account := arnPlace(f.arn)
	if account == "" && strings.HasPrefix(f.typ, "aws") {
		account = twelveDigits(f.owner)
	}
	candidates := []string{f.region, of}
	for _, prefix := range located {
		if strings.HasPrefix(f.typ, prefix) {
			candidates = append(candidates, f.location)
		}
	}
	candidates = append(candidates, provided, zoneRegion(f.availabilityZone), zoneRegion(f.zone))
	for _, candidate := range candidates {
		if region = regionName(candidate); region != "" && !s.hidesRegion(region) {
			break
		}
		region = ""
	}
	if s.hidesAccount(account) {
		account = ""
	}
	return region, account
}
