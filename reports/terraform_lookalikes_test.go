package reports_test

import (
	"strings"
	"testing"
)

// What Terraform writes besides plans is named by a member that no plan has.
func TestOtherFilesOfTerraform(t *testing.T) {
	t.Parallel()
	for members, want := range map[string]string{
		`"format_version":"1.0","values":{"root_module":{}}`: "the JSON of a state, not a plan",
		`"format_version":"1.0","provider_schemas":{}`:       "`terraform providers schema -json`",
		`"format_version":"1.0","valid":true`:                "`terraform validate -json`",
		`"provider_config":{},"root_module":{}`:              "the JSON of a configuration",
		`"format_version":"1.0","values":null`:               "JSON without the members of a plan",
	} {
		if _, err := open(t, "{"+members+"}"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", members, err, want)
		}
	}
}
