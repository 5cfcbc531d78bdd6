package reports_test

import (
	"fmt"
	"strings"
	"testing"
)

// A region that is a secret of the stack's is not told.
func TestSecretRegionOfAStack(t *testing.T) {
	t.Parallel()
	state := `"custom":true,"id":"i","provider":"urn:pulumi:dev::shop::pulumi:providers:aws::default::9"`
	text := digest(pulumiStep("refresh", "aws:sqs/queue:Queue", "a", state, state))
	for region, want := range map[string]string{"eu-west-3": "eu-west-3", "[secret]": ""} {
		r, _ := mustOpen(t, strings.Replace(text, "eu-west-3", region, 1))
		if got := r.Checked[0].Region; got != want {
			t.Errorf("%s: got %q", region, got)
		}
	}
}

// A resource's own outputs say where it is, else its ARN, else its provider.
func TestPlacesOfPulumi(t *testing.T) {
	t.Parallel()
	const urn = "urn:pulumi:dev::shop::pulumi:providers:aws::"
	own := pulumiStep("refresh", "pulumi:providers:aws", "us", `"custom":true,"id":"7","inputs":{"region":"us-east-1"}`, "")
	hidden := pulumiStep("refresh", "pulumi:providers:aws", "dark", `"custom":true,"id":"8","outputs":{"region":"[secret]"}`, "")
	for name, c := range map[string]struct{ typ, provider, outputs, want string }{
		"nothing":            {"aws:sqs/queue:Queue", "", `{}`, " "},
		"its region":         {"aws:sqs/queue:Queue", urn + "us::7", `{"region":"eu-central-1"}`, "eu-central-1 "},
		"its ARN":            {"aws:sqs/queue:Queue", urn + "us::7", `{"arn":"arn:aws:sqs:eu-west-1:111122223333:q"}`, "eu-west-1 111122223333"},
		"a service's ARN":    {"aws:iam/role:Role", urn + "us::7", `{"arn":"arn:aws:iam::111122223333:role/r"}`, "global 111122223333"},
		"a bucket":           {"aws:s3/bucket:Bucket", urn + "us::7", `{"arn":"arn:aws:s3:::b"}`, "us-east-1 "},
		"its owner":          {"aws:ec2/vpc:Vpc", urn + "us::7", `{"ownerId":"111122223333"}`, "us-east-1 111122223333"},
		"its zone":           {"aws:ec2/instance:Instance", "", `{"availabilityZone":"eu-west-1b"}`, "eu-west-1 "},
		"Azure":              {"azure-native:storage:StorageAccount", "", `{"location":"westeurope"}`, "westeurope "},
		"Google":             {"gcp:compute/instance:Instance", "", `{"zone":"europe-west4-b"}`, "europe-west4 "},
		"another's location": {"x:y:Z", "", `{"location":"westeurope"}`, " "},
		"a default provider": {"aws:sqs/queue:Queue", urn + "default_6_1_0::9", `{}`, "eu-west-3 "},
		"the default one":    {"aws:sqs/queue:Queue", urn + "default::9", `{}`, "eu-west-3 "},
		"an unknown one":     {"aws:sqs/queue:Queue", urn + "us::9", `{}`, " "},
		"another's name":     {"aws:sqs/queue:Queue", urn + "defaults::9", `{}`, " "},
		"another tool's":     {"gcp:x:Y", "urn:pulumi:dev::shop::pulumi:providers:gcp::default::9", `{}`, " "},
		"a secret region":    {"aws:sqs/queue:Queue", urn + "dark::8", `{}`, " "},
	} {
		state := fmt.Sprintf(`"custom":true,"id":"i","provider":%q,"outputs":%s`, c.provider, c.outputs)
		r, _ := mustOpen(t, digest(pulumiStep("refresh", c.typ, "a", state, state), own, hidden))
		if got := r.Checked[0].Region + " " + r.Checked[0].Account; got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}
