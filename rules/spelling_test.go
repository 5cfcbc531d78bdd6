package rules_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/rules"
)

// Pulumi writes the names of the providers' attributes in camel case, and leaves out the
// index of what stands at most once.
func TestPulumisSpelling(t *testing.T) {
	t.Parallel()
	for place, want := range map[string]models.Severity{
		"aws:rds/instance:Instance publiclyAccessible":                                                               "critical",
		"aws:rds/instance:Instance storageEncrypted":                                                                 "critical",
		"aws:rds/instance:Instance deletionProtection":                                                               "critical",
		"aws:rds/instance:Instance instanceClass":                                                                    "warning",
		"aws:ec2/instance:Instance vpcSecurityGroupIds[0]":                                                           "critical",
		"aws:ec2/instance:Instance metadataOptions.httpTokens":                                                       "critical",
		"aws:ec2/instance:Instance publicIp":                                                                         "warning",
		"aws:ec2/instance:Instance publicDns":                                                                        "warning",
		"aws:ec2/instance:Instance tags.Name":                                                                        "info",
		"aws:ec2/instance:Instance tagsAll.Key":                                                                      "info",
		"aws:ec2/instance:Instance volumeTags.Name":                                                                  "info",
		"aws:ec2/securityGroup:SecurityGroup ingress[0].cidrBlocks[0]":                                               "critical",
		"aws:eks/cluster:Cluster vpcConfig.endpointPublicAccess":                                                     "critical",
		"aws:lambda/function:Function s3Key":                                                                         "warning",
		"aws:lambda/function:Function description":                                                                   "info",
		"aws:dynamodb/table:Table hashKey":                                                                           "warning",
		"azure-native:storage:StorageAccount allowBlobPublicAccess":                                                  "critical",
		"azure-native:storage:StorageAccount minimumTlsVersion":                                                      "critical",
		"azure-native:network:NetworkSecurityGroup securityRules[0].sourceAddressPrefix":                             "critical",
		"gcp:sql/databaseInstance:DatabaseInstance settings.ipConfiguration.authorizedNetworks[0].value":             "critical",
		"gcp:sql/databaseInstance:DatabaseInstance settings.userLabels.team":                                         "info",
		"gcp:container/cluster:Cluster resourceLabels.team":                                                          "info",
		"kubernetes:apps/v1:Deployment spec.template.spec.containers[0].securityContext.privileged":                  "critical",
		"kubernetes:rbac.authorization.k8s.io/v1:ClusterRole rules[0].verbs[0]":                                      "critical",
		"kubernetes:core/v1:ConfigMap metadata.labels.team":                                                          "info",
		`kubernetes:apps/v1:Deployment metadata.annotations["a.b/c"]`:                                                "info",
		"kubernetes:networking.k8s.io/v1:NetworkPolicy spec.ingress[0].from[0].namespaceSelector.matchLabels.access": "critical",
	} {
		typ, at, _ := strings.Cut(place, " ")
		if got := rules.Default().For(typ).At(path(t, at)); got.Severity != want {
			t.Errorf("%s is %s, want %s", place, got.Severity, want)
		}
	}
	for _, place := range []string{
		"aws:rds/instance:Instance latestRestorableTime", "aws:eks/cluster:Cluster platformVersion", "gcp:compute/instance:Instance labelFingerprint",
		"kubernetes:apps/v1:Deployment metadata.resourceVersion", "kubernetes:apps/v1:Deployment status.readyReplicas",
	} {
		typ, at, _ := strings.Cut(place, " ")
		if rules.Default().For(typ).Volatile(path(t, at)) == nil {
			t.Errorf("%s is no noise", place)
		}
	}
}

// What guards in Kubernetes does so whatever brings it there: a resource of its own kind,
// a manifest, or a resource that sets an annotation alone.
func TestKubernetesInEveryForm(t *testing.T) {
	t.Parallel()
	for _, place := range []string{
		`kubernetes_service metadata[0].annotations["service.beta.kubernetes.io/aws-load-balancer-internal"]`,
		`kubernetes_manifest manifest.metadata.annotations["service.beta.kubernetes.io/aws-load-balancer-internal"]`,
		`kubernetes_manifest object.metadata.annotations["alb.ingress.kubernetes.io/scheme"]`,
		`kubernetes_annotations annotations["nginx.ingress.kubernetes.io/whitelist-source-range"]`,
		`kubernetes_ingress_v1 metadata[0].annotations["nginx.ingress.kubernetes.io/allowlist-source-range"]`,
		`kubernetes:core/v1:Service metadata.annotations["service.beta.kubernetes.io/aws-load-balancer-internal"]`,
		`kubernetes:core/v1:Namespace metadata.labels["pod-security.kubernetes.io/enforce"]`,
		`kubernetes:core/v1:ServiceAccount metadata.annotations["eks.amazonaws.com/role-arn"]`,
		`kubernetes_labels labels["pod-security.kubernetes.io/enforce"]`,
		"kubernetes_manifest manifest.spec.mtls.mode", "kubernetes_manifest manifest.spec.action",
		"kubernetes_manifest manifest.spec.rules[0].from[0].source.namespaces[0]", "kubernetes_manifest manifest.spec.endpointSelector.matchLabels.app",
		"kubernetes_manifest manifest.spec.validationFailureAction", "kubernetes_manifest manifest.spec.enforcementAction",
	} {
		typ, at, _ := strings.Cut(place, " ")
		if got := rules.Default().For(typ).At(path(t, at)); got.Severity != models.SeverityCritical {
			t.Errorf("%s is %s", place, got.Severity)
		}
	}
	for place, want := range map[string]models.Severity{
		"kubernetes_manifest manifest.spec.rules[0].host":             "warning",
		"kubernetes_manifest manifest.metadata.annotations.note":      "info",
		"kubernetes:core/v1:Service metadata.annotations.description": "info",
	} {
		typ, at, _ := strings.Cut(place, " ")
		if got := rules.Default().For(typ).At(path(t, at)); got.Severity != want {
			t.Errorf("%s is %s, want %s", place, got.Severity, want)
		}
	}
}

// A tag is a label where people read it: elsewhere it is the network that a machine is in,
// or what it may do.
func TestTagsThatGuard(t *testing.T) {
	t.Parallel()
	for place, want := range map[string]models.Severity{
		"proxmox_vm_qemu network[0].tag": "warning", "aws_autoscaling_group tag[0].value": "info",
		"tailscale_tailnet_key tags[0]": "critical", "tailscale_device_tags tags[0]": "critical", "digitalocean_firewall tags[0]": "critical",
		"panos_security_rule_group rule[0].action": "critical", "fortios_firewall_policy srcaddr[0].name": "critical",
		"nsxt_policy_gateway_policy rule[0].source_groups[0]": "critical", "nsxt_policy_gateway_policy rule[0].description": "info",
		"ovh_cloud_project_database_ip_restriction ip": "critical", "openstack_objectstorage_container_v1 container_read": "critical",
		"keycloak_openid_client web_origins[0]": "critical",
	} {
		typ, at, _ := strings.Cut(place, " ")
		if got := rules.Default().For(typ).At(path(t, at)); got.Severity != want {
			t.Errorf("%s is %s, want %s", place, got.Severity, want)
		}
	}
}
