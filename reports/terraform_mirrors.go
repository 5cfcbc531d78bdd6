package reports

import "strings"

// mirror is an attribute that shows what resources of their own manage: what a plan does to
// them changes it, though it plans nothing for the resource that has it.
type mirror struct {
	typ, attribute string     // a type that ends in _ is all that begin so
	own            [][]string // the attributes that name what has it, any of them
	by             string     // the type of those resources
	link           []string   // their attributes that name the same; nil is that none does by itself
	told           bool       // it is known from which of their attributes it comes
}

// of says whether the attribute is one of a type.
func (m mirror) of(typ string) bool {
	return m.typ == typ || strings.HasSuffix(m.typ, "_") && strings.HasPrefix(typ, m.typ)
}

var (
	anID    = [][]string{{"id"}}
	orName  = [][]string{{"id"}, {"name"}}
	azures  = [][]string{{"resource_group_name", "name"}}
	dataset = [][]string{{"dataset_id"}, {"id"}}
	group   = []string{"autoscaling_group_name"}
)

// otherMirrors are those where the one manages what the other shows, and how it sets it is not
// told here. A row too many makes a needless "not known", one too few a wrong "keep".
var otherMirrors = []mirror{
	{"aws_iam_role", "managed_policy_arns", anID, "aws_iam_policy_attachment", nil, false},
	{"aws_iam_role", "managed_policy_arns", anID, "aws_iam_role_policy_attachments_exclusive", []string{"role_name"}, false},
	{"aws_iam_role", "inline_policy", anID, "aws_iam_role_policies_exclusive", []string{"role_name"}, false},
	{"aws_security_group", "ingress", anID, "aws_vpc_security_group_rules_exclusive", []string{"security_group_id"}, false},
	{"aws_security_group", "egress", anID, "aws_vpc_security_group_rules_exclusive", []string{"security_group_id"}, false},
	{"aws_route_table", "route", anID, "aws_route", []string{"route_table_id"}, false},
	{"aws_default_route_table", "route", anID, "aws_route", []string{"route_table_id"}, false},
	{"aws_network_acl", "ingress", anID, "aws_network_acl_rule", []string{"network_acl_id"}, false},
	{"aws_network_acl", "egress", anID, "aws_network_acl_rule", []string{"network_acl_id"}, false},
	{"aws_network_acl", "subnet_ids", anID, "aws_network_acl_association", []string{"network_acl_id"}, false},
	{"aws_autoscaling_group", "target_group_arns", orName, "aws_autoscaling_attachment", group, false},
	{"aws_autoscaling_group", "load_balancers", orName, "aws_autoscaling_attachment", group, false},
	{"aws_autoscaling_group", "traffic_source", orName, "aws_autoscaling_traffic_source_attachment", group, false},
	{"aws_rds_cluster", "iam_roles", anID, "aws_rds_cluster_role_association", []string{"db_cluster_identifier"}, false},
	{"aws_instance", "ebs_block_device", anID, "aws_volume_attachment", []string{"instance_id"}, false},
	{"aws_instance", "vpc_security_group_ids", [][]string{{"primary_network_interface_id"}}, "aws_network_interface_sg_attachment", []string{"network_interface_id"}, false},
	{"aws_ecs_cluster", "capacity_providers", orName, "aws_ecs_cluster_capacity_providers", []string{"cluster_name"}, false},
	{"aws_vpc_endpoint", "route_table_ids", anID, "aws_vpc_endpoint_route_table_association", []string{"vpc_endpoint_id"}, false},
	{"aws_vpc_endpoint", "subnet_ids", anID, "aws_vpc_endpoint_subnet_association", []string{"vpc_endpoint_id"}, false},
	{"aws_vpc_endpoint", "security_group_ids", anID, "aws_vpc_endpoint_security_group_association", []string{"vpc_endpoint_id"}, false},
	{"aws_s3_bucket", "lifecycle_rule", anID, "aws_s3_bucket_lifecycle_configuration", []string{"bucket"}, false},
	{"aws_s3_bucket", "cors_rule", anID, "aws_s3_bucket_cors_configuration", []string{"bucket"}, false},
	{"aws_s3_bucket", "website", anID, "aws_s3_bucket_website_configuration", []string{"bucket"}, false},
	{"aws_s3_bucket", "grant", anID, "aws_s3_bucket_acl", []string{"bucket"}, false},
	{"aws_s3_bucket", "replication_configuration", anID, "aws_s3_bucket_replication_configuration", []string{"bucket"}, false},
	{"aws_s3_bucket", "object_lock_configuration", anID, "aws_s3_bucket_object_lock_configuration", []string{"bucket"}, false},
	{"azurerm_virtual_network", "subnet", azures, "azurerm_subnet", []string{"resource_group_name", "virtual_network_name"}, false},
	{"azurerm_virtual_network", "dns_servers", anID, "azurerm_virtual_network_dns_servers", []string{"virtual_network_id"}, false},
	{"azurerm_route_table", "route", azures, "azurerm_route", []string{"resource_group_name", "route_table_name"}, false},
	{"google_container_cluster", "node_pool", orName, "google_container_node_pool", []string{"cluster"}, false},
	{"google_compute_instance", "attached_disk", anID, "google_compute_attached_disk", nil, false},
	{"aws_network_interface", "security_groups", anID, "aws_network_interface_sg_attachment", []string{"network_interface_id"}, false},
	{"aws_network_interface", "attachment", anID, "aws_network_interface_attachment", []string{"network_interface_id"}, false},
	{"aws_eip", "instance", anID, "aws_eip_association", []string{"allocation_id"}, false},
	{"aws_eip", "network_interface", anID, "aws_eip_association", []string{"allocation_id"}, false},
	{"aws_eip", "association_id", anID, "aws_eip_association", []string{"allocation_id"}, false},
	{"aws_internet_gateway", "vpc_id", anID, "aws_internet_gateway_attachment", []string{"internet_gateway_id"}, false},
	{"aws_vpn_gateway", "vpc_id", anID, "aws_vpn_gateway_attachment", []string{"vpn_gateway_id"}, false},
	{"aws_vpc", "main_route_table_id", anID, "aws_main_route_table_association", []string{"vpc_id"}, false},
	{"aws_vpc", "dhcp_options_id", anID, "aws_vpc_dhcp_options_association", []string{"vpc_id"}, false},
	{"aws_route53_zone", "vpc", anID, "aws_route53_zone_association", []string{"zone_id"}, false},
	{"aws_elb", "instances", orName, "aws_elb_attachment", []string{"elb"}, false},
	{"aws_autoscaling_group", "tag", orName, "aws_autoscaling_group_tag", []string{"autoscaling_group_name"}, false},
	{"aws_rds_cluster", "cluster_members", anID, "aws_rds_cluster_instance", []string{"cluster_identifier"}, false},
	{"aws_docdb_cluster", "cluster_members", anID, "aws_docdb_cluster_instance", []string{"cluster_identifier"}, false},
	{"aws_neptune_cluster", "cluster_members", anID, "aws_neptune_cluster_instance", []string{"cluster_identifier"}, false},
	{"aws_dynamodb_table", "replica", [][]string{{"arn"}}, "aws_dynamodb_table_replica", []string{"global_table_arn"}, false},
	{"azurerm_storage_account", "network_rules", anID, "azurerm_storage_account_network_rules", []string{"storage_account_id"}, false},
	{"azurerm_storage_account", "customer_managed_key", anID, "azurerm_storage_account_customer_managed_key", []string{"storage_account_id"}, false},
	{"azurerm_storage_account", "queue_properties", anID, "azurerm_storage_account_queue_properties", []string{"storage_account_id"}, false},
	{"azurerm_storage_account", "static_website", anID, "azurerm_storage_account_static_website", []string{"storage_account_id"}, false},
	{"azurerm_servicebus_namespace", "network_rule_set", anID, "azurerm_servicebus_namespace_network_rule_set", []string{"namespace_id"}, false},
	{"azurerm_virtual_network", "subnet", azures, "azurerm_subnet_network_security_group_association", nil, false},
	{"azurerm_virtual_network", "subnet", azures, "azurerm_subnet_route_table_association", nil, false},
	{"azurerm_route_table", "subnets", anID, "azurerm_subnet_route_table_association", []string{"route_table_id"}, false},
	{"azurerm_key_vault", "contact", anID, "azurerm_key_vault_certificate_contacts", []string{"key_vault_id"}, false},
	{"azuread_group", "members", [][]string{{"object_id"}, {"id"}}, "azuread_group_member", []string{"group_object_id"}, false},
	{"google_compute_security_policy", "rule", orName, "google_compute_security_policy_rule", []string{"security_policy"}, false},
	{"google_compute_region_security_policy", "rules", orName, "google_compute_region_security_policy_rule", []string{"security_policy"}, false},
	{"google_compute_instance_group", "instances", orName, "google_compute_instance_group_membership", []string{"instance_group"}, false},
	{"google_compute_disk", "resource_policies", orName, "google_compute_disk_resource_policy_attachment", []string{"disk"}, false},
	{"google_compute_project_metadata", "metadata", nil, "google_compute_project_metadata_item", nil, false},
	{"google_access_context_manager_service_perimeter", "status", orName, "google_access_context_manager_service_perimeter_resource", []string{"perimeter_name"}, false},
	{"google_access_context_manager_service_perimeter", "status", orName, "google_access_context_manager_service_perimeter_ingress_policy", []string{"perimeter"}, false},
	{"google_access_context_manager_service_perimeter", "status", orName, "google_access_context_manager_service_perimeter_egress_policy", []string{"perimeter"}, false},
	{"github_repository", "default_branch", orName, "github_branch_default", []string{"repository"}, false},
	{"github_repository", "topics", orName, "github_repository_topics", []string{"repository"}, false},
	{"vault_identity_entity", "policies", anID, "vault_identity_entity_policies", []string{"entity_id"}, false},
	{"vault_identity_group", "policies", anID, "vault_identity_group_policies", []string{"group_id"}, false},
	{"vault_identity_group", "member_entity_ids", anID, "vault_identity_group_member_entity_ids", []string{"group_id"}, false},
	{"aws_", "tags", anID, "aws_ec2_tag", []string{"resource_id"}, false},
	{"aws_", "tags_all", anID, "aws_ec2_tag", []string{"resource_id"}, false},
	{"aws_route_table", "propagating_vgws", anID, "aws_vpn_gateway_route_propagation", []string{"route_table_id"}, false},
	{"aws_ec2_managed_prefix_list", "entry", anID, "aws_ec2_managed_prefix_list_entry", []string{"prefix_list_id"}, false},
	{"aws_elasticache_user_group", "user_ids", anID, "aws_elasticache_user_group_association", []string{"user_group_id"}, false},
	{"aws_redshift_cluster", "iam_roles", anID, "aws_redshift_cluster_iam_roles", []string{"cluster_identifier"}, false},
	{"aws_redshift_cluster", "default_iam_role_arn", anID, "aws_redshift_cluster_iam_roles", []string{"cluster_identifier"}, false},
	{"aws_wafv2_web_acl", "rule", [][]string{{"arn"}}, "aws_wafv2_web_acl_rule_group_association", []string{"web_acl_arn"}, false},
	{"google_compute_instance_group", "named_port", orName, "google_compute_instance_group_named_port", []string{"group"}, false},
	{"google_access_context_manager_service_perimeter", "spec", orName, "google_access_context_manager_service_perimeter_dry_run_resource", []string{"perimeter_name"}, false},
	{"google_access_context_manager_service_perimeter", "spec", orName, "google_access_context_manager_service_perimeter_dry_run_ingress_policy", []string{"perimeter"}, false},
	{"google_access_context_manager_service_perimeter", "spec", orName, "google_access_context_manager_service_perimeter_dry_run_egress_policy", []string{"perimeter"}, false},
	{"google_bigquery_dataset", "access", dataset, "google_bigquery_dataset_access", []string{"dataset_id"}, false},
	{"google_bigquery_dataset", "access", dataset, "google_bigquery_dataset_iam_member", []string{"dataset_id"}, false},
	{"google_bigquery_dataset", "access", dataset, "google_bigquery_dataset_iam_binding", []string{"dataset_id"}, false},
	{"google_bigquery_dataset", "access", dataset, "google_bigquery_dataset_iam_policy", []string{"dataset_id"}, false},
	{"kubernetes_", "metadata", nil, "kubernetes_labels", nil, false},
	{"kubernetes_", "metadata", nil, "kubernetes_annotations", nil, false},
	{"kubernetes_config_map", "data", nil, "kubernetes_config_map_v1_data", nil, false},
	{"kubernetes_config_map_v1", "data", nil, "kubernetes_config_map_v1_data", nil, false},
	{"cloudflare_list", "item", anID, "cloudflare_list_item", []string{"list_id"}, false},
	{"cloudflare_list", "items", anID, "cloudflare_list_item", []string{"list_id"}, false},
	{"datadog_user", "roles", anID, "datadog_user_role", []string{"user_id"}, false},
	{"datadog_service_account", "roles", anID, "datadog_user_role", []string{"user_id"}, false},
}
