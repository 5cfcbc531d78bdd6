package rules

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestBridgedTypes(t *testing.T) {
	t.Parallel()
	for typ, want := range map[string]string{
		"aws:ec2/instance:Instance": "aws_instance", "aws:rds/instance:Instance": "aws_db_instance", "aws:s3/bucketV2:BucketV2": "aws_s3_bucket",
		"aws:s3/bucketLoggingV2:BucketLoggingV2": "aws_s3_bucket_logging", "aws:guardduty/detector:Detector": "aws_guardduty_detector",
		"aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "aws_vpc_security_group_ingress_rule", "aws:rds/unheardOf:UnheardOf": "aws_rds_unheard_of",
		"aws:autoscaling/group:Group": "aws_autoscaling_group", "aws:sqs/instance:Instance": "aws_sqs_instance",
		"gcp:projects/iAMMember:IAMMember": "google_project_iam_member", "gcp:secretmanager/secret:Secret": "google_secret_manager_secret",
		"gcp:cloudrunv2/service:Service": "google_cloud_run_v2_service", "gcp:organizations/project:Project": "google_project",
		"azure:network/networkSecurityRule:NetworkSecurityRule": "azurerm_network_security_rule", "azure:storage/account:Account": "azurerm_storage_account",
		"github:index/branchProtection:BranchProtection": "github_branch_protection", "cloudflare:index/record:Record": "cloudflare_record",
		"kubernetes:core/v1:Service": "", "azure-native:storage:StorageAccount": "", "aws_instance": "", "AWS::EC2::Instance": "",
	} {
		if got := Default().bridgedType(typ); got != want {
			t.Errorf("%s is %q, want %q", typ, got, want)
		}
	}
}

// What Terraform's names say of an attribute holds under Pulumi's.
func TestGradesOfBridgedTypes(t *testing.T) {
	t.Parallel()
	for place, want := range map[string]models.Severity{
		"aws:guardduty/detector:Detector enable":                                                           "critical",
		"aws:kms/key:Key isEnabled":                                                                        "critical",
		"aws:lb/loadBalancer:LoadBalancer internal":                                                        "critical",
		"aws:s3/bucketLoggingV2:BucketLoggingV2 targetBucket":                                              "critical",
		"aws:s3/bucketVersioningV2:BucketVersioningV2 versioningConfiguration.status":                      "critical",
		"aws:eks/accessEntry:AccessEntry kubernetesGroups[0]":                                              "critical",
		"aws:cfg/recorderStatus:RecorderStatus isEnabled":                                                  "critical",
		"aws:backup/plan:Plan rules[0].schedule":                                                           "critical",
		"aws:ec2/securityGroupRule:SecurityGroupRule toPort":                                               "critical",
		"aws:ec2/securityGroup:SecurityGroup ingress[0].description":                                       "info",
		"aws:dynamodb/table:Table hashKey":                                                                 "warning",
		"aws:ec2/instance:Instance tags.Name":                                                              "info",
		"aws:ec2/instance:Instance instanceType":                                                           "warning",
		"gcp:compute/instance:Instance tags[0]":                                                            "critical",
		"gcp:compute/instance:Instance labels.team":                                                        "info",
		"gcp:compute/instance:Instance networkInterfaces[0].accessConfigs[0].natIp":                        "warning",
		"gcp:compute/firewall:Firewall priority":                                                           "critical",
		"cloudflare:index/ruleset:Ruleset rules[0].action":                                                 "critical",
		"digitalocean:index/firewall:Firewall tags[0]":                                                     "critical",
		"gitlab:index/project:Project wikiAccessLevel":                                                     "critical",
		"github:index/organizationSettings:OrganizationSettings dependabotAlertsEnabledForNewRepositories": "critical",
		"aws:autoscaling/policy:Policy policyType":                                                         "warning",
		"aws:cognito/userPool:UserPool adminCreateUserConfig.inviteMessageTemplate.emailSubject":           "warning",
		"aws:ssm/patchBaseline:PatchBaseline approvalRules[0].approveAfterDays":                            "warning",
		"azure:mssql/server:Server connectionPolicy":                                                       "warning",
		"azure:mssql/server:Server publicNetworkAccessEnabled":                                             "critical",
		"gcp:pubsub/subscription:Subscription deadLetterPolicy.maxDeliveryAttempts":                        "warning",
		"gcp:pubsub/subscription:Subscription labels.key":                                                  "info",
		"pagerduty:index/schedule:Schedule layers[0].rotationTurnLengthSeconds":                            "warning",
		"aws:iot/topicRule:TopicRule s3s[0].cannedAcl":                                                     "critical",
		"azure-native:network/v20230201:SecurityRule access":                                               "critical",
	} {
		typ, at, _ := strings.Cut(place, " ")
		path, err := models.ParsePath(at)
		if err != nil {
			t.Fatal(err)
		}
		if got := Default().For(typ).At(path); got.Severity != want {
			t.Errorf("%s is %s, want %s", place, got.Severity, want)
		}
	}
	for _, place := range []string{
		"aws:s3/bucket:Bucket __pulumi_raw_state_delta.obj.ps.tags.map", "aws:s3/bucket:Bucket __meta", "kubernetes:apps/v1:Deployment __fieldManager", "azure-native:storage:StorageAccount __inputs",
		"aws:autoscaling/group:Group warmPoolSize", "aws:ec2/vpnConnection:VpnConnection vgwTelemetries[0].status", "aws:efs/fileSystem:FileSystem numberOfMountTargets"} {
		typ, at, _ := strings.Cut(place, " ")
		path, err := models.ParsePath(at)
		if err != nil {
			t.Fatal(err)
		}
		if Default().For(typ).Volatile(path) == nil {
			t.Errorf("%s is no noise", place)
		}
	}
}

// Within texts that are JSON too, and so are secrets.
func TestTextsAndSecretsOfBridgedTypes(t *testing.T) {
	t.Parallel()
	text := func(privileged string) string { return `[{"name":"a","privileged":` + privileged + `}]` }
	change := models.Change{Path: models.Path{}.Key("containerDefinitions"), Expected: text("false"), Actual: text("true"), InExpected: true, InActual: true}
	if got := Default().For("aws:ecs/taskDefinition:TaskDefinition").Grade(change); got.Severity != models.SeverityCritical {
		t.Errorf("a container that becomes privileged is %s", got.Severity)
	}
	if !Default().For("aws:ssm/activation:Activation").NamesSecret(models.Path{}.Key("activationCode"), "x") {
		t.Error("an activation code is shown")
	}
}
