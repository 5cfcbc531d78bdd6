package telling

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"github.com/clouddrift/guardian/models"
)

// mostTold is how many drifts a message lists; the others are a link away.
const mostTold = 10

// textOf is a message in words. pages is where people open the pages, "" where that is not known.
func textOf(o outgoing, pages string) string {
	var b strings.Builder
	told := o.told()
	for _, i := range told[:min(len(told), mostTold)] {
		fmt.Fprintf(&b, "%s: %s\n", i.Severity, inLine(i.resource()))
		for _, line := range linesOf(o, i, pages) {
			b.WriteString("  " + line + "\n")
		}
	}
	if more := len(told) - mostTold; more > 0 {
		fmt.Fprintf(&b, "and %d more: %s\n", more, listOf(o, pages))
	}
	return b.String()
}

func linesOf(o outgoing, i item, pages string) []string {
	lines := []string{inLine(i.Says)}
	if i.Drift == nil {
		return append(lines, "Rules: guardian rules show"+beside(pageOf(pages, "/debug/rules")))
	}
	if o.resolved[*i.Drift] {
		lines = append(lines, "It is resolved by now.")
	}
	if o.Owner != "" {
		lines = append(lines, "Owner: "+inLine(o.Owner))
	}
	lines = append(lines, "Next apply: "+nextApply(i.NextApply))
	if i.DueAt != nil && i.Kind != models.NoticeOverdue {
		lines = append(lines, "Due: "+i.DueAt.UTC().Format("2006-01-02 15:04 UTC"))
	}
	return append(lines, "Decide: guardian drift show "+i.Drift.String()+", then drift approve, reject or resolve"+
		beside(pageOf(pages, "/debug/drifts/"+i.Drift.String())))
}

// nextApply says whether the next apply undoes a drift.
func nextApply(n models.NextApply) string {
	switch n {
	case models.NextApplyRevert:
		return "undoes it"
	case models.NextApplyKeep:
		return "leaves it"
	}
	return "not known"
}

// listOf says where all open drifts of a message are: those of its scope and owner.
func listOf(o outgoing, pages string) string {
	query, command := url.Values{"status": {"open"}}, "guardian drift list --status open"
	for _, by := range []struct{ name, value string }{{"scope", o.Scope}, {"owner", o.Owner}} {
		if by.value != "" {
			value := models.FilterValue(by.value)
			query.Set(by.name, value)
			if by.value == inLine(by.value) { // another would name another within a line
				command += " --" + by.name + " '" + strings.ReplaceAll(value, "'", `'\''`) + "'"
			}
		}
	}
	if pages == "" {
		return command
	}
	return pages + "/debug/drifts?" + query.Encode()
}

func pageOf(pages, path string) string {
	if pages == "" {
		return ""
	}
	return pages + path
}

func beside(page string) string {
	if page == "" {
		return ""
	}
	return " (" + page + ")"
}

// mostOfText is how many characters of a name or a sentence a message shows: services refuse
// messages that are too long, and with one name all that the message tells.
const mostOfText = 300

// mostOfName is how many a program is told.
const mostOfName = 2000

// inLine is a text as it stands within a line of a message. What a resource is called may be
// anything, a line of its own making or a mail's header among it.
func inLine(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp) {
			return ' '
		}
		return r
	}, text)
	return cut(text, mostOfText)
}

// cut is a text of so many characters at most.
func cut(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}

// plain is a text that says what it says wherever it is shown: without marks that call
// people (@here) or that some services take for markup or for a link with other words.
func plain(text string) string {
	return strings.NewReplacer("@", "@\u200b", "<", "‹", ">", "›", "](", "]\u200b(").Replace(text)
}
