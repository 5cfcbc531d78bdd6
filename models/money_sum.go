package models

import (
	"database/sql/driver"
	"errors"

	"github.com/shopspring/decimal"
)

// MoneySum is a sum of amounts in US dollars. It has no bound, as [Money] has, since
// many drifts together may cost more than one column holds. The zero value is 0.00.
type MoneySum struct{ amount decimal.Decimal }

// ParseMoneySum reads an amount such as "0.0125", as JSON writes numbers, with up to
// 40 digits on either side. The error says what is wrong with it, and can be shown.
func ParseMoneySum(s string) (MoneySum, error) {
	if amount.MatchString(s) {
		if d, err := decimal.NewFromString(s); err == nil {
			return MoneySum{d}, nil
		}
	}
	return MoneySum{}, notAnAmount(s)
}

// Sum gives the amount to be added to others.
func (m Money) Sum() MoneySum { return MoneySum{m.Decimal()} }

// Decimal gives the sum for arithmetic.
func (m MoneySum) Decimal() decimal.Decimal { return m.amount }

// Add gives the sum of both.
func (m MoneySum) Add(n MoneySum) MoneySum { return MoneySum{m.amount.Add(n.amount)} }

// Sub gives what is left after n.
func (m MoneySum) Sub(n MoneySum) MoneySum { return MoneySum{m.amount.Sub(n.amount)} }

// Compare is -1 where the sum is less than n, 0 where both are equal, else 1.
func (m MoneySum) Compare(n MoneySum) int { return m.amount.Cmp(n.amount) }

// Round rounds to cents, half a cent away from zero. What is beyond NUMERIC(10,2) then
// is an error that can be shown.
func (m MoneySum) Round() (Money, error) { return NewMoney(m.amount.Round(2)) }

// String writes the sum with two decimals, such as 1250.50.
func (m MoneySum) String() string { return m.amount.StringFixed(2) }

// MarshalJSON writes a JSON number with two decimals.
func (m MoneySum) MarshalJSON() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalJSON reads a JSON number; what ParseMoneySum refuses is an error.
func (m *MoneySum) UnmarshalJSON(raw []byte) error {
	v, err := ParseMoneySum(string(raw))
	if err == nil {
		*m = v
	}
	return err
}

// Value implements driver.Valuer.
func (m MoneySum) Value() (driver.Value, error) { return m.String(), nil }

// Scan implements sql.Scanner; NULL, the sum of nothing, is 0.00.
func (m *MoneySum) Scan(src any) error {
	var d decimal.NullDecimal
	if err := d.Scan(src); err != nil {
		return errors.New("money: the column does not hold a number")
	}
	m.amount = d.Decimal
	return nil
}
