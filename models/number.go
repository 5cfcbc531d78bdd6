package models

import (
	"encoding/json"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// number is a JSON number as ±digits × 10^exponent, the digits without zeros at
// either end, so that equal numbers have equal fields whatever their spelling.
type number struct {
	negative bool
	digits   string
	exponent string
}

// longestExponent is how many digits an exponent may have to be added up: reading
// more as a number costs time that grows faster than they do. One that is longer
// is equal to its own spelling alone; PostgreSQL keeps no such number anyway.
const longestExponent = 1000

// readNumber takes the text of a valid JSON number apart. The exponent is no int
// since 1e99999999999999999999 is a valid number as well.
func readNumber(n json.Number) number {
	text, negative := strings.CutPrefix(string(n), "-")
	written := ""
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		text, written = text[:i], text[i+1:]
	}
	whole, fraction, _ := strings.Cut(text, ".")
	digits := strings.TrimRight(whole+fraction, "0")
	shift := len(whole) - len(digits)
	digits = strings.TrimLeft(digits, "0")
	if digits == "" {
		return number{}
	}
	return number{negative, digits, addExponent(written, shift)}
}

// addExponent adds to an exponent as it is written, "" being none.
func addExponent(written string, shift int) string {
	if written == "" {
		return strconv.Itoa(shift)
	}
	written = strings.TrimPrefix(written, "+")
	if e, err := strconv.ParseInt(written, 10, 32); err == nil {
		return strconv.FormatInt(e+int64(shift), 10)
	}
	if len(written) > longestExponent {
		return written + " + " + strconv.Itoa(shift)
	}
	e, _ := new(big.Int).SetString(written, 10)
	return e.Add(e, big.NewInt(int64(shift))).String()
}

// writtenLength is how many characters PostgreSQL writes a number in that it can
// hold (see [numericHolds]): jsonb keeps 1e131071 as 131,072 digits.
func writtenLength(n json.Number) int {
	text := string(n)
	i := strings.IndexAny(text, "eE")
	if i < 0 {
		return len(text)
	}
	e, err := strconv.Atoi(strings.TrimPrefix(text[i+1:], "+"))
	if err != nil || e > 0 && strings.Trim(text[:i], "-0.") == "" {
		return len(text)
	}
	return i + max(e, -e)
}

// numericHolds says whether PostgreSQL's numeric can hold n: up to 131,072 digits
// before the decimal point and 16,383 after it. Digits after the point count as
// they are spelled, since numeric keeps 1.0000 as it came.
// https://www.postgresql.org/docs/15/datatype-numeric.html
func numericHolds(n json.Number) bool {
	text, exponent := strings.TrimPrefix(string(n), "-"), 0
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		e, err := strconv.Atoi(text[i+1:])
		if err != nil || max(e, -e) >= math.MaxInt32/2 { // where PostgreSQL stops reading
			return false
		}
		text, exponent = text[:i], e
	}
	whole, fraction, _ := strings.Cut(text, ".")
	if len(fraction)-exponent > 16_383 {
		return false
	}
	digits := strings.TrimLeft(whole+fraction, "0")
	return digits == "" || len(digits)-len(fraction)+exponent <= 131_072
}
