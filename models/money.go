package models

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Money is an amount of US dollars with two decimals, as NUMERIC(10,2) keeps it:
// from -99,999,999.99 to 99,999,999.99. The zero value is 0.00. An amount with
// more decimals is refused, never rounded. Equal amounts are equal by ==.
type Money struct{ cents int64 }

const moneyLimit = 10_000_000_000 // in cents, exclusive

// errMoneyRange and errMoneyDecimals refuse what NUMERIC(10,2) cannot keep as it is.
var (
	errMoneyRange    = errors.New("must lie between -99999999.99 and 99999999.99")
	errMoneyDecimals = errors.New("takes at most two decimals")
)

// amount is a JSON number of a length that is quickly read.
var amount = regexp.MustCompile(`^-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?$`)

// ParseMoney reads an amount such as "125.50", as JSON writes numbers. The error
// says what is wrong with it, and can be shown.
func ParseMoney(s string) (Money, error) {
	if amount.MatchString(s) {
		if d, err := decimal.NewFromString(s); err == nil {
			return NewMoney(d)
		}
	}
	return Money{}, notAnAmount(s)
}

func notAnAmount(s string) error {
	return fmt.Errorf("takes an amount such as 125.50, got %s", quote(s))
}

// MustMoney is ParseMoney for constants in code; it panics on a wrong one.
func MustMoney(s string) Money {
	m, err := ParseMoney(s)
	if err != nil {
		panic(err)
	}
	return m
}

// NewMoney takes a decimal that has at most two decimals, trailing zeros aside,
// and fits NUMERIC(10,2).
func NewMoney(d decimal.Decimal) (Money, error) {
	// The exponent is looked at first: 1e999999999 would be written out with its zeros.
	switch {
	case d.IsZero():
		return Money{}, nil
	case d.Exponent() > 8:
		return Money{}, errMoneyRange
	case d.Exponent() < -64:
		return Money{}, errMoneyDecimals
	}
	cents := d.Shift(2)
	if !cents.IsInteger() {
		return Money{}, errMoneyDecimals
	}
	if cents.Abs().GreaterThanOrEqual(decimal.New(moneyLimit, 0)) {
		return Money{}, errMoneyRange
	}
	return Money{cents.IntPart()}, nil
}

// Cents makes an amount from a number of cents. It panics beyond NUMERIC(10,2).
func Cents(n int64) Money {
	m, err := NewMoney(decimal.New(n, -2))
	if err != nil {
		panic(err)
	}
	return m
}

// Decimal gives the amount for arithmetic.
func (m Money) Decimal() decimal.Decimal { return decimal.New(m.cents, -2) }

// monthHours is how long a month is where costs are prorated: a twelfth of 365 days.
const monthHours = 730

// Over gives what so much a month comes to in a period, half a cent rounded away from
// zero. What is beyond NUMERIC(10,2) is an error that can be shown.
func (m Money) Over(period time.Duration) (Money, error) {
	micros := decimal.NewFromInt(period.Microseconds())
	month := decimal.NewFromInt((monthHours * time.Hour).Microseconds())
	return NewMoney(m.Decimal().Mul(micros).DivRound(month, 2))
}

// Negative says whether the amount is below zero.
func (m Money) Negative() bool { return m.cents < 0 }

// String writes the amount with two decimals, such as 125.50.
func (m Money) String() string { return m.Decimal().StringFixed(2) }

// MarshalJSON writes a JSON number with two decimals.
func (m Money) MarshalJSON() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalJSON reads a JSON number; what ParseMoney refuses is an error.
func (m *Money) UnmarshalJSON(raw []byte) error {
	v, err := ParseMoney(string(raw))
	if err == nil {
		*m = v
	}
	return err
}

// Value implements driver.Valuer.
func (m Money) Value() (driver.Value, error) { return m.String(), nil }

// Scan implements sql.Scanner; NULL, which is read into a pointer, is 0.00 here, and
// what is no amount is an error.
func (m *Money) Scan(src any) error {
	if text, is := src.(string); is {
		if cents, plain := plainCents(text); plain {
			m.cents = cents
			return nil
		}
	}
	var d decimal.NullDecimal
	if err := d.Scan(src); err != nil {
		return errors.New("money: the column does not hold a number")
	}
	v, err := NewMoney(d.Decimal)
	if err == nil {
		*m = v
	}
	return err
}

// plainCents reads an amount as a NUMERIC(10,2) is written, which lists have by the thousand.
func plainCents(text string) (cents int64, plain bool) {
	digits := strings.TrimPrefix(text, "-")
	whole, rest, _ := strings.Cut(digits, ".")
	if len(whole) == 0 || len(whole) > 8 || len(rest) != 2 {
		return 0, false
	}
	for _, c := range []byte(whole + rest) {
		if c < '0' || c > '9' {
			return 0, false
		}
		cents = 10*cents + int64(c-'0')
	}
	if digits != text {
		cents = -cents
	}
	return cents, true
}
