package pages

import (
	"unicode"
	"unicode/utf8"
)

// ofWords tells whether a column of figures holds words, which its first row shows.
func ofWords(rows [][]string, column int) bool {
	if len(rows) == 0 {
		return false
	}
	first, _ := utf8.DecodeRuneInString(rows[0][column])
	return unicode.IsLetter(first)
}
