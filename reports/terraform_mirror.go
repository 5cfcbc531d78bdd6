package reports

// mirror is an attribute that shows what resources of their own manage: what a plan does to
// them changes it, though it plans nothing for the resource that has it.
type mirror struct {
	typ, attribute string
	own            [][]string // the attributes that name what has it, any of them
	by             string     // the type of those resources
	link           []string   // their attributes that name the same; nil is that none does by itself
	told           bool       // it is known from which of their attributes it comes
}

var (
	byName = []string{"name"}
	azures = []string{"resource_group_name", "name"}
	group  = []string{"autoscaling_group_name"}
)

// mirrors are the parts, the settings of buckets and the companions, and others of which the
// providers' documentation says it; how these set the attribute is not told here.
var mirrors = func() []mirror {
	id, name := [][]string{byID}, [][]string{byID, byName}
	all := []mirror{
		{"aws_iam_role", "managed_policy_arns", id, "aws_iam_policy_attachment", nil, false},
		{"aws_iam_role", "managed_policy_arns", id, "aws_iam_role_policy_attachments_exclusive", []string{"role_name"}, false},
		{"aws_iam_role", "inline_policy", id, "aws_iam_role_policies_exclusive", []string{"role_name"}, false},
		{"aws_security_group", "ingress", id, "aws_vpc_security_group_rules_exclusive", []string{"security_group_id"}, false},
		{"aws_security_group", "egress", id, "aws_vpc_security_group_rules_exclusive", []string{"security_group_id"}, false},
		{"aws_route_table", "route", id, "aws_route", []string{"route_table_id"}, false},
		{"aws_default_route_table", "route", id, "aws_route", []string{"route_table_id"}, false},
		{"aws_network_acl", "ingress", id, "aws_network_acl_rule", []string{"network_acl_id"}, false},
		{"aws_network_acl", "egress", id, "aws_network_acl_rule", []string{"network_acl_id"}, false},
		{"aws_network_acl", "subnet_ids", id, "aws_network_acl_association", []string{"network_acl_id"}, false},
		{"aws_autoscaling_group", "target_group_arns", name, "aws_autoscaling_attachment", group, false},
		{"aws_autoscaling_group", "load_balancers", name, "aws_autoscaling_attachment", group, false},
		{"aws_autoscaling_group", "traffic_source", name, "aws_autoscaling_traffic_source_attachment", group, false},
		{"aws_rds_cluster", "iam_roles", id, "aws_rds_cluster_role_association", []string{"db_cluster_identifier"}, false},
		{"aws_instance", "ebs_block_device", id, "aws_volume_attachment", []string{"instance_id"}, false},
		{"aws_instance", "vpc_security_group_ids", [][]string{{"primary_network_interface_id"}}, "aws_network_interface_sg_attachment", []string{"network_interface_id"}, false},
		{"aws_ecs_cluster", "capacity_providers", name, "aws_ecs_cluster_capacity_providers", []string{"cluster_name"}, false},
		{"aws_vpc_endpoint", "route_table_ids", id, "aws_vpc_endpoint_route_table_association", []string{"vpc_endpoint_id"}, false},
		{"aws_vpc_endpoint", "subnet_ids", id, "aws_vpc_endpoint_subnet_association", []string{"vpc_endpoint_id"}, false},
		{"aws_vpc_endpoint", "security_group_ids", id, "aws_vpc_endpoint_security_group_association", []string{"vpc_endpoint_id"}, false},
		{"aws_s3_bucket", "lifecycle_rule", id, "aws_s3_bucket_lifecycle_configuration", []string{"bucket"}, false},
		{"aws_s3_bucket", "cors_rule", id, "aws_s3_bucket_cors_configuration", []string{"bucket"}, false},
		{"aws_s3_bucket", "website", id, "aws_s3_bucket_website_configuration", []string{"bucket"}, false},
		{"aws_s3_bucket", "grant", id, "aws_s3_bucket_acl", []string{"bucket"}, false},
		{"aws_s3_bucket", "replication_configuration", id, "aws_s3_bucket_replication_configuration", []string{"bucket"}, false},
		{"aws_s3_bucket", "object_lock_configuration", id, "aws_s3_bucket_object_lock_configuration", []string{"bucket"}, false},
		{"azurerm_virtual_network", "subnet", [][]string{azures}, "azurerm_subnet", []string{"resource_group_name", "virtual_network_name"}, false},
		{"azurerm_virtual_network", "dns_servers", id, "azurerm_virtual_network_dns_servers", []string{"virtual_network_id"}, false},
		{"azurerm_route_table", "route", [][]string{azures}, "azurerm_route", []string{"resource_group_name", "route_table_name"}, false},
		{"google_container_cluster", "node_pool", name, "google_container_node_pool", []string{"cluster"}, false},
		{"google_compute_instance", "attached_disk", id, "google_compute_attached_disk", nil, false},
	}
	for _, p := range parts {
		all = append(all, mirror{p.typ, p.attribute, [][]string{p.own}, p.by, p.link, true})
	}
	for _, b := range bucketParts {
		all = append(all, mirror{"aws_s3_bucket", b.attribute, id, b.by, []string{"bucket"}, true})
	}
	for _, c := range companions {
		var own [][]string
		for _, name := range companionNames {
			own = append(own, []string{name})
		}
		all = append(all, mirror{c.typ, c.attribute, own, c.by, []string{c.link}, true})
	}
	return all
}()
