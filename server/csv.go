package server

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/clouddrift/guardian/models"
)

// csvRecord appends what a row shows in columns, as a spreadsheet takes it.
func csvRecord(record []string, row any, columns []models.Column) []string {
	for _, c := range columns {
		text, kind := c.Text(row)
		switch kind {
		case models.TextFree:
			text = harmless(text)
		case models.TextJSON:
			text = harmlessJSON(text)
		}
		record = append(record, fitting(text))
	}
	return record
}

// maxCell is how many UTF-16 characters a spreadsheet takes in a cell: more, Excel
// spills over into the rows below.
const maxCell = 32_767

// fitting is a text that a cell takes; one that is too long is cut, and says so.
func fitting(text string) string {
	if len(text) <= maxCell {
		return text
	}
	units := utf16.Encode([]rune(text))
	if len(units) <= maxCell {
		return text
	}
	mark := fmt.Sprintf(" … cut here: %d characters in all, NDJSON has them", len(units))
	return string(utf16.Decode(units[:maxCell-len(utf16.Encode([]rune(mark)))])) + mark
}

// formulas are what a spreadsheet may run in a cell, and what stands before: also in the middle of a text where a
// program that parts cells at ; or tabs, as many countries' do, begins a new one or a new line.
var (
	formulas = "=+-@\uff1d\uff0b\uff0d\uff20"
	inner    = regexp.MustCompile(`([;\t\r\n][\s"]*)([=+\-@\x{ff1d}\x{ff0b}\x{ff0d}\x{ff20}])`)
	inJSON   = regexp.MustCompile(`; *[=+\-@\x{ff1d}\x{ff0b}\x{ff0d}\x{ff20}]`)
)

// harmless puts an apostrophe before what a spreadsheet would take for a
// formula and run. Numbers never come here, so a negative cost stays a number;
// whoever needs the texts to the letter takes NDJSON.
func harmless(text string) string {
	if text == "" {
		return text
	}
	if strings.ContainsAny(text, ";\t\r\n") {
		text = inner.ReplaceAllString(text, "$1'$2")
	}
	if first, _ := utf8.DecodeRuneInString(strings.TrimLeft(text, ` "`)); strings.ContainsRune(formulas+"\t\r\n", first) {
		return "'" + text
	}
	return text
}

// harmlessJSON writes such a sign as JSON escapes it, where a cell could begin within a text: what is read back is the same.
// Beside a ; JSON has none of what parts cells.
func harmlessJSON(text string) string {
	if !strings.Contains(text, ";") {
		return text
	}
	return inJSON.ReplaceAllStringFunc(text, func(found string) string {
		sign, size := utf8.DecodeLastRuneInString(found)
		return fmt.Sprintf(`%s\u%04x`, found[:len(found)-size], sign)
	})
}
