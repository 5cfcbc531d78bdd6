package rules_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/rules"
)

// Labels by which pods find their nodes, and services, policies and claims what is theirs,
// do something; those by which a role adds to another give rights; the rest is for people.
func TestLabelsThatDoSomething(t *testing.T) {
	t.Parallel()
	for place, want := range map[string]models.Severity{
		"google_container_node_pool node_config[0].labels.pool":                                                              "warning",
		"google_container_node_pool node_config[0].labels":                                                                   "warning",
		"google_container_node_pool node_config[0].resource_labels.team":                                                     "info",
		"google_container_cluster node_config[0].labels.pool":                                                                "warning",
		"google_container_cluster node_pool[1].node_config[0].labels.pool":                                                   "warning",
		"google_container_cluster resource_labels.team":                                                                      "info",
		"google_gkeonprem_bare_metal_node_pool node_pool_config[0].node_configs[0].labels.a":                                 "warning",
		"gcp:container/nodePool:NodePool nodeConfig.labels.pool":                                                             "warning",
		"azurerm_kubernetes_cluster default_node_pool[0].node_labels.pool":                                                   "warning",
		"azurerm_kubernetes_cluster_node_pool node_labels.pool":                                                              "warning",
		"aws_eks_node_group labels.pool":                                                                                     "warning",
		"vultr_kubernetes node_pools[0].labels.pool":                                                                         "warning",
		"alicloud_cs_kubernetes_node_pool labels[0].value":                                                                   "warning",
		"kubernetes_deployment metadata[0].labels.team":                                                                      "info",
		"kubernetes_deployment spec[0].template[0].metadata[0].labels.app":                                                   "warning",
		"kubernetes_stateful_set_v1 spec[0].template[0].metadata[0].labels.app":                                              "warning",
		"kubernetes_stateful_set_v1 spec[0].volume_claim_template[0].metadata[0].labels.app":                                 "info",
		"kubernetes_cron_job_v1 spec[0].job_template[0].spec[0].template[0].metadata[0].labels.app":                          "warning",
		"kubernetes_pod metadata[0].labels.app":                                                                              "warning",
		"kubernetes_persistent_volume_v1 metadata[0].labels.disk":                                                            "warning",
		"kubernetes_config_map metadata[0].labels.team":                                                                      "info",
		"kubernetes_manifest manifest.spec.template.metadata.labels.app":                                                     "warning",
		"kubernetes_manifest object.metadata.labels.team":                                                                    "info",
		"kubernetes:apps/v1:Deployment spec.template.metadata.labels.app":                                                    "warning",
		"kubernetes:core/v1:Pod metadata.labels.app":                                                                         "warning",
		"kubernetes:core/v1:ConfigMap metadata.labels.app":                                                                   "info",
		`kubernetes_cluster_role metadata[0].labels["rbac.authorization.k8s.io/aggregate-to-admin"]`:                         "critical",
		`kubernetes_cluster_role_v1 metadata[0].labels.team`:                                                                 "info",
		`kubernetes:rbac.authorization.k8s.io/v1:ClusterRole metadata.labels["rbac.authorization.k8s.io/aggregate-to-edit"]`: "critical",
	} {
		typ, at, _ := strings.Cut(place, " ")
		if got := rules.Default().For(typ).At(path(t, at)); got.Severity != want {
			t.Errorf("%s is %s by %v, want %s", place, got.Severity, got.Line, want)
		}
	}
}
