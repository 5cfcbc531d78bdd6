package cli

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/clouddrift/guardian/importing"
)

// noTime is how long a case took, which readers want as a number.
const noTime = "0.000"

// shownPlacesOfCase is how many changes of one drift are named.
const shownPlacesOfCase = 50

// junit writes the summary as JUnit's XML: a suite a file, in which the report itself is
// a case, and each drift that it shows is another: one that is open fails, one that was
// decided about is skipped, one that is resolved passes.
func (p pipelineRun) junit(w io.Writer) error {
	all := junit.Testsuites{Name: "drift", Time: noTime}
	for i, f := range p.files {
		suite := junit.Testsuite{ID: i, Time: noTime, Name: xmlText(f.summary.Scope), File: xmlText(f.path)}
		if f.refused != "" {
			suite.Name = xmlText(f.path)
			suite.AddTestcase(junit.Testcase{
				Name: "report", Classname: suite.Name, Time: noTime,
				Error: &junit.Result{Message: xmlText(f.refused), Type: "refused", Data: xmlText(f.refused)},
			})
			all.AddSuite(suite)
			continue
		}
		suite.SetTimestamp(f.summary.ScannedAt.UTC())
		suite.AddProperty("format", xmlText(strings.TrimSpace(f.summary.Format+" "+f.summary.ToolVersion)))
		suite.AddProperty("checked", strconv.Itoa(f.summary.Checked))
		suite.AddProperty("outcome", xmlText(outcome(f.summary)))
		suite.AddTestcase(junit.Testcase{Name: "report", Classname: suite.Name, Time: noTime})
		for _, found := range f.findings {
			suite.AddTestcase(p.testcase(found))
		}
		if f.more > 0 {
			suite.SystemOut = &junit.Output{Data: counted(f.more, "further drift") + " left out here"}
		}
		all.AddSuite(suite)
	}
	if p.broken {
		suite := junit.Testsuite{ID: len(p.files), Time: noTime, Name: "import"}
		suite.AddTestcase(junit.Testcase{Name: "import", Classname: "import", Time: noTime, Error: &junit.Result{Message: brokenWords, Type: "broken"}})
		all.AddSuite(suite)
	}
	if _, err := io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"); err != nil {
		return err
	}
	return all.WriteXML(w)
}

func (p pipelineRun) testcase(f finding) junit.Testcase {
	c := junit.Testcase{Name: xmlText(f.resource()), Classname: xmlText(f.scope), Time: noTime}
	result := &junit.Result{Message: xmlText(f.sentence()), Type: string(f.severity), Data: p.caseText(f)}
	switch {
	case f.severity == "" && f.outcome == importing.Skipped:
		result.Type = "not kept"
		c.Error = result
	case f.open:
		result.Message = xmlText(string(f.severity) + ": " + f.sentence())
		c.Failure = result
	case f.outcome != importing.Resolved:
		c.Skipped = result
	}
	return c
}

// caseText says where a drift differs and where more is to be read, a line each.
func (p pipelineRun) caseText(f finding) string {
	lines := []string{strings.TrimSpace(f.resourceType + " " + f.rID)}
	for i, place := range f.places {
		if i == shownPlacesOfCase {
			lines = append(lines, fmt.Sprintf("… and %d more", len(f.places)-i))
			break
		}
		lines = append(lines, place)
	}
	if href := p.href(f); href != "" {
		lines = append(lines, href)
	} else if f.id != nil {
		lines = append(lines, "guardian drift show "+f.id.String())
	}
	for i, line := range lines {
		lines[i] = xmlText(line)
	}
	return strings.Join(lines, "\n")
}

// xmlText is a text that XML can hold, in one line.
func xmlText(s string) string {
	return visible(strings.ToValidUTF8(cutMiddle(s, cellWidth), string(utf8.RuneError)))
}
