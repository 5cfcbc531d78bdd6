package rules_test

import (
	"encoding/json"
	"testing"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/rules"
)

func TestNothingBut(t *testing.T) {
	t.Parallel()
	table, err := rules.Parse(small)
	if err != nil {
		t.Fatal(err)
	}
	one := func(p string, e, a any) models.Change { return models.Change{Path: path(t, p), Expected: e, Actual: a} }
	for _, c := range []struct {
		change models.Change
		want   bool
	}{
		{one("size", nil, ""), true}, {one("size", "", []any{}), true}, {one("size", nil, false), true},
		{one("size", json.Number("0.0"), nil), true}, {one("size", nil, json.Number("1")), false},
		{one("size", false, ""), false}, {one("size", false, json.Number("0")), false},
		{one("enabled", nil, false), false}, {one("enabled", nil, nil), true},
		{one("policy", nil, false), true}, // words alone do not make it matter
		{one("block", nil, map[string]any{"a": false, "b": []any{nil}}), true},
		{one("rule[0]", nil, map[string]any{"port": false}), false},
		{one("act[0].allow[0]", nil, map[string]any{"with": []any{}}), false},
		{one("act[0].allow", []any{map[string]any{}}, nil), false},
		{one("act", nil, []any{map[string]any{"allow": []any{map[string]any{}}}}), false},
		{one("act", nil, []any{map[string]any{"allow": []any{}}}), true},
		{one("act[0].allow[0].with[0]", nil, map[string]any{}), true},
	} {
		if got := table.For("x_a").NothingBut(c.change); got != c.want {
			t.Errorf("%s: %v → %v is %v", c.change.Path, c.change.Expected, c.change.Actual, got)
		}
	}
}

// A block that is empty and lets somebody in, or keeps everybody out, is no nothing.
func TestEmptyBlocksThatSaySomething(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ typ, at, value string }{
		{"cloudflare_zero_trust_access_policy", "include[1]", `{"everyone":{},"email":null}`},
		{"cloudflare_zero_trust_access_group", "include[0].everyone", `{}`},
		{"cloudflare_zero_trust_access_application", "policies[0].require[0]", `{"certificate":{}}`},
		{"cloudflare_access_policy", "include[0].any_valid_service_token", `{}`},
		{"cloudflare:index/zeroTrustAccessPolicy:ZeroTrustAccessPolicy", "includes[0]", `{"everyone":{}}`},
		{"google_compute_instance_template", "network_interface[0].access_config[0]", `{"nat_ip":""}`},
		{"google_container_cluster", "master_authorized_networks_config[0]", `{"cidr_blocks":[]}`},
		{"azurerm_storage_account", "static_website[0]", `{"index_document":"","error_404_document":""}`},
		{"aws_wafv2_rule_group", "rule[0].statement[0].regex_match_statement[0].field_to_match[0].body[0]", `{}`},
		{"kubernetes_manifest", "manifest.spec.ingressDeny[0]", `{}`},
		{"kubernetes_manifest", "manifest.spec.ingress[0].fromEndpoints[0]", `{}`},
		{"kubernetes:cilium.io/v2:CiliumNetworkPolicy", "spec.ingress[0].fromEndpoints[0]", `{}`},
		{"kubernetes:security.istio.io/v1:AuthorizationPolicy", "spec.rules[0]", `{}`},
	} {
		value, err := models.DecodeJSON([]byte(c.value))
		if err != nil {
			t.Fatal(err)
		}
		judge := rules.Default().For(c.typ)
		for _, change := range []models.Change{{Path: path(t, c.at), Actual: value}, {Path: path(t, c.at), Expected: value}} {
			if judge.NothingBut(change) {
				t.Errorf("%s: %s is noise at %s", c.typ, c.value, c.at)
			}
		}
	}
}
