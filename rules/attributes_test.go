package rules_test

import (
	"os"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/rules"
)

// graded are lists of attributes with their grades: type, path, grade ("open" where
// any will do) and why. Each may be judged wrong in so many of a hundred.
var graded = []struct {
	file           string
	missed, called int
}{
	// Chosen at random from the documentation of the providers that the table
	// knows, and graded by somebody who had not seen the table.
	{"testdata/attributes.tsv", 3, 5},
	// Of types that the table does not know, so that words judge: CloudFormation's,
	// Pulumi's, and those of small providers.
	{"testdata/unknown.tsv", 5, 5},
	// From the documentation of the providers of databases, identities, networks and observers as well, and in the
	// spelling of all three tools, graded before anybody looked at the table, which was mended by kinds since.
	{"testdata/providers.tsv", 1, 1},
}

// The table may miss few of the guards and call few of the others critical.
func TestGradedAttributes(t *testing.T) {
	t.Parallel()
	for _, list := range graded {
		t.Run(list.file, func(t *testing.T) {
			t.Parallel()
			count, wrong := judgeList(t, list.file)
			t.Logf("%d of %d guards missed, %d of %d others called critical", wrong[true], count[true], wrong[false], count[false])
			if count[true] < 100 || count[false] < 100 {
				t.Error("too few to tell")
			}
			if wrong[true]*100 >= count[true]*list.missed || wrong[false]*100 >= count[false]*list.called {
				t.Errorf("the table misses %d %% of the guards, or calls %d %% of the others critical", list.missed, list.called)
			}
		})
	}
}

// judgeList counts the attributes of a list and those judged wrong, by whether they guard.
func judgeList(t *testing.T, file string) (count, wrong map[bool]int) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	count, wrong = map[bool]int{}, map[bool]int{}
	for line := range strings.Lines(string(text)) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) != 4 {
			t.Fatalf("%q has %d columns", line, len(f))
		}
		if f[2] == "open" {
			continue
		}
		got, guards := rules.Default().For(f[0]).At(path(t, f[1])), f[2] == "critical"
		count[guards]++
		if guards != (got.Severity == models.SeverityCritical) {
			wrong[guards]++
			t.Logf("%s %s is %s, by %v", f[0], f[1], got.Severity, got.Line)
		}
	}
	return count, wrong
}

// AWS Config has names of its own, with a great letter where a notice names a property by itself
// and without one where it tells a whole.
func TestGradesOfAWSConfig(t *testing.T) {
	t.Parallel()
	for place, want := range map[string]models.Severity{
		"AWS::DynamoDB::Table SSEDescription.Status":                                                           "critical",
		"AWS::DynamoDB::Table Ssedescription.Status":                                                           "critical",
		"AWS::DynamoDB::Table ssedescription.ssetype":                                                          "critical",
		"AWS::DynamoDB::Table TableDescription":                                                                "info",
		"AWS::DynamoDB::Table ReplicaStatus":                                                                   "warning",
		"AWS::DynamoDB::Table KeySchema[0].AttributeName":                                                      "warning",
		"AWS::DynamoDB::Table SupplementaryConfiguration.ContinuousBackupsDescription.ContinuousBackupsStatus": "critical",
		"AWS::DynamoDB::Table SupplementaryConfiguration.ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus": "critical",
		"AWS::DynamoDB::Table SupplementaryConfiguration.ContinuousBackupsDescription.pointInTimeRecoveryDescription.pointInTimeRecoveryStatus": "critical",
		"AWS::DynamoDB::Table SupplementaryConfiguration.ContinuousBackupsDescription.pointInTimeRecoveryDescription.latestRestorableDateTime":  "warning",
		"AWS::EC2::NetworkInterface Groups[0].groupId":                                                        "critical",
		"AWS::EC2::NetworkInterface groups[0].groupId":                                                        "critical",
		"AWS::EC2::NetworkInterface Description":                                                              "info",
		"AWS::ElasticLoadBalancing::LoadBalancer ListenerDescriptions[0].listener.protocol":                   "critical",
		"AWS::ElasticLoadBalancing::LoadBalancer listenerDescriptions[0].listener.instanceProtocol":           "critical",
		"AWS::ElasticLoadBalancing::LoadBalancer ListenerDescriptions[0].listener.sslcertificateId":           "critical",
		"AWS::ElasticLoadBalancing::LoadBalancer BackendServerDescriptions[0].instancePort":                   "warning",
		"AWS::RDS::DBSnapshot SupplementaryConfiguration.DBSnapshotAttributes[0].attributeValues[0]":          "critical",
		"AWS::RDS::DBClusterSnapshot SupplementaryConfiguration.DBClusterSnapshotAttributes[0].attributeName": "critical",
		"AWS::RDS::DBSnapshot PercentProgress":                                                                "warning",
	} {
		typ, at, _ := strings.Cut(place, " ")
		if got := rules.Default().For(typ).At(path(t, at)); got.Severity != want {
			t.Errorf("%s is %s, want %s", place, got.Severity, want)
		}
	}
}
