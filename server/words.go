package server

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// moment is a time as a page shows it.
type moment struct {
	ISO string // for <time datetime>
	UTC string // 2026-11-23 03:04 UTC
	Ago string // 3 h ago
}

func (s *Server) moment(t time.Time) moment {
	t = t.UTC()
	return moment{t.Format(time.RFC3339), t.Format("2006-01-02 15:04") + " UTC", ago(s.now().Sub(t))}
}

// ago says how long ago something was, in the largest unit that is at least
// two of its kind, so that little is lost: 90 minutes are 90 min, 36 hours 36 h.
func ago(d time.Duration) string {
	if d < 0 {
		if d > -time.Minute {
			return "now" // a clock a little ahead
		}
		return "in " + span(-d)
	}
	if d < time.Minute {
		return "just now"
	}
	return span(d) + " ago"
}

func span(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < 2*time.Hour:
		return count(int64(d/time.Minute), "min")
	case d < 2*day:
		return count(int64(d/time.Hour), "h")
	case d < 60*day:
		return count(int64(d/day), "d")
	case d < 2*365*day:
		return count(int64(d/(30*day)), "mo")
	}
	return count(int64(d/(365*day)), "y")
}

func count(n int64, unit string) string { return grouped(n) + " " + unit }

// counted writes a number with its noun: 1 scan, 2,000 scans.
func counted(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return grouped(n) + " " + noun + "s"
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

// maxName is how many characters of a name, such as an address, a list shows. A
// page that shows one thing shows all of it, folded beyond maxUnfolded.
const (
	maxName     = 120
	maxUnfolded = 200
)

// cut is as much of a name as a list shows.
func cut(s string) string { return clip(s, maxName) }

// foldedName is a name that is long enough to be folded.
func foldedName(s string) bool { return utf8.RuneCountInString(s) > maxUnfolded }

// maxPrefix is the length of the longest word that an id begins with, as in vol-0a1.
const maxPrefix = 3

// softPieces cuts a name after the characters at which a line may break, so that a
// long address breaks between its words. The i- of an id stays with the id.
func softPieces(s string) []string {
	var pieces []string
	start := 0
	for i, r := range s {
		if strings.ContainsRune("_./:-", r) && i > start && (r != '-' || i-start > maxPrefix) {
			pieces = append(pieces, s[start:i+1])
			start = i + 1
		}
	}
	return append(pieces, s[start:])
}
