package models

import "fmt"

// Inventory is how much of an account code knows, as a tool that looks at all of it
// tells.
type Inventory struct {
	Managed   int `json:"managed"`   // in the code and there
	Missing   int `json:"missing"`   // in the code and gone
	Unmanaged int `json:"unmanaged"` // there and in no code
}

// Total is the number of all resources, those that are gone too.
func (i Inventory) Total() int { return i.Managed + i.Missing + i.Unmanaged }

// Percent is how many of a hundred of all are in the code and there, rounded down; 0
// where there are none.
func (i Inventory) Percent() int {
	if i.Total() == 0 {
		return 0
	}
	return i.Managed * 100 / i.Total()
}

// Words say the same for people.
func (i Inventory) Words() string {
	return fmt.Sprintf("%d of %d resources in the code and there (%d %%), %d in the code and gone, %d in no code",
		i.Managed, i.Total(), i.Percent(), i.Missing, i.Unmanaged)
}
