package cli

import (
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
)

// nasty are texts that a report may hold, and that mean something where summaries go.
var nasty = []string{
	"a|b", "a\\|b", "a\\\\|b", "`x`", "``", "` `", "*bold* _it_ ~~gone~~", "# title", "- item", "1. item", "> quote", "[text](https://evil.example)",
	"![i](https://evil.example/i.png)", "<https://evil.example>", "https://evil.example/?a=b", "www.evil.example", "ann@evil.example", "@everyone", "#1", ":smile:", "$x$",
	"<img src=x onerror=alert(1)>", "</code><script>alert(1)</script>", "<!-- ", "]]>", "&lt;b&gt;", "\x1b[31m", "a\nb", "a\r\n| b |\n\n# c", " lead", "trail ", "\u202e", "größe 世界",
	`module.a["x/y"].b`, "{0} {{1}}", "a%sb", strings.Repeat("long", 500), "\ufffe", "|", "\\", "",
}

// hostile is a run whose every text is nasty.
func hostile() pipelineRun {
	p := pipelineRun{total: "2 files imported", pages: "https://guardian.example"}
	for i, text := range nasty {
		id := uuid.UUID{byte(i)}
		s := importing.Summary{File: text, Scope: text, Format: "terraform", ToolVersion: text, NotClosed: text, ScannedAt: time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC),
			Open: importing.OpenDrifts{id: models.SeverityWarning}}
		p.files = append(p.files, pipelineFile{path: text, summary: s, findings: []finding{{
			scope: text, tool: "terraform", address: text, resourceType: "T" + text, rID: text, id: &id, severity: models.SeverityWarning,
			outcome: importing.Created, open: true, what: text, places: []string{text}, nextApply: models.NextApplyRevert, reason: text,
		}}}, pipelineFile{path: text, refused: "refused " + text})
	}
	return p
}

// huge is a run of so many open drifts.
func huge(n int) pipelineRun {
	p := pipelineRun{total: "1 file imported"}
	f := pipelineFile{path: "big.json", summary: importing.Summary{File: "big.json", Scope: "big", Format: "terraform", Open: importing.OpenDrifts{}}}
	for i := range n {
		severity := models.SeverityInfo
		if i == n-1 {
			severity = models.SeverityCritical
		}
		id := uuid.UUID{1}
		binary.BigEndian.PutUint32(id[4:], uint32(i))
		f.summary.Open[id] = severity
		f.findings = append(f.findings, finding{
			id: &id, scope: "big", tool: "terraform", address: fmt.Sprintf("module.services[%d].aws_security_group.service", i), resourceType: "SECURITY_GROUP",
			rID: fmt.Sprintf("sg-%d", i), severity: severity, outcome: importing.Repeated, open: true, what: "ingress", places: []string{"ingress[0].cidr_blocks"},
		})
	}
	sortFindings(f.findings)
	p.files = []pipelineFile{f}
	return p
}
