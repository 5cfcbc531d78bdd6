package importing

import (
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
)

// The rules by which a reported change is noise: none once it is normalised.
const (
	// RuleUnchanged: both sides are equal.
	RuleUnchanged = "unchanged"
	// RuleEmpty: null, absent, "", [] and {} stand against each other, at any depth.
	RuleEmpty = "empty"
	// RuleVolatile: only attributes differ that the platform itself keeps changing.
	RuleVolatile = "volatile"
	// RuleMoved: the resource has a new address and nothing else.
	RuleMoved = "moved"
)

// volatile lists the attributes that the platform itself keeps changing, in the
// words of attributeWords. It grows only with a source.
var volatile = map[string]string{
	// "the latest time to which a database can be restored", which moves every five minutes:
	// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstance.html
	"latest restorable time": "AWS RDS: DBInstance.LatestRestorableTime",
	// Both are refreshed by DynamoDB about every six hours:
	// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html
	"item count":       "AWS DynamoDB: TableDescription.ItemCount",
	"table size bytes": "AWS DynamoDB: TableDescription.TableSizeBytes",
}

// difference computes what differs once noise is left out. A rule in place of ""
// says that all of it is noise. Noisy keys beside real ones are only left out.
func difference(e reports.Entry) (real map[string]any, rule string) {
	real = models.Difference(e.Expected, e.Actual)
	if e.Action == reports.ActionDelete {
		return real, ""
	}
	if len(real) == 0 {
		if e.PreviousAddress != "" {
			return nil, RuleMoved
		}
		return nil, RuleUnchanged
	}
	rule = RuleEmpty
	for key := range real {
		switch {
		case models.EquivalentJSON(e.Expected[key], e.Actual[key]):
			delete(real, key)
		case volatile[attributeWords(key)] != "":
			rule = RuleVolatile
			delete(real, key)
		}
	}
	if len(real) > 0 {
		return real, ""
	}
	return nil, rule
}
