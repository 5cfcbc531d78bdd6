package reports_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// managed says of each change of a drifted resource whether others of the plan manage it:
// the resource's values before and after, what the code sets, and the others' states.
func managed(t *testing.T, typ, before, after, sets string, others ...string) string {
	t.Helper()
	entry := fmt.Sprintf(`{"address":"%s.x","mode":"managed","type":%[1]q,"name":"x","change":{"actions":["update"],"before":%s,"after":%s}}`, typ, before, after)
	state := `"prior_state":{"values":{"root_module":{"resources":[` + strings.Join(others, ",") + `]}}}`
	code := fmt.Sprintf(`"configuration":{"root_module":{"resources":[{"address":"%s.x","expressions":%s}]}}`, typ, sets)
	var got []string
	for _, text := range []string{plan(drift(entry), state, code), plan(code, state, drift(entry))} {
		_, all := mustOpen(t, text)
		var lines []string
		for _, c := range models.Changes(all[0].Expected, all[0].Actual) {
			lines = append(lines, fmt.Sprint(c.Path, " ", all[0].Managed(c)))
		}
		got = append(got, strings.Join(lines, ", "))
	}
	if got[0] != got[1] {
		t.Errorf("%q, and in another order %q", got[0], got[1])
	}
	return got[0]
}

func other(typ, values string) string {
	return fmt.Sprintf(`{"address":"%s.p","mode":"managed","type":%[1]q,"name":"p","values":%s}`, typ, values)
}

// What resources of their own put into a list of another is theirs, each part of it.
func TestElementsThatOthersManage(t *testing.T) {
	t.Parallel()
	const (
		role       = `{"id":"r","name":"r","managed_policy_arns":[]}`
		group      = `{"id":"sg-1","ingress":[]}`
		rule       = `{"cidr_blocks":["10.0.0.0/8"],"description":"","from_port":443,"to_port":443,"protocol":"tcp","ipv6_cidr_blocks":[],"prefix_list_ids":[],"security_groups":[],"self":false}`
		open       = `{"cidr_blocks":["10.0.0.0/8","0.0.0.0/0"],"description":"","from_port":443,"to_port":443,"protocol":"tcp","ipv6_cidr_blocks":[],"prefix_list_ids":[],"security_groups":[],"self":false}`
		all        = `{"cidr_blocks":[],"description":"","from_port":0,"to_port":0,"protocol":"-1","security_groups":[],"self":true}`
		attachment = `{"role":"r","policy_arn":"arn:p"}`
		azure      = `{"name":"r","priority":100,"direction":"Inbound","access":"Allow","protocol":"Tcp","source_address_prefix":"10.0.0.0/8","destination_port_ranges":["443","80"],"source_address_prefixes":[],"description":""}`
		azureRule  = `{"network_security_group_name":"n","resource_group_name":"g","name":"r","priority":100,"direction":"Inbound","access":"Allow","protocol":"Tcp","source_address_prefix":"10.0.0.0/8","destination_port_ranges":["80","443"],"source_address_prefixes":null,"description":null}`
		ruleOf443  = `{"type":"ingress","security_group_id":"sg-1","from_port":443,"to_port":443,"protocol":"tcp","cidr_blocks":["10.0.0.0/8"],"self":false,"description":null}`
	)
	withRules := func(rules string) string { return `{"id":"sg-1","ingress":[` + rules + `]}` }
	for name, c := range map[string]struct {
		typ, before, after, sets string
		others                   []string
		want                     string
	}{
		"a policy":                      {"aws_iam_role", role, `{"id":"r","name":"r","managed_policy_arns":["arn:p"]}`, `{}`, []string{other("aws_iam_role_policy_attachment", attachment)}, "managed_policy_arns[0] true"},
		"a policy by hand beside":       {"aws_iam_role", role, `{"id":"r","name":"r","managed_policy_arns":["arn:admin","arn:p"]}`, `{}`, []string{other("aws_iam_role_policy_attachment", attachment)}, "managed_policy_arns[0] false, managed_policy_arns[1] true"},
		"policies where there was null": {"aws_iam_role", `{"id":"r","managed_policy_arns":null}`, `{"id":"r","managed_policy_arns":["arn:p"]}`, `{}`, []string{other("aws_iam_role_policy_attachment", attachment)}, "managed_policy_arns true"},
		"more than those":               {"aws_iam_role", `{"id":"r","managed_policy_arns":null}`, `{"id":"r","managed_policy_arns":["arn:p","arn:admin"]}`, `{}`, []string{other("aws_iam_role_policy_attachment", attachment)}, "managed_policy_arns false"},
		"of another role":               {"aws_iam_role", role, `{"id":"r","name":"r","managed_policy_arns":["arn:p"]}`, `{}`, []string{other("aws_iam_role_policy_attachment", `{"role":"s","policy_arn":"arn:p"}`)}, "managed_policy_arns[0] false"},
		"that the code sets":            {"aws_iam_role", role, `{"id":"r","name":"r","managed_policy_arns":["arn:p"]}`, `{"managed_policy_arns":{"constant_value":[]}}`, []string{other("aws_iam_role_policy_attachment", attachment)}, "managed_policy_arns[0] false"},
		"a policy that went":            {"aws_iam_role", `{"id":"r","name":"r","managed_policy_arns":["arn:p"]}`, role, `{}`, []string{other("aws_iam_role_policy_attachment", attachment)}, "managed_policy_arns[0] false"},
		"a policy of its own": {"aws_iam_role", `{"id":"r","inline_policy":[]}`, `{"id":"r","inline_policy":[{"name":"a","policy":"{\"b\":1}"}]}`, `{}`,
			[]string{other("aws_iam_role_policy", `{"role":"r","name":"a","policy":"{ \"b\": 1 }"}`)}, "inline_policy[0] true"},
		"another policy of its own": {"aws_iam_role", `{"id":"r","inline_policy":[]}`, `{"id":"r","inline_policy":[{"name":"a","policy":"{\"b\":2}"}]}`, `{}`,
			[]string{other("aws_iam_role_policy", `{"role":"r","name":"a","policy":"{ \"b\": 1 }"}`)}, "inline_policy[0] false"},
		"a rule":               {"aws_security_group", group, withRules(rule), `{}`, []string{other("aws_security_group_rule", ruleOf443)}, "ingress[0] true"},
		"a rule that says no":  {"aws_security_group", group, withRules(rule), `{}`, []string{other("aws_security_group_rule", strings.Replace(ruleOf443, "443", "444", 1))}, "ingress[0] false"},
		"a rule for egress":    {"aws_security_group", group, withRules(rule), `{}`, []string{other("aws_security_group_rule", strings.Replace(ruleOf443, "ingress", "egress", 1))}, "ingress[0] false"},
		"a rule opened wider":  {"aws_security_group", group, withRules(open), `{}`, []string{other("aws_security_group_rule", ruleOf443)}, "ingress[0] false"},
		"a source beside":      {"aws_security_group", withRules(rule), withRules(open), `{}`, []string{other("aws_security_group_rule", ruleOf443)}, "ingress[0].cidr_blocks[1] false"},
		"another port instead": {"aws_security_group", withRules(strings.Replace(rule, "443", "80", 1)), withRules(rule), `{}`, []string{other("aws_security_group_rule", ruleOf443)}, "ingress[0].from_port false"},
		"two rules of a port": {"aws_security_group", group, withRules(open), `{}`, []string{other("aws_vpc_security_group_ingress_rule", `{"security_group_id":"sg-1","from_port":443,"to_port":443,"ip_protocol":"tcp","cidr_ipv4":"0.0.0.0/0","description":null}`),
			other("aws_security_group_rule", ruleOf443)}, "ingress[0] true"},
		"the group itself": {"aws_security_group", group, withRules(all), `{}`, []string{other("aws_vpc_security_group_ingress_rule", `{"security_group_id":"sg-1","from_port":null,"to_port":null,"ip_protocol":"-1","referenced_security_group_id":"sg-1"}`)}, "ingress[0] true"},
		"another group":    {"aws_security_group", group, withRules(all), `{}`, []string{other("aws_vpc_security_group_ingress_rule", `{"security_group_id":"sg-1","ip_protocol":"-1","referenced_security_group_id":"sg-2"}`)}, "ingress[0] false"},
		"Azure's rule": {"azurerm_network_security_group", `{"id":"/n","name":"n","resource_group_name":"g","security_rule":[]}`,
			`{"id":"/n","name":"n","resource_group_name":"g","security_rule":[` + azure + `]}`, `{}`, []string{other("azurerm_network_security_rule", azureRule)}, "security_rule[0] true"},
		"Azure's rule, opened": {"azurerm_network_security_group", `{"id":"/n","name":"n","resource_group_name":"g","security_rule":[]}`,
			`{"id":"/n","name":"n","resource_group_name":"g","security_rule":[` + strings.Replace(azure, "10.0.0.0/8", "*", 1) + `]}`, `{}`, []string{other("azurerm_network_security_rule", azureRule)}, "security_rule[0] false"},
		"Azure's rule of a namesake": {"azurerm_network_security_group", `{"id":"/n","name":"n","resource_group_name":"h","security_rule":[]}`,
			`{"id":"/n","name":"n","resource_group_name":"h","security_rule":[` + azure + `]}`, `{}`, []string{other("azurerm_network_security_rule", azureRule)}, "security_rule[0] false"},
		"a vault's policy": {"azurerm_key_vault", `{"id":"/Vaults/V","access_policy":[]}`, `{"id":"/Vaults/V","access_policy":[{"object_id":"o","tenant_id":"t","key_permissions":["Get","List"],"secret_permissions":[]}]}`, `{}`,
			[]string{other("azurerm_key_vault_access_policy", `{"key_vault_id":"/vaults/v","object_id":"o","tenant_id":"t","key_permissions":["List","Get"],"secret_permissions":null}`)}, "access_policy[0] true"},
		"a vault's policy, more": {"azurerm_key_vault", `{"id":"/Vaults/V","access_policy":[]}`, `{"id":"/Vaults/V","access_policy":[{"object_id":"o","tenant_id":"t","key_permissions":["Get","List","Purge"]}]}`, `{}`,
			[]string{other("azurerm_key_vault_access_policy", `{"key_vault_id":"/vaults/v","object_id":"o","tenant_id":"t","key_permissions":["List","Get"]}`)}, "access_policy[0] false"},
		"no source at all": {"aws_security_group", group, withRules(`{"from_port":1,"to_port":2,"protocol":"tcp"}`), `{}`, nil, "ingress[0] false"},
	} {
		if got := managed(t, c.typ, c.before, c.after, c.sets, c.others...); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
