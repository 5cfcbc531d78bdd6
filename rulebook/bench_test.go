package rulebook

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// largeEstate is 500 rules as teams write them: by type and path, by address, by scope.
func largeEstate() string {
	var b strings.Builder
	for i := range 250 {
		fmt.Fprintf(&b, "ignore \"i%d\" {\n  type = [\"aws_type_%d\", \"aws_other_%d_*\"]\n  path = [\"tags.Last%d\", \"*.rule[*].n%d\"]\n  reason = \"r\"\n}\n", i, i%60, i, i, i)
	}
	for i := range 100 {
		fmt.Fprintf(&b, "ignore \"p%d\" {\n  path = [\"tags.Seen%d\", \"*.etag%d\"]\n  reason = \"r\"\n}\n", i, i, i)
	}
	for i := range 50 {
		fmt.Fprintf(&b, "grade \"g%d\" {\n  address = [\"module.m%d*.aws_type_*\"]\n  path = [\"setting_%d\"]\n  severity = \"critical\"\n}\n", i, i, i)
	}
	for i := range 90 {
		fmt.Fprintf(&b, "owner \"o%d\" {\n  scope = [\"prod/other-%d*\"]\n  tags = { Team = \"t%d\" }\n}\n", i, i, i)
	}
	for i := range 10 {
		fmt.Fprintf(&b, "due {\n  severity = \"critical\"\n  owner = [\"o%d\"]\n  within = \"24h\"\n}\n", i)
	}
	return b.String()
}

// 500 rules over 2,000 resources with three changes each take less than 50 ms.
func BenchmarkRules(b *testing.B) {
	rules := book(b, largeEstate())
	if n := len(rules.Rules()); n != 500 {
		b.Fatalf("%d rules", n)
	}
	subjects := make([]Subject, 2000)
	for i := range subjects {
		subjects[i] = Subject{
			Scope: "prod/network", Type: fmt.Sprintf("aws_type_%d", i%60), Address: fmt.Sprintf(`module.m%d["a"].aws_type_%d.main[%d]`, i%90, i%60, i),
			Tags: map[string]string{"Team": "t7", "Name": "n"},
		}
	}
	changes := []models.Change{of(b, "tags.Name", `"a"`, `"b"`), of(b, "block[0].rule[3].n7", `1`, `2`), of(b, "settings", `{"a":1,"b":{"c":[1,2]}}`, "")}
	b.ReportAllocs()
	for b.Loop() {
		fresh := &Book{rules: rules.rules, ignores: rules.ignores, grades: rules.grades, owners: rules.owners, dues: rules.dues} // which remembers nothing yet
		for _, on := range subjects {
			sheet := fresh.On(on, now)
			for _, c := range changes {
				severity, _ := sheet.Grade(c, models.SeverityWarning)
				sheet.Ignores(c)
				sheet.Due(severity, "")
			}
			sheet.Owner()
		}
	}
}

func BenchmarkParse(b *testing.B) {
	source := largeEstate()
	for b.Loop() {
		book(b, source)
	}
}
