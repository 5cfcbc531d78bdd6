package cli

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/clouddrift/guardian/models"
)

// What the logs of pipelines take as a command: Azure's, TeamCity's and GitHub's older ones
// wherever they stand, GitHub's where a line begins.
var (
	logCommand  = regexp.MustCompile(`##([A-Za-z]*\[)`)
	lineCommand = regexp.MustCompile(`^( *:):([A-Za-z][A-Za-z-]*(?:::| |$))`)
)

// visible writes a text so that a terminal or the log of a pipeline shows it and does nothing
// else: what is not printable stands as its escape, and so does a sign of a command.
func visible(s string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
	}
	s = b.String()
	if strings.Contains(s, "##") {
		s = logCommand.ReplaceAllString(s, `#\x23$1`)
	}
	return lineCommand.ReplaceAllString(s, `$1\x3a$2`)
}

// cut is the beginning of a text that is too long, with how long it is.
func cut(s string, width int) string {
	if len(s) <= width {
		return s
	}
	r := []rune(s)
	if len(r) <= width {
		return s
	}
	return string(r[:width]) + "… (" + counted(int64(len(r)), "character") + ")"
}

// clock writes a time as people read it.
func clock(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") }

// clockUTC is clock for a place that does not say which zone it shows.
func clockUTC(t time.Time) string { return clock(t) + " UTC" }

// clocksUTC is clockUTC for two times that are compared: where they lie within one
// minute, or one second, both are written as finely as it takes to tell them apart.
func clocksUTC(a, b time.Time) (string, string) {
	for _, finer := range []string{":05", ":05.000"} {
		if clock(a) != clock(b) || a.Equal(b) {
			break
		}
		layout := "2006-01-02 15:04" + finer + " UTC"
		if x, y := a.UTC().Format(layout), b.UTC().Format(layout); x != y {
			return x, y
		}
	}
	return clockUTC(a), clockUTC(b)
}

// dollars writes an amount with its sign in front.
func dollars(amount fmt.Stringer) string {
	if rest, negative := strings.CutPrefix(amount.String(), "-"); negative {
		return "-$" + rest
	}
	return "$" + amount.String()
}

// counted writes a number with its noun: 1 scan, 2 scans.
func counted(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.FormatInt(n, 10) + " " + noun + "s"
}

// some lists the first few of many words.
func some(all []string, limit int) string {
	if len(all) <= limit {
		return strings.Join(all, ", ")
	}
	return strings.Join(all[:limit], ", ") + fmt.Sprintf(" and %d more", len(all)-limit)
}

// orEmpty is for JSON, where no list is [] and never null.
func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

var plainWord = regexp.MustCompile(`^[\w./@:+-]+$`)

// shellWord quotes s so that a shell takes it as one word.
func shellWord(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// dueWords say by when a drift is due, and that it is overdue.
func dueWords(d models.SeenDrift) string {
	words := clockUTC(*d.Seen.DueAt)
	if d.Overdue() {
		words += ", overdue"
	}
	return words
}
