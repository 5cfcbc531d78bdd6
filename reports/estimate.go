package reports

import (
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/clouddrift/guardian/models"
)

// makeEstimate is what to do instead, wherever a file is not what OpenEstimate reads.
const makeEstimate = "make the estimate with `infracost breakdown --path PLAN.json --format json`"

// Estimate is what resources cost a month by an estimate of Infracost's.
type Estimate struct{ projects []pricedProject }

// pricedProject is one project of an estimate.
type pricedProject struct {
	// errored: Infracost could not read all of the project, so what it does not name
	// may be there.
	errored bool
	// ofCode: the project was read from its code without a plan, so its past prices
	// are not of what is there.
	ofCode bool
	// past are the prices of what is there, wanted of what the code wants, by address.
	past, wanted map[string]price
}

// price is what a resource costs a month, where that is known.
type price struct {
	amount models.MoneySum
	known  bool
}

// OpenEstimate reads all of r as an estimate: JSON of Infracost's, in its format 0.2
// and in US dollars. It remembers of each resource its address and two prices; r is not
// closed. What is no such estimate is refused as [Open] refuses what is no report; so
// is a name that an object has twice, or an address that a breakdown has twice.
func OpenEstimate(r io.ReadSeeker) (*Estimate, error) {
	src := &source{file: r, makeReport: makeEstimate}
	e := &estimateReader{has: map[string]bool{}}
	err := src.whole(e.member)
	if err == nil {
		err = e.check()
	}
	if err != nil {
		return nil, src.locate(err)
	}
	return &e.estimate, nil
}

// estimateReader is one reading of an estimate.
type estimateReader struct {
	estimate Estimate
	has      map[string]bool // members of the top object that are not null
	wrong    error           // what the version or the currency is wrong with
}

func (e *estimateReader) member(c *cursor, name string) error {
	if c.null() {
		return nil
	}
	e.has[name] = true
	switch name {
	case "version":
		return e.only(c, "0.2", "want version 0.2 of Infracost's JSON")
	case "currency": // old estimates have none and are in dollars
		return e.only(c, "USD", "want prices in USD, as the ledger keeps them (`infracost configure set currency USD`)")
	case "projects":
		return c.elements(func() error { return e.project(c) })
	}
	return c.skip()
}

// only reads a value of which one is taken. Another is an error once the file is known
// to be an estimate: other tools' files have a version, too.
func (e *estimateReader) only(c *cursor, takes, want string) error {
	v, err := c.value()
	if err == nil && v != takes && e.wrong == nil {
		got := "a value of another kind"
		if text, ok := v.(string); ok {
			got = quote(text)
		}
		e.wrong = c.fail(want + ", not " + got)
	}
	return err
}

// check refuses, once everything is read, what is no estimate.
func (e *estimateReader) check() error {
	if e.has["version"] && e.has["projects"] {
		return e.wrong
	}
	for _, r := range readers() {
		if r.has(e.has) {
			return &Error{Want: "no estimate of Infracost's: it looks like " + r.made + "; " + makeEstimate}
		}
	}
	return &Error{Want: "no estimate of Infracost's, which has a version and projects; " + makeEstimate}
}

func (e *estimateReader) project(c *cursor) error {
	var p pricedProject
	err := c.members(func(name string) (err error) {
		switch name {
		case "metadata":
			err = p.metadata(c)
		case "pastBreakdown":
			p.past, err = readBreakdown(c)
		case "breakdown":
			p.wanted, err = readBreakdown(c)
		default: // Infracost's diff holds nothing that these two do not
			err = c.skip()
		}
		return err
	})
	e.estimate.projects = append(e.estimate.projects, p)
	return err
}

func (p *pricedProject) metadata(c *cursor) error {
	return c.optionalMembers(func(name string) error {
		switch name {
		case "type":
			kind, err := c.optionalText()
			p.ofCode = kind == "terraform_dir" || kind == "terragrunt_dir"
			return err
		case "errors":
			return c.elements(func() error {
				p.errored = true
				return c.skip()
			})
		}
		return c.skip()
	})
}

// readBreakdown reads the prices of one side.
func readBreakdown(c *cursor) (map[string]price, error) {
	prices := map[string]price{}
	err := c.optionalMembers(func(name string) error {
		free := name == "freeResources"
		if name != "resources" && !free {
			return c.skip()
		}
		return c.elements(func() error {
			address, p, err := readPriced(c)
			if _, twice := prices[address]; twice && err == nil {
				err = c.fail("the address stands twice; want each resource of a breakdown once")
			}
			if free {
				p = price{known: true}
			}
			prices[address] = p
			return err
		})
	})
	return prices, err
}

// readPriced reads a resource. Its price has the subresources in it.
func readPriced(c *cursor) (address string, p price, err error) {
	found := true
	err = c.members(func(name string) (err error) {
		switch name {
		case "name":
			address, err = c.text()
		case "monthlyCost":
			p, err = readPrice(c)
		case "costComponents", "subresources":
			err = notFound(c, &found)
		default:
			err = c.skip()
		}
		return err
	})
	if err == nil && address == "" {
		err = c.fail("want the name of a resource, which is its address")
	}
	p.known = p.known && found
	return address, p, err
}

// notFound looks for a component whose price Infracost did not find: it counts as
// nothing in the sums.
func notFound(c *cursor, found *bool) error {
	return c.elements(func() error {
		return c.members(func(name string) error {
			switch name {
			case "priceNotFound":
				missing, err := c.boolean()
				*found = *found && !missing
				return err
			case "costComponents", "subresources":
				return notFound(c, found)
			}
			return c.skip()
		})
	})
}

// readPrice reads an amount, as text or as a number; null is not known.
func readPrice(c *cursor) (price, error) {
	if c.null() {
		return price{}, nil
	}
	t, err := c.dec.ReadToken()
	if err != nil {
		return price{}, c.syntax(err)
	}
	if k := t.Kind(); k != jsontext.KindString && k != jsontext.KindNumber {
		return price{}, c.fail("want an amount as text or as a number, or null, not " + kindName(k))
	}
	amount, err := models.ParseMoneySum(t.String())
	if err != nil {
		return price{}, c.fail("want an amount such as 125.5 or null, not " + quote(t.String()))
	}
	return price{amount, true}, nil
}
