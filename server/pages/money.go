package pages

import (
	"strings"

	"github.com/clouddrift/guardian/models"
)

// cost is money as a page shows it; Text is "" where it is not known.
type cost struct {
	Text  string
	Saves bool
}

func costOf(m *models.Money) cost {
	if m == nil {
		return cost{}
	}
	return costOfAmount(m.String())
}

func costOfSum(m models.MoneySum) cost { return costOfAmount(m.String()) }

func costOfAmount(amount string) cost {
	text := dollars(amount)
	switch {
	case amount == models.Money{}.String():
		return cost{text, false}
	case strings.HasPrefix(amount, "-"):
		return cost{text, true}
	}
	return cost{"+" + text, false}
}

// dollars writes an amount, its sign in front; nothing is never less than nothing.
func dollars(amount string) string {
	rest, negative := strings.CutPrefix(amount, "-")
	if amount = rest; negative && strings.Trim(rest, "0.") != "" {
		return "−$" + groupDigits(rest)
	}
	return "$" + groupDigits(amount)
}
