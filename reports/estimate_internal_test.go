package reports

import "github.com/clouddrift/guardian/models"

// Wanted sums up what the code wants: how many resources that are, how many of them
// have no price, and what the others cost together.
func (e *Estimate) Wanted() (resources, unpriced int, sum models.MoneySum) {
	for _, p := range e.projects {
		for _, price := range p.wanted {
			resources++
			if !price.known {
				unpriced++
			}
			sum = sum.Add(price.amount)
		}
	}
	return resources, unpriced, sum
}
