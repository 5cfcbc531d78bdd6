package models

import "strings"

// HidesKeys says whether a tool does not tell the keys of a block's instances, so that only ids
// tell them apart.
func HidesKeys(tool string) bool { return tool == "driftctl" }

// Block is the address of the block in the code that a resource is an instance of, as a tool gives it
// that hides their keys: its own address without the id; "" where that has none but the type.
func (r CoveredResource) Block() string {
	block := strings.TrimSuffix(r.Address, ":"+r.ID)
	if !strings.Contains(block, ".") {
		return ""
	}
	return block
}

// Instances gives the resources of the scan by their blocks.
func (c Coverage) Instances() map[string][]CoveredResource {
	of := map[string][]CoveredResource{}
	for _, r := range c.resources {
		if block := r.Block(); block != "" {
			of[block] = append(of[block], r)
		}
	}
	return of
}
