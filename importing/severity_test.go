package importing

import (
	"testing"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
)

func TestAttributeSeverity(t *testing.T) {
	t.Parallel()
	for severity, names := range map[models.Severity][]string{
		models.SeverityCritical: {
			"policy", "assume_role_policy", "inline_policy", "managed_policy_arns", "ingress", "egress", "SecurityGroupIngress",
			"vpc_security_group_ids", "publicly_accessible", "PubliclyAccessible", "block_public_acls", "acl", "storage_encrypted",
			"StorageEncrypted", "kms_key_id", "KMSKeyId", "server_side_encryption_configuration", "key_name", "password",
			"master_password", "access_token", "deletion_protection", "DeletionProtection", "disable_api_termination",
			"versioning", "VersioningConfiguration", "logging", "access_logs", "enabled_cloudwatch_logs_exports",
			"iam_instance_profile", "metadata_options", "map_public_ip_on_launch", "privileges", "cidr_blocks", "backup_retention_period",
		},
		models.SeverityInfo: {
			"tags", "tags_all", "tagsAll", "Tags", "labels", "description", "GroupDescription", "comment", "display_name", "annotations",
		},
		models.SeverityWarning: {
			"instance_type", "InstanceType", "multi_az", "read_capacity", "name", "max_session_duration", "hash_key", "key",
			"termination_policies", "lifecycle_rule", "message_retention_seconds", "public_ip", "owner_id", "user_data", "instance_state",
		},
	} {
		for _, name := range names {
			if got := attributeSeverity(name, false); got != severity {
				t.Errorf("%s: got %s, want %s (words %q)", name, got, severity, attributeWords(name))
			}
		}
	}
}

func TestSeverityOfADrift(t *testing.T) {
	t.Parallel()
	pair := func(e, a any) any { return map[string]any{"expected": e, "actual": a} }
	for _, c := range []struct {
		what       string
		gone       bool
		difference map[string]any
		want       models.Severity
		critical   int
	}{
		{"gone", true, map[string]any{"tags": pair("a", "b")}, models.SeverityCritical, 0},
		{"only labels", false, map[string]any{"tags": pair("a", "b"), "description": pair("a", "b")}, models.SeverityInfo, 0},
		{"a label and more", false, map[string]any{"tags": pair("a", "b"), "instance_type": pair("a", "b")}, models.SeverityWarning, 0},
		{"a guard and more", false, map[string]any{"tags": pair("a", "b"), "ingress": pair("a", "b")}, models.SeverityCritical, 1},
		{"a secret value", false, map[string]any{"value": pair(reports.Redacted, reports.Redacted)}, models.SeverityCritical, 1},
		{"a secret within", false, map[string]any{"environment": pair(map[string]any{"T": reports.Redacted}, map[string]any{"T": reports.Redacted})}, models.SeverityCritical, 1},
		{"beside a secret", false, map[string]any{"environment": pair(map[string]any{"T": reports.Redacted}, map[string]any{"T": reports.Redacted, "B": "1"})}, models.SeverityWarning, 0},
		{"a secret label", false, map[string]any{"tags": pair(reports.Redacted, reports.Redacted)}, models.SeverityInfo, 0},
	} {
		severity, critical := severity(c.gone, c.difference)
		if severity != c.want || len(critical) != c.critical {
			t.Errorf("%s: got %s with %v critical, want %s with %d", c.what, severity, critical, c.want, c.critical)
		}
	}
}
