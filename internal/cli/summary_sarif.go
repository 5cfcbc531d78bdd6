package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/clouddrift/guardian/models"
)

// mostResults is how many results GitHub shows of one analysis.
const mostResults = 5000

var sarifLevels = map[models.Severity]string{
	models.SeverityCritical: sarif.LevelError,
	models.SeverityWarning:  sarif.LevelWarning,
	models.SeverityInfo:     sarif.LevelNote,
}

// sarif writes the summary in SARIF 2.1.0: a result for each open drift, so that what is
// no longer open is closed by whoever keeps them, and a rule for each type of resource.
func (p pipelineRun) sarif(w io.Writer) error {
	name, version := "CloudDrift Guardian", buildVersion().Version
	driver := sarif.NewToolComponent().WithName(name).WithVersion(version)
	run := sarif.NewRun().WithTool(sarif.NewTool().WithDriver(driver))
	open, more := p.open()
	if left := len(open) - mostResults; left > 0 {
		open, more = open[:mostResults], more+int64(left)
	}
	rules := map[string]int{}
	for _, f := range open {
		index, known := rules[f.resourceType]
		if !known {
			index = len(rules)
			rules[f.resourceType] = index
			driver.AddRule(sarif.NewRule(sarifText(f.resourceType)).WithDescription("Drift of " + sarifText(f.resourceType)))
		}
		run.AddResult(p.sarifResult(f).WithRuleIndex(index))
	}
	run.AddInvocation(p.sarifInvocation(more))
	report := sarif.NewReport()
	report.AddRun(run)
	if err := report.Write(w); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (p pipelineRun) sarifResult(f finding) *sarif.Result {
	place := sha256.Sum256([]byte(strings.Join([]string{f.scope, f.tool, f.address, f.resourceType, f.rID}, "\x00")))
	fingerprint := hex.EncodeToString(place[:16])
	result := sarif.NewRuleResult(sarifText(f.resourceType)).
		WithLevel(sarifLevels[f.severity]).
		WithMessage(sarif.NewTextMessage(fmt.Sprintf("%s in %s has drifted: %s.", sarifText(f.resource()), sarifText(f.scope), sarifText(f.sentence())))).
		// Of the place, so that a drift that changes further stays the same alert. GitHub reads the first.
		WithPartialFingerprints(map[string]string{"primaryLocationLineHash": fingerprint + ":1", "guardianPlace/v1": fingerprint})
	at := sarif.NewPhysicalLocation().
		WithArtifactLocation(sarif.NewSimpleArtifactLocation(scopeURI(f.scope))).
		WithRegion(sarif.NewRegion().WithStartLine(1))
	resource := sarif.NewLogicalLocation().WithFullyQualifiedName(visible(f.resource())).WithKind("resource")
	result.AddLocation(sarif.NewLocationWithPhysicalLocation(at).WithLogicalLocations([]*sarif.LogicalLocation{resource}))
	if href := p.href(f); href != "" {
		result.WithHostedViewerURI(href)
	}
	return result
}

// sarifInvocation says what went wrong and what was left out.
func (p pipelineRun) sarifInvocation(more int64) *sarif.Invocation {
	invocation := sarif.NewInvocation().WithExecutionSuccessful(true)
	say := func(level, text string) {
		invocation.AddToolExecutionNotification(sarif.NewNotification().WithLevel(level).WithMessage(sarif.NewTextMessage(sarifText(text))))
	}
	for _, f := range p.files {
		if f.refused != "" {
			invocation.WithExecutionSuccessful(false)
			say(sarif.LevelError, f.path+" was refused: "+f.refused)
		} else if f.summary.Unstorable > 0 {
			invocation.WithExecutionSuccessful(false)
			say(sarif.LevelError, f.path+": "+unkept(f.summary))
		}
	}
	if p.broken {
		invocation.WithExecutionSuccessful(false)
		say(sarif.LevelError, brokenWords)
	}
	if more > 0 {
		say(sarif.LevelWarning, counted(more, "further open drift")+" left out: more than "+fmt.Sprint(mostResults)+" are not shown")
	}
	return invocation
}

// scopeURI is a scope as a path within the repository, which is where SARIF's readers
// look: the code of a scope has no line that a report could name.
func scopeURI(scope string) string {
	var segments []string
	for segment := range strings.SplitSeq(scope, "/") {
		if segment != "" && segment != "." && segment != ".." {
			segments = append(segments, strings.ReplaceAll(url.PathEscape(segment), ":", "%3A"))
		}
	}
	if segments == nil {
		return "scope"
	}
	return strings.Join(segments, "/")
}

// sarifText is a text in a message, in which [text](address) would be a link.
func sarifText(s string) string {
	s = visible(cutMiddle(s, cellWidth))
	if strings.Contains(s, "](") {
		s = strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`).Replace(s)
	}
	return s
}
