package models

import "fmt"

// Inventory is how much of what a tool looked at code manages, as a tool tells that
// also looks for what no code knows. A resource counts once.
type Inventory struct {
	// Managed, Missing and Unmanaged are all there, or none of them where they are not
	// known: in the code and there, in the code and gone, there and in no code.
	Managed   *int `json:"managed,omitempty"`
	Missing   *int `json:"missing,omitempty"`
	Unmanaged *int `json:"unmanaged,omitempty"`
	// Doubt says in a few plain words why they are not known, or why there may be more of
	// each; "" where they are known.
	Doubt string `json:"doubt,omitempty"`
}

// Known says whether the three are there, be it as the least that there is.
func (i Inventory) Known() bool { return i.Managed != nil && i.Missing != nil && i.Unmanaged != nil }

// Percent is how many of a hundred resources code manages, those that are gone among
// them all, rounded down: 100 is all of them. It is not known where there is a doubt, or
// no resource.
func (i Inventory) Percent() (percent int, known bool) {
	if !i.Known() || i.Doubt != "" {
		return 0, false
	}
	all := *i.Managed + *i.Missing + *i.Unmanaged
	if all == 0 {
		return 0, false
	}
	return int(int64(*i.Managed) * 100 / int64(all)), true
}

// Words say it for people, after words such as "managed by code:".
func (i Inventory) Words() string {
	if !i.Known() {
		return "not known (" + i.Doubt + ")"
	}
	rest := fmt.Sprintf("%d %s, %d %s", *i.Missing, WholeGone, *i.Unmanaged, WholeUnmanaged)
	all := *i.Managed + *i.Missing + *i.Unmanaged
	percent, _ := i.Percent()
	switch {
	case all == 0 && i.Doubt != "":
		return "not known (" + i.Doubt + ")"
	case i.Doubt != "":
		return fmt.Sprintf("at least %d; of what was read %s (%s)", *i.Managed, rest, i.Doubt)
	case all == 0:
		return "no resources"
	case all == 1:
		return fmt.Sprintf("%d of 1 resource (%d %%), %s", *i.Managed, percent, rest)
	}
	return fmt.Sprintf("%d of %d resources (%d %%), %s", *i.Managed, all, percent, rest)
}
