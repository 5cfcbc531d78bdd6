package pages

import (
	"strconv"
	"strings"

	"github.com/clouddrift/guardian/models"
)

func count(n int64, unit string) string { return grouped(n) + " " + unit }

// counted writes a number with its noun: 1 scan, 2,000 scans.
func counted(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return grouped(n) + " " + noun + "s"
}

// moreOf says how many are left out, or nothing.
func moreOf(n int) string {
	if n == 0 {
		return ""
	}
	return grouped(int64(n)) + " more"
}

// grouped writes a number with a comma every three digits.
func grouped(n int64) string { return groupDigits(strconv.FormatInt(n, 10)) }

// groupDigits puts the commas into a decimal number's text, its fraction aside.
func groupDigits(text string) string {
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	whole, fraction, _ := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction != "" {
		whole += "." + fraction
	}
	return sign + whole
}

// sentence gives a word a capital letter.
func sentence(word string) string {
	if word == "" {
		return word
	}
	return strings.ToUpper(word[:1]) + word[1:]
}

// text is a text that may be missing.
func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// detectorWords say how a drift was made known.
var detectorWords = map[models.DetectedBy]string{
	models.DetectedByScheduler: "by the scheduler",
	models.DetectedByManual:    "by manual import",
	models.DetectedByAPI:       "through the API",
}

// keysOf says of which drifts those are that the keys are counted in.
func keysOf(open models.OpenFigures) string {
	if open.Drifts <= models.KeySample {
		return "open drifts"
	}
	return "the " + grouped(models.KeySample) + " open drifts detected last"
}
