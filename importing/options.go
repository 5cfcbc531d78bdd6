package importing

import (
	"strings"
	"time"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
	"github.com/clouddrift/guardian/rulebook"
	"github.com/clouddrift/guardian/rules"
)

// Options say how a report is imported. The zero value is the command's default,
// but for DetectedBy.
type Options struct {
	// Format is the report's format; "" finds out.
	Format reports.Format
	// Scope names what the report looked at; "" takes the report's own name, else
	// the file's path without .json.
	Scope string
	// DetectedBy is what made the report.
	DetectedBy models.DetectedBy
	// DetectedAt is when the tool looked; zero takes the report's own time, else now by
	// the ledger's clock.
	DetectedAt time.Time
	// Region and Account stand in where the report does not say.
	Region, Account string
	// ResolveMissing resolves the drifts whose resource the report found in order.
	ResolveMissing bool
	// AllowFuture takes a report that is dated more than a day ahead of the ledger's clock.
	AllowFuture bool
	// SecretKey makes the fingerprints that tell one masked secret from another; empty
	// makes none, and then a secret that changes once more is a repeat.
	SecretKey []byte
	// Costs is an estimate of what the resources of the plan cost; nil is none.
	Costs *reports.Estimate
	// Table grades the changes; nil is the one that comes with the program.
	Table *rules.Table
	// Rules are the team's own; nil takes those of the ledger, and none are an empty Book.
	Rules *rulebook.Book
	// DryRun tells what would become of the report and writes nothing.
	DryRun bool
	// Anew takes the report for one of now that the ledger does not know, whenever it was
	// made and imported. Of a dry run alone.
	Anew bool
	// Progress is called after each entry, where it is not nil.
	Progress func(done, total int)

	batch int // entries; 0 is as many as are usual
}

// ScopeOf names what a report looked at that was given as path: o.Scope, else the
// report's own name, else the path without .json. It is "" where nothing names it,
// standard input ("-") that is, or a name of its own that it hides.
func (o Options) ScopeOf(report *reports.Report, path string) string {
	switch {
	case o.Scope != "":
		return o.Scope
	case report.Name != "":
		return report.Name
	case path == "-" || report.NameHidden:
		return ""
	}
	return strings.TrimSuffix(strings.ToValidUTF8(path, "\uFFFD"), ".json")
}

func (o Options) table() *rules.Table {
	if o.Table == nil {
		return rules.Default()
	}
	return o.Table
}
