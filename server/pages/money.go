package pages

import (
	"strings"

	"github.com/clouddrift/guardian/models"
)

// cost is money as a page shows it; Text is "" where there is none.
type cost struct {
	Text  string
	Saves bool
}

func costOf(m models.Money) cost {
	if m.Decimal().IsZero() {
		return cost{}
	}
	text := groupDigits(m.String())
	if m.Negative() {
		return cost{"−$" + text[1:], true}
	}
	return cost{"+$" + text, false}
}

func costOfSum(m models.MoneySum) cost {
	if m.Decimal().IsZero() {
		return cost{}
	}
	text := groupDigits(m.String())
	if m.Decimal().IsNegative() {
		return cost{"−$" + text[1:], true}
	}
	return cost{"+$" + text, false}
}

// dollars writes an amount, its sign in front.
func dollars(amount string) string {
	if rest, negative := strings.CutPrefix(amount, "-"); negative {
		return "−$" + groupDigits(rest)
	}
	return "$" + groupDigits(amount)
}
