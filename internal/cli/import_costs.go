package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
)

// openEstimate reads an estimate whole.
func (a *app) openEstimate(ctx context.Context, path string) (*reports.Estimate, error) {
	file, err := a.openReport(ctx, path, path) // whatever its name
	if err != nil {
		return nil, cause(err)
	}
	defer file.Close()
	return reports.OpenEstimate(file)
}

// costWords tells what an estimate told, and of how many drifts it told nothing and why.
func costWords(c importing.Costs) string {
	said := fmt.Sprintf("%d priced", c.Priced)
	if c.Priced > 0 {
		said += ", " + dollars(c.Monthly) + " a month in all"
	}
	unknown := 0
	var reasons []string
	for _, why := range models.SortedKeys(c.Unknown) {
		unknown += c.Unknown[why]
		reasons = append(reasons, fmt.Sprintf("%s (%d)", why, c.Unknown[why]))
	}
	if unknown > 0 {
		said += fmt.Sprintf(", %d not known: %s", unknown, strings.Join(reasons, ", "))
	}
	if c.NotKept != "" {
		said += "; none was kept: " + c.NotKept
	}
	return said
}
