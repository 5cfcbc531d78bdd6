package reports_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// What a plan keeps as it is comes back all the same where it makes or changes a resource of
// its own that manages it.
func TestNextApplyOfWhatOthersManage(t *testing.T) {
	t.Parallel()
	const (
		of443  = `{"cidr_blocks":["10.0.0.0/8"],"description":"","from_port":443,"to_port":443,"protocol":"tcp","self":false}`
		of8080 = `{"cidr_blocks":["10.0.0.0/8"],"description":"","from_port":8080,"to_port":8080,"protocol":"tcp","self":false}`
		both   = `{"cidr_blocks":["10.0.0.0/8","0.0.0.0/0"],"description":"","from_port":443,"to_port":443,"protocol":"tcp","self":false}`
		rule   = `{"type":"ingress","security_group_id":"x","from_port":443,"to_port":443,"protocol":"tcp","cidr_blocks":["10.0.0.0/8"],"description":null}`
		single = `{"security_group_id":"x","from_port":443,"to_port":443,"ip_protocol":"tcp","cidr_ipv4":"10.0.0.0/8"}`
		on     = `{"bucket":"x","versioning_configuration":[{"status":"Enabled"}]}`
		group  = "aws_security_group"
	)
	planned := func(typ, action, before, after, unknown string) string {
		return `{"address":"` + typ + `.p","type":"` + typ + `","change":{"actions":[` + action + `],"before":` + before + `,"after":` + after + `,"after_unknown":` + unknown + `}}`
	}
	create := func(typ, after string) string { return planned(typ, `"create"`, "null", after, `{"id":true}`) }
	elsewhere := strings.Replace(rule, `"x"`, `"y"`, 1)
	for name, c := range map[string]struct {
		typ, attribute, before, after, changes, path string
		want                                         models.NextApply
	}{
		"a rule that was removed": {group, "ingress", "[" + of443 + "]", "[]", create("aws_security_group_rule", rule), "ingress[0]", models.NextApplyRevert},
		"a source that was removed": {group, "ingress", "[" + both + "]", "[" + of443 + "]",
			create("aws_security_group_rule", strings.Replace(rule, "10.0.0.0/8", "0.0.0.0/0", 1)), "ingress[0].cidr_blocks[1]", models.NextApplyRevert},
		"another source comes back":         {group, "ingress", "[" + both + "]", "[" + of443 + "]", create("aws_security_group_rule", rule), "ingress[0].cidr_blocks[1]", models.NextApplyUnknown},
		"a rule that stays away":            {group, "ingress", "[" + of443 + "]", "[]", planned("aws_security_group_rule", `"no-op"`, rule, rule, `{}`), "ingress[0]", models.NextApplyKeep},
		"a rule of another group":           {group, "ingress", "[" + of443 + "]", "[]", create("aws_security_group_rule", elsewhere), "ingress[0]", models.NextApplyKeep},
		"a rule for the other direction":    {group, "egress", "[" + of443 + "]", "[]", create("aws_security_group_rule", rule), "egress[0]", models.NextApplyKeep},
		"a rule known afterwards":           {group, "ingress", "[" + of443 + "]", "[]", planned("aws_security_group_rule", `"create"`, "null", strings.Replace(rule, `"from_port":443,`, "", 1), `{"from_port":true}`), "ingress[0]", models.NextApplyUnknown},
		"of a group known afterwards":       {group, "ingress", "[" + of443 + "]", "[]", planned("aws_security_group_rule", `"create"`, "null", strings.Replace(rule, `"security_group_id":"x",`, "", 1), `{"security_group_id":true}`), "ingress[0]", models.NextApplyUnknown},
		"a rule changed in place":           {group, "ingress", "[" + of443 + "]", "[" + of8080 + "]", planned("aws_vpc_security_group_ingress_rule", `"update"`, strings.ReplaceAll(single, "443", "8080"), single, `{}`), "ingress[0].from_port", models.NextApplyRevert},
		"a rule of which a tag changes":     {group, "ingress", "[" + of443 + "]", "[]", planned("aws_vpc_security_group_ingress_rule", `"update"`, single, strings.Replace(single, "{", `{"tags":{"a":"b"},`, 1), `{}`), "ingress[0]", models.NextApplyKeep},
		"a rule by hand beside":             {group, "ingress", "[]", "[" + of8080 + "]", create("aws_security_group_rule", rule), "ingress[0]", models.NextApplyUnknown},
		"a policy that was detached":        {"aws_iam_role", "managed_policy_arns", `["a","b"]`, `["b"]`, create("aws_iam_role_policy_attachment", `{"role":"x","policy_arn":"a"}`), "managed_policy_arns[0]", models.NextApplyRevert},
		"a policy by hand, taken away":      {"aws_iam_role", "managed_policy_arns", `[]`, `["b"]`, planned("aws_iam_role_policy_attachments_exclusive", `"update"`, `{"role_name":"x","policy_arns":["b"]}`, `{"role_name":"x","policy_arns":[]}`, `{}`), "managed_policy_arns[0]", models.NextApplyUnknown},
		"a bucket's policy":                 {"aws_s3_bucket", "policy", `"{\"a\":1}"`, `""`, create("aws_s3_bucket_policy", `{"bucket":"x","policy":"{ \"a\": 1 }"}`), "policy", models.NextApplyRevert},
		"a vault's policy beside its lock":  {"aws_glacier_vault", "access_policy", `"P"`, `""`, create("aws_glacier_vault_lock", `{"vault_name":"x","policy":"P"}`), "access_policy", models.NextApplyKeep},
		"a bucket's policy, afterwards":     {"aws_s3_bucket", "policy", `"P"`, `""`, planned("aws_s3_bucket_policy", `"create"`, "null", `{"bucket":"x"}`, `{"policy":true}`), "policy", models.NextApplyUnknown},
		"a bucket's policy, another":        {"aws_s3_bucket", "policy", `"P"`, `""`, create("aws_s3_bucket_policy", `{"bucket":"x","policy":"Q"}`), "policy", models.NextApplyUnknown},
		"a bucket's policy, as it is now":   {"aws_s3_bucket", "policy", `"P"`, `"Q"`, create("aws_s3_bucket_policy", `{"bucket":"x","policy":"Q"}`), "policy", models.NextApplyKeep},
		"a bucket's versioning":             {"aws_s3_bucket", "versioning", `[{"enabled":true}]`, `[{"enabled":false}]`, planned("aws_s3_bucket_versioning", `"update"`, strings.Replace(on, "Enabled", "Suspended", 1), on, `{}`), "versioning[0].enabled", models.NextApplyRevert},
		"versioning known afterwards":       {"aws_s3_bucket", "versioning", `[{"enabled":true}]`, `[{"enabled":false}]`, planned("aws_s3_bucket_versioning", `"create"`, "null", `{"bucket":"x","versioning_configuration":[{}]}`, `{"versioning_configuration":[{"status":true}]}`), "versioning[0].enabled", models.NextApplyUnknown},
		"a pool of a cluster":               {"google_container_cluster", "node_pool", `[{"name":"p","n":1}]`, `[{"name":"p","n":2}]`, planned("google_container_node_pool", `"update"`, `{"cluster":"x","n":2}`, `{"cluster":"x","n":1}`, `{}`), "node_pool[0].n", models.NextApplyUnknown},
		"an address taken from its machine": {"aws_eip", "instance", `"i-1"`, `""`, create("aws_eip_association", `{"allocation_id":"x","instance_id":"i-1"}`), "instance", models.NextApplyUnknown},
		"an address of another machine":     {"aws_eip", "instance", `"i-1"`, `""`, create("aws_eip_association", `{"allocation_id":"y","instance_id":"i-1"}`), "instance", models.NextApplyKeep},
		"a group taken from an interface":   {"aws_network_interface", "security_groups", `["a","b"]`, `["a"]`, create("aws_network_interface_sg_attachment", `{"network_interface_id":"x","security_group_id":"b"}`), "security_groups[1]", models.NextApplyUnknown},
		"a network taken from a zone":       {"aws_route53_zone", "vpc", `[{"vpc_id":"a"}]`, `[]`, create("aws_route53_zone_association", `{"zone_id":"x","vpc_id":"a"}`), "vpc[0]", models.NextApplyUnknown},
		"a member that is gone":             {"aws_rds_cluster", "cluster_members", `["a","b"]`, `["a"]`, create("aws_rds_cluster_instance", `{"cluster_identifier":"x","identifier":"b"}`), "cluster_members[1]", models.NextApplyUnknown},
		"a storage account opened":          {"azurerm_storage_account", "network_rules", `[{"default_action":"Deny"}]`, `[{"default_action":"Allow"}]`, planned("azurerm_storage_account_network_rules", `"update"`, `{"storage_account_id":"X","default_action":"Allow"}`, `{"storage_account_id":"X","default_action":"Deny"}`, `{}`), "network_rules[0].default_action", models.NextApplyUnknown},
		"a subnet without its firewall":     {"azurerm_virtual_network", "subnet", `[{"name":"s","security_group":"n"}]`, `[{"name":"s","security_group":""}]`, create("azurerm_subnet_network_security_group_association", `{"subnet_id":"s","network_security_group_id":"n"}`), "subnet[0].security_group", models.NextApplyUnknown},
		"a rule of a policy that is gone":   {"google_compute_security_policy", "rule", `[{"priority":1}]`, `[]`, create("google_compute_security_policy_rule", `{"security_policy":"x","priority":1}`), "rule[0]", models.NextApplyUnknown},
		"a tag that was taken away":         {"aws_vpc", "tags", `{"a":"1"}`, `{}`, create("aws_ec2_tag", `{"resource_id":"x","key":"a","value":"1"}`), "tags.a", models.NextApplyUnknown},
		"a tag of another":                  {"aws_vpc", "tags", `{"a":"1"}`, `{}`, create("aws_ec2_tag", `{"resource_id":"y","key":"a","value":"1"}`), "tags.a", models.NextApplyKeep},
		"a label that was taken away":       {"kubernetes_deployment", "metadata", `[{"labels":{"a":"1"}}]`, `[{"labels":{}}]`, create("kubernetes_labels", `{"kind":"Deployment","labels":{"a":"1"}}`), "metadata[0].labels.a", models.NextApplyUnknown},
		"data that was taken away":          {"kubernetes_config_map", "data", `{"a":"1"}`, `{}`, create("kubernetes_config_map_v1_data", `{"data":{"a":"1"}}`), "data.a", models.NextApplyUnknown},
		"an entry of a list":                {"aws_ec2_managed_prefix_list", "entry", `[{"cidr":"a"}]`, `[]`, create("aws_ec2_managed_prefix_list_entry", `{"prefix_list_id":"x","cidr":"a"}`), "entry[0]", models.NextApplyUnknown},
		"who may read a dataset":            {"google_bigquery_dataset", "access", `[{"role":"READER"}]`, `[]`, create("google_bigquery_dataset_iam_member", `{"dataset_id":"x"}`), "access[0]", models.NextApplyUnknown},
		"a role of a user":                  {"datadog_user", "roles", `["a"]`, `[]`, create("datadog_user_role", `{"user_id":"x","role_id":"a"}`), "roles[0]", models.NextApplyUnknown},
		"beside a part":                     {group, "name", `"a"`, `"b"`, create("aws_security_group_rule", rule), "name", models.NextApplyKeep},
	} {
		values := func(v string) string { return `{"id":"x","` + c.attribute + `":` + v + `}` }
		entry := `{"address":"` + c.typ + `.x","type":"` + c.typ + `","name":"x","change":{"actions":["update"],"before":` + values(c.before) + `,"after":` + values(c.after) + `}}`
		own := `{"address":"` + c.typ + `.x","type":"` + c.typ + `","change":{"actions":["no-op"],"before":` + values(c.after) + `,"after":` + values(c.after) + `}}`
		changes := `"resource_changes":[` + c.changes + "," + own + "]"
		for _, text := range []string{plan(drift(entry), changes), plan(changes, drift(entry))} {
			_, all := mustOpen(t, text)
			if got := all[0].About(changeAt(all[0], c.path)).NextApply; got != c.want {
				t.Errorf("%s: got %s, want %s", name, got, c.want)
			}
		}
	}
}

// A rule that is made for a group that the plan makes as well is none of the others.
func TestNextApplyBesidePartsOfWhatIsNew(t *testing.T) {
	t.Parallel()
	entry := `{"address":"module.m.aws_security_group.x","type":"aws_security_group","name":"x","change":{"actions":["update"],"before":{"id":"x","ingress":[{"from_port":1}]},"after":{"id":"x","ingress":[]}}}`
	changes := `"resource_changes":[
		{"address":"module.m.aws_security_group_rule.r[0]","type":"aws_security_group_rule","change":{"actions":["create"],"before":null,"after":{"type":"ingress"},"after_unknown":{"security_group_id":true}}},
		{"address":"module.m.aws_security_group.y[0]","type":"aws_security_group","change":{"actions":["create"],"before":null,"after":{},"after_unknown":{"id":true}}},
		{"address":"module.m.aws_security_group.x","type":"aws_security_group","change":{"actions":["no-op"],"before":{},"after":{}}}]`
	for references, want := range map[string]models.NextApply{
		`"aws_security_group.y[0].id","aws_security_group.y[0]","aws_security_group.y"`: models.NextApplyKeep,
		`"aws_security_group.y","count.index"`:                                          models.NextApplyKeep,
		`"var.group"`:                                                                   models.NextApplyUnknown,
		`"aws_security_group.y[0].id","aws_security_group.y[0]","aws_security_group.y","var.group"`:                       models.NextApplyUnknown,
		`"aws_security_group.y.id","aws_security_group.y","aws_security_group.x.id","aws_security_group.x","local.which"`: models.NextApplyUnknown,
	} {
		code := `"configuration":{"root_module":{"module_calls":{"m":{"module":{"resources":[{"address":"aws_security_group_rule.r","expressions":{"security_group_id":{"references":[` +
			references + `]}}}]}}}}}`
		_, all := mustOpen(t, plan(drift(entry), changes, code))
		if got := all[0].About(changeAt(all[0], "ingress[0]")).NextApply; got != want {
			t.Errorf("%s: got %s, want %s", references, got, want)
		}
	}
}

// Where a plan may leave out a part, what it does not list of what others manage is not known.
func TestNextApplyOfWhatAPlanLeavesOut(t *testing.T) {
	t.Parallel()
	const group = `{"address":"aws_security_group.x","type":"aws_security_group","name":"x","change":{"actions":["update"],"before":{"id":"x","ingress":[{"from_port":1}]},"after":{"id":"x","ingress":[]}}}`
	rule := func(of string) string {
		return `"prior_state":{"values":{"root_module":{"resources":[` + other("aws_security_group_rule", `{"type":"ingress","security_group_id":"`+of+`"}`) + `]}}}`
	}
	code := func(references string) string {
		return `"configuration":{"root_module":{"resources":[{"address":"aws_security_group_rule.p","expressions":{"security_group_id":{"references":[` + references + `]}}}]}}`
	}
	same := func(address string) string {
		return `{"address":"` + address + `","type":"` + strings.Split(address, ".")[0] + `","change":{"actions":["no-op"],"before":{"id":"x"},"after":{"id":"x"}}}`
	}
	self, listed := same("aws_security_group.x"), same("aws_security_group_rule.p[0]")
	for name, c := range map[string]struct {
		changes, rest, complete string
		want                    models.NextApply
	}{
		"targeted":              {self, rule("x"), `"complete":false`, models.NextApplyUnknown},
		"says nothing":          {self, rule("x"), `"x":0`, models.NextApplyUnknown},
		"failed":                {self, rule("x"), `"complete":true,"errored":true`, models.NextApplyUnknown},
		"whole":                 {self, rule("x"), `"complete":true`, models.NextApplyKeep},
		"of another group":      {self, rule("y"), `"complete":false`, models.NextApplyKeep},
		"listed":                {self + "," + same("aws_security_group_rule.p"), rule("x"), `"complete":false`, models.NextApplyKeep},
		"in the code alone":     {self, code(`"aws_security_group.x.id","aws_security_group.x"`), `"complete":false`, models.NextApplyUnknown},
		"for what is not told":  {self, code(`"var.group"`), `"complete":false`, models.NextApplyUnknown},
		"for another group":     {self, code(`"aws_security_group.y.id","aws_security_group.y"`), `"complete":false`, models.NextApplyKeep},
		"in the code, listed":   {self + "," + listed, code(`"var.group"`), `"complete":false`, models.NextApplyKeep},
		"in the code and whole": {self, code(`"var.group"`), `"complete":true`, models.NextApplyKeep},
	} {
		changes := `"resource_changes":[` + c.changes + `]`
		for _, text := range []string{plan(drift(group), changes, c.rest), plan(c.rest, changes, drift(group))} {
			_, all := mustOpen(t, strings.Replace(text, `"complete":true,"errored":false`, c.complete, 1))
			if got := all[0].About(changeAt(all[0], "ingress[0]")).NextApply; got != c.want {
				t.Errorf("%s: got %s, want %s", name, got, c.want)
			}
		}
	}
}
