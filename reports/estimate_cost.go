package reports

import (
	"slices"
	"strings"

	"github.com/clouddrift/guardian/models"
)

// Why an estimate does not tell what a drift costs.
const (
	costOfNoPlan    = "a refresh-only plan plans nothing, so what the code wants has no price"
	costNotNamed    = "the estimate does not name the resource"
	costNoPrice     = "the estimate has no price"
	costOfCode      = "the estimate is of code and not of a plan, so it does not know what is there"
	costAmbiguous   = "projects of the estimate disagree about it"
	costErrored     = "the estimate's project has errors, and names the resource on one side only"
	costNotWanted   = "the estimate has no price of what the code wants, though the plan keeps the resource"
	costOtherPlan   = "the estimate is of another plan: they disagree on whether the resource is there"
	costNotComplete = "the plan is not known to be complete, so the code may still want the resource"
	costTooLarge    = "it is beyond what the ledger keeps, 99999999.99"
	costOfOthers    = "the estimate names no resource of this plan that is there; make it of this very plan"
)

// Of gives the projects of an estimate that may be of a plan, and says why these tell
// nothing of any drift, "" where they may: they name none of the resources that the plan
// looked at. Of several projects some are of other plans: those that say of resources that
// they are there which this plan does not have, where one does not.
func (e *Estimate) Of(plan *Report) (of *Estimate, unfit string) {
	if plan.RefreshOnly || len(plan.Checked) == 0 {
		return e, "" // which CostOf says more of
	}
	there := map[string]bool{}
	for _, r := range plan.Checked {
		there[r.Address] = true
	}
	own := slices.DeleteFunc(slices.Clone(e.projects), func(p pricedProject) bool { return p.namesOther(there) })
	if len(own) == 0 {
		own = e.projects
	}
	of = &Estimate{own}
	for _, p := range own {
		for address := range there {
			_, past := p.past[address]
			_, wanted := p.wanted[address]
			if past || wanted {
				return of, ""
			}
		}
	}
	return of, costOfOthers
}

// namesOther says whether any resource that the project has is none of these. Data are on
// no plan's list.
func (p pricedProject) namesOther(there map[string]bool) bool {
	for address := range p.past {
		if !there[address] && !strings.HasPrefix(address, "data.") && !strings.Contains(address, ".data.") {
			return true
		}
	}
	return false
}

// CostOf tells what a drift of a plan costs a month: the price of what is there less
// the price of what the code wants, in cents, half a cent rounded away from zero. What
// is not there, or not wanted, costs nothing. Where that is not known, unknown says why
// and the cost is nothing.
func (e *Estimate) CostOf(plan *Report, drift Entry) (cost models.Money, unknown string) {
	if plan.RefreshOnly {
		return cost, costOfNoPlan
	}
	named := false
	var sum models.MoneySum
	for _, p := range e.projects {
		s, why := p.cost(plan, drift)
		switch {
		case why == costNotNamed:
			continue
		case named && (why != unknown || s.Compare(sum) != 0):
			return models.Money{}, costAmbiguous
		}
		sum, unknown, named = s, why, true
	}
	switch {
	case !named:
		return models.Money{}, costNotNamed
	case unknown != "":
		return models.Money{}, unknown
	}
	cost, err := sum.Round()
	if err != nil {
		return models.Money{}, costTooLarge
	}
	return cost, ""
}

// cost is CostOf by one project, not rounded.
func (p pricedProject) cost(plan *Report, drift Entry) (models.MoneySum, string) {
	past, there := p.past[drift.Address]
	wanted, planned := p.wanted[drift.Address]
	gone := drift.Action == ActionDelete
	var none models.MoneySum
	switch {
	case !there && !planned:
		return none, costNotNamed
	case p.ofCode:
		return none, costOfCode
	case there && !past.known, planned && !wanted.known:
		return none, costNoPrice
	case !there && !gone, there && gone && past.amount.Compare(none) != 0, planned && drift.Planned != nil && !*drift.Planned:
		return none, costOtherPlan
	case !planned && drift.Planned != nil && *drift.Planned:
		return none, costNotWanted
	case p.errored && (!there || !planned):
		return none, costErrored
	case !planned && (plan.Errored || !plan.Complete && drift.Planned == nil):
		return none, costNotComplete
	}
	return past.amount.Sub(wanted.amount), ""
}
