package cli

import (
	"cmp"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
)

const (
	// mostMarkdown is how long a summary in Markdown may be: GitHub takes 1 MiB of a step
	// in all, and what else it says wants room, too.
	mostMarkdown = 1 << 20 * 9 / 10
	// mostOfFiles is how much of it the files may take.
	mostOfFiles = mostMarkdown / 3
	// cellCharacters is how long one cell may be.
	cellCharacters = 300
)

// markdown writes the summary as GitHub's Markdown, which GitLab and others read, too.
func (p pipelineRun) markdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n\n", p.headline())
	if p.dryRun {
		b.WriteString("A dry run: nothing was written.\n\n")
	}
	if p.broken {
		b.WriteString(brokenWords + ".\n\n")
	}
	if len(p.files) > 1 {
		b.WriteString(p.total + ".\n\n")
	}
	p.markdownFiles(&b)
	p.markdownFindings(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

func (p pipelineRun) markdownFiles(b *strings.Builder) {
	b.WriteString("| scope | checked | drifted | new | superseded | resolved | open | |\n|---|--:|--:|--:|--:|--:|---|---|\n")
	for i, f := range p.files {
		s := f.summary
		row := fmt.Sprintf("| %s | | | | | | | refused: %s |\n", codeText(f.path), codeText(f.refused))
		if f.refused == "" {
			row = fmt.Sprintf("| %s | %d | %d | %d | %d | %d | %s | %s |\n", codeText(s.Scope), s.Checked, s.Drifted, s.Created, s.Superseded, s.Resolved,
				gravest(s.Open.Counts(), models.SeverityInfo), markdownRemark(s))
		}
		if b.Len()+len(row) > mostOfFiles {
			fmt.Fprintf(b, "\n%d more files are left out here.\n", len(p.files)-i)
			break
		}
		b.WriteString(row)
	}
}

// markdownRemark is what else is to be known of a file, each thing as code of its own.
func markdownRemark(s importing.Summary) string {
	var said []string
	if s.AlreadyImported {
		said = append(said, "already imported")
	}
	said = append(said, asides(s)...)
	said = append(said, s.Remarks...)
	if s.Unstorable > 0 {
		said = append(said, unkept(s))
	}
	for i, text := range said {
		said[i] = codeText(text)
	}
	return strings.Join(said, "; ")
}

func (p pipelineRun) markdownFindings(b *strings.Builder) {
	open, more := p.open()
	if len(open) == 0 {
		return
	}
	priced := slices.ContainsFunc(open, func(f finding) bool { return f.cost != "" })
	head, under := "| severity | drift | scope | resource | what differs | next apply |", "|---|---|---|---|---|---|"
	if priced {
		head, under = head+" cost a month |", under+"--:|"
	}
	b.WriteString("\n" + head + "\n" + under + "\n")
	for i, f := range open {
		next := ""
		if f.nextApply != "" {
			next = f.nextApply.Words()
		}
		standing := f.standing()
		if href := p.href(f); href != "" {
			standing = "[" + standing + "](" + href + ")"
		}
		row := fmt.Sprintf("| %s | %s | %s | %s | %s | %s |\n", f.severity, standing, codeText(f.scope), codeText(f.resource()), codeText(f.what), next)
		if priced {
			row = strings.TrimSuffix(row, "\n") + " " + cmp.Or(f.cost, "not known") + " |\n"
		}
		if b.Len()+len(row) > mostMarkdown {
			more += int64(len(open) - i)
			break
		}
		b.WriteString(row)
	}
	if more > 0 {
		fmt.Fprintf(b, "\n%s left out here, for want of room; `guardian drift list` has them.\n", counted(more, "further drift"))
	}
}

// tame are the texts that a code span of Markdown holds as they are, in a table, too.
var tame = regexp.MustCompile("^[^`|\\\\\n\r]+$")

// meaning is every character that may mean something to Markdown or HTML, and a dot that
// would make the text a link.
var meaning = regexp.MustCompile("[!-+:-@\\[-`{-~]|(?i:www\\.)")

// codeText writes a text of a report or of a person as code, in which nothing means
// anything to Markdown or HTML, nobody is mentioned and no issue referred to; "" stays so.
func codeText(s string) string {
	s = visible(cutMiddle(s, cellCharacters))
	switch {
	case s == "":
		return ""
	case strings.TrimSpace(s) == s && tame.MatchString(s):
		return "`" + s + "`"
	}
	return "<code>" + meaning.ReplaceAllStringFunc(s, func(found string) string {
		last := len(found) - 1
		return found[:last] + fmt.Sprintf("&#%d;", found[last])
	}) + "</code>"
}
