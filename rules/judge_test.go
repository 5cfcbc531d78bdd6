package rules_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/rules"
)

func path(t *testing.T, text string) models.Path {
	t.Helper()
	p, err := models.ParsePath(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const small = "info\t*\t**.tags\t\n" +
	"info\t*\t**.description\t\n" +
	"critical\t~\tpolicy\tpolicies\n" +
	"warning\t~\tscaling policy\t\n" +
	"secret\t~\tpassword\t\n" +
	"critical\tx_*\tendpoint.public\t\n" +
	"warning\tx_a\t*\t\n" +
	"critical\tx_a\ttags\tthey are rules\n" +
	"critical\tx_a\trule[*].port\t\n" +
	"warning\tx_a\trule[*].port.name\t\n" +
	"critical\tx_a\tlabels[\"a.b/c\"]\t\n" +
	"critical\tx_a\tenabled\t\n" +
	"critical\tx_a\tnet*.open\t\n" +
	"critical\tx_wall\t*\t\n" +
	"critical\t*wall*\t*\t\n" +
	"warning\t~\t?name\t\n" +
	"warning\tx_half\tpolicy.size\t\n" +
	"secret\tx_a\thidden\t\n" +
	"plain\tx_a\tgate.password\t\n" +
	"plain\t~\treset password\t\n" +
	"volatile\tx_a\tseen.at\thttps://example.com\n" +
	"block\tx_a\t**.allow\t\n" +
	"critical\tx_a\tdoc[*].port\t\n"

func TestGradeAt(t *testing.T) {
	t.Parallel()
	table, err := rules.Parse(small)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		typ, path string
		want      models.Severity
	}{
		{"x_a", "size", "warning"},
		{"x_a", "policy", "warning"}, // words do not judge a type that has lines
		{"x_a", "tags.Name", "critical"},
		{"x_a", "rule[3].port", "critical"},
		{"x_a", "rule[3].port.from", "critical"},
		{"x_a", "rule[3].port.name", "warning"},
		{"x_a", "rule[3].port.description", "info"},
		{"x_a", "rule[3].description", "info"},
		{"x_a", "rule[3].x", "warning"},
		{"x_a", `labels["a.b/c"]`, "critical"},
		{"x_a", "labels.other", "warning"},
		{"x_a", "network.open", "critical"},
		{"x_a", "endpoint.public", "critical"},
		{"x_wall", "anything", "critical"},
		{"x_wall", "tags.a", "info"},
		{"x_wall", "rule[0].description", "info"},
		{"x_b", "endpoint.public", "critical"},
		{"x_b", "endpoint", "warning"},
		{"y", "tags", "info"},
		{"y", "size", "warning"},
		{"y", "policy", "critical"},
		{"y", "a[0].accessPolicies.b", "critical"},
		{"y", "scaling_policy", "warning"},
		{"y", "scaling_policy[0].policy", "critical"},
		{"y", "policy.scaling_policy.x", "warning"},
		{"y", "policy[0].description", "info"},
		{"y", "tags[0].policy", "info"},
		{"y", "name", "warning"},
		{"y", "policy.name", "critical"}, // what a bare name is part of decides
		{"y_wall", "size", "critical"},
		{"y_wall", "name", "warning"},
		{"y_wall", "scaling_policy", "warning"},
		{"x_half", "policy.size", "warning"}, // a line beats words
		{"x_half", "policy.x", "critical"},   // words judge what no line does
	} {
		if got := table.For(c.typ).At(path(t, c.path)); got.Severity != c.want {
			t.Errorf("%s %s: %s by %v, want %s", c.typ, c.path, got.Severity, got.Line, c.want)
		}
	}
}

func TestGradeOfAWholeBlock(t *testing.T) {
	t.Parallel()
	table, err := rules.Parse(small)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change models.Change
		want   models.Severity
	}{
		"a guard within":       {models.Change{Path: path(t, "rule[0]"), Actual: map[string]any{"x": "1", "port": "80"}}, "critical"},
		"an empty guard":       {models.Change{Path: path(t, "rule[0]"), Actual: map[string]any{"x": "1", "port": nil}}, "warning"},
		"only a label":         {models.Change{Path: path(t, "rule[0]"), Expected: map[string]any{"description": "1"}}, "info"},
		"a guard that is gone": {models.Change{Path: path(t, "rule"), Expected: []any{map[string]any{"port": "80"}}, Actual: []any{}}, "critical"},
		"nothing in it":        {models.Change{Path: path(t, "rule"), Expected: []any{}}, "warning"},
		"a secret":             {models.Change{Path: path(t, "size"), Expected: models.Mask("x")}, "critical"},
		"another's secret":     {models.Change{Path: path(t, "size"), Expected: models.MaskCopy("x"), Actual: models.MaskCopy("y")}, "warning"},
		"its guard":            {models.Change{Path: path(t, "rule[0].port"), Expected: models.MaskCopy("x")}, "critical"},
		"a secret label":       {models.Change{Path: path(t, "description"), Expected: models.Mask("x")}, "info"},
		"a guard in a text":    {models.Change{Path: path(t, "doc"), Expected: `[{"a":1,"port":false}]`, Actual: `[{"a":1,"port":true}]`}, "critical"},
		"beside one":           {models.Change{Path: path(t, "doc"), Expected: `[{"a":1,"port":false}]`, Actual: `[{"a":2,"port":false}]`}, "warning"},
		"another text":         {models.Change{Path: path(t, "size"), Expected: `[{"port":false}]`, Actual: `[{"port":true}]`}, "warning"},
		"false is something":   {models.Change{Path: path(t, "enabled"), Expected: false}, "critical"},
	} {
		if got := table.For("x_a").Grade(c.change); got.Severity != c.want {
			t.Errorf("%s: %s by %v, want %s", name, got.Severity, got.Line, c.want)
		}
	}
}

func TestVolatile(t *testing.T) {
	t.Parallel()
	table, err := rules.Parse(small)
	if err != nil {
		t.Fatal(err)
	}
	j := table.For("x_a")
	if j.Volatile(path(t, "seen.at[0]")) == nil || j.Volatile(path(t, "seen")) != nil || table.For("x_b").Volatile(path(t, "seen.at")) != nil {
		t.Error("volatile reaches too far, or not far enough")
	}
}

// What the table says of attributes that were once judged wrong.
func TestDefaultTable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typ, path string
		want      models.Severity
	}{
		{"aws_eks_cluster", "vpc_config[0].endpoint_public_access", "critical"},
		{"google_sql_database_instance", "settings[0].ip_configuration[0].authorized_networks[0].value", "critical"},
		{"azurerm_network_security_group", "security_rule[0].access", "critical"},
		{"azurerm_mssql_firewall_rule", "start_ip_address", "critical"},
		{"kubernetes_cluster_role", "rule[0].verbs[0]", "critical"},
		{"google_compute_instance", "tags[0]", "critical"},
		{"google_compute_instance", "labels.a", "info"},
		{"google_compute_instance", "network_interface[0].access_config[0].nat_ip", "warning"},
		{"aws_instance", "public_dns", "warning"},
		{"aws_instance", "volume_tags.Name", "info"},
		{"aws_instance", "root_block_device[0].encrypted", "critical"},
		{"aws_dynamodb_table", "hash_key", "warning"},
		{"aws_lambda_function", "s3_key", "warning"},
		{"oci_core_instance", `defined_tags["a.b"]`, "info"},
		{"aws_security_group", "ingress[0].description", "info"},
	} {
		if got := rules.Default().For(c.typ).At(path(t, c.path)); got.Severity != c.want {
			t.Errorf("%s %s: %s by %v, want %s", c.typ, c.path, got.Severity, got.Line, c.want)
		}
	}
}

func BenchmarkGrade(b *testing.B) {
	paths := make([]models.Path, 10_000)
	for i := range paths {
		paths[i] = models.Path{}.Key("rule").Index(i).Key(fmt.Sprint("zz_", i%7))
	}
	for b.Loop() {
		judge := rules.Default().For("aws_wafv2_web_acl")
		for _, p := range paths {
			judge.At(p)
		}
	}
}

// A block whose being there guards is critical, though nothing in it is.
func TestTheBlockIsTheGuard(t *testing.T) {
	t.Parallel()
	judge := rules.Default().For("google_compute_instance")
	block := map[string]any{"nat_ip": "203.0.113.7", "network_tier": "PREMIUM"}
	for name, c := range map[string]models.Change{
		"the block":         {Path: path(t, "network_interface[0].access_config[0]"), Actual: block, InActual: true},
		"what it stands in": {Path: path(t, "network_interface[1]"), Actual: map[string]any{"access_config": []any{block}}, InActual: true},
	} {
		if got := judge.Grade(c); got.Severity != models.SeverityCritical {
			t.Errorf("%s: %s by %v", name, got.Severity, got.Line)
		}
	}
}

// AWS's own spelling of labels and guards, as CloudFormation and AWS Config have it.
func TestAWSSpelling(t *testing.T) {
	t.Parallel()
	for place, want := range map[string]models.Severity{
		"AWS::EC2::SecurityGroup SecurityGroupIngress[1]":                                                      "critical",
		"AWS::EC2::SecurityGroup IpPermissions[0].toPort":                                                      "critical",
		"AWS::EC2::SecurityGroup Tags[0].Value":                                                                "info",
		"AWS::EC2::Instance NetworkInterfaces[0].groups[0].groupId":                                            "critical",
		"AWS::EC2::NetworkInterface TagSet[0].value":                                                           "info",
		"AWS::EFS::FileSystem FileSystemTags[0].Value":                                                         "info",
		"AWS::RDS::DBInstance PubliclyAccessible":                                                              "critical",
		"AWS::RDS::DBInstance DBInstanceClass":                                                                 "warning",
		"AWS::S3::Bucket SupplementaryConfiguration.PublicAccessBlockConfiguration.BlockPublicPolicy":          "critical",
		"AWS::S3::Bucket SupplementaryConfiguration.BucketTaggingConfiguration.tagSets[0].tags.Team":           "info",
		"AWS::ElasticLoadBalancingV2::LoadBalancer SupplementaryConfiguration.LoadBalancerAttributes[0].value": "critical",
	} {
		typ, at, _ := strings.Cut(place, " ")
		if got := rules.Default().For(typ).At(path(t, at)); got.Severity != want {
			t.Errorf("%s is %s, want %s", place, got.Severity, want)
		}
	}
	if rules.Default().For("AWS::EC2::Subnet").Volatile(path(t, "AvailableIpAddressCount")) == nil {
		t.Error("a subnet's free addresses are a drift each time that one is taken")
	}
}

// What is public without a block, or without an attribute, is critical when it goes;
// which subnet it names is not.
func TestPrivateOrPublic(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typ, path, value string
		want             models.Severity
	}{
		{"aws_opensearch_domain", "vpc_options[0]", `{"subnet_ids":["subnet-1"],"vpc_id":"vpc-1","security_group_ids":[]}`, "critical"},
		{"aws_elasticsearch_domain", "vpc_options[0]", `{"subnet_ids":["subnet-1"],"vpc_id":"vpc-1","security_group_ids":[]}`, "critical"},
		{"aws_opensearch_domain", "vpc_options[0].subnet_ids[0]", `"subnet-1"`, "warning"},
		{"aws_osis_pipeline", "vpc_options[0]", `{"subnet_ids":["subnet-1"]}`, "critical"},
		{"aws_route53_zone", "vpc[0]", `{"vpc_id":"vpc-1"}`, "critical"},
		{"aws_s3_bucket", "website[0]", `{"index_document":"index.html"}`, "critical"},
		{"aws_s3_bucket", "website[0].index_document", `"index.html"`, "warning"},
		{"azurerm_postgresql_flexible_server", "delegated_subnet_id", `"a"`, "critical"},
		{"azurerm_redis_cache", "subnet_id", `"a"`, "critical"},
		{"azurerm_spring_cloud_service", "network[0]", `{"app_subnet_id":"a"}`, "critical"},
		{"azurerm_hdinsight_spark_cluster", "private_link_configuration[0]", `{"name":"a","ip_configuration":[{"name":"b"}]}`, "critical"},
		{"azurerm_cdn_frontdoor_origin", "private_link[0]", `{"location":"westeurope"}`, "critical"},
		{"azurerm_storage_account", "static_website[0]", `{"index_document":"index.html"}`, "critical"},
		{"google_vertex_ai_endpoint", "network", `"a"`, "critical"},
		{"google_composer_environment", "config[0].private_environment_config[0]", `{"master_ipv4_cidr_block":"10.0.0.0/28"}`, "critical"},
		{"google_composer_environment", "config[0].private_environment_config[0].master_ipv4_cidr_block", `"10.0.0.0/28"`, "warning"},
		{"google_secure_source_manager_instance", "private_config[0]", `{"is_private":true}`, "critical"},
		{"oci_database_autonomous_database", "subnet_id", `"a"`, "critical"},
		{"github_repository", "pages[0]", `{"source":[{"branch":"main"}]}`, "critical"},
		{"AWS::OpenSearchService::Domain", "VPCOptions", `{"SubnetIds":["subnet-1"]}`, "critical"},
		{"helm_release", "values[0]", `"replicas: 2"`, "warning"},
	} {
		value, err := models.DecodeJSON([]byte(c.value))
		if err != nil {
			t.Fatal(err)
		}
		got := rules.Default().For(c.typ).Grade(models.Change{Path: path(t, c.path), Expected: value, InExpected: true})
		if got.Severity != c.want {
			t.Errorf("%s %s: %s by %v, want %s", c.typ, c.path, got.Severity, got.Line, c.want)
		}
	}
}

// What no code knows is critical where what it is guards access or may act.
func TestUnmanaged(t *testing.T) {
	t.Parallel()
	for want, types := range map[models.Severity]string{
		models.SeverityCritical: "aws_iam_user aws_iam_access_key aws_iam_policy aws_iam_group aws_s3_bucket_policy aws_security_group_rule aws_kms_key aws_api_gateway_api_key google_service_account google_compute_firewall azurerm_role_assignment github_membership github_team acme_user acme_api_key acme_security_group",
		models.SeverityInfo:     "aws_s3_bucket aws_s3_bucket_notification aws_instance aws_cloudwatch_event_rule aws_lb_listener_rule aws_appautoscaling_policy aws_connect_user aws_route aws_kms_alias acme_bucket acme_users_table",
	} {
		for typ := range strings.FieldsSeq(types) {
			if got := rules.Default().For(typ).Unmanaged(); got != want {
				t.Errorf("%s is %s, want %s", typ, got, want)
			}
		}
	}
}

// A text that differs in a secret is critical, whatever else differs in it; one that
// differs in something else is what its attribute is.
func TestSecretWithinAText(t *testing.T) {
	t.Parallel()
	judge := rules.Default().For("aws_instance")
	masked := func(port, password string) any {
		return models.MaskWithin("port="+port+" password="+password, "port="+port+" password="+models.Redacted)
	}
	for actual, want := range map[any]models.Severity{masked("1", "b"): "critical", masked("2", "b"): "critical", masked("2", "a"): "warning"} {
		c := models.Change{Path: path(t, "user_data"), Expected: masked("1", "a"), Actual: actual, InExpected: true, InActual: true}
		if got := judge.Grade(c); got.Severity != want {
			t.Errorf("%v is %s, want %s", actual, got.Severity, want)
		}
	}
}
