package reports

import (
	"slices"
	"strings"

	"github.com/clouddrift/guardian/models"
)

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
		{"aws_network_interface", "security_groups", id, "aws_network_interface_sg_attachment", []string{"network_interface_id"}, false},
		{"aws_network_interface", "attachment", id, "aws_network_interface_attachment", []string{"network_interface_id"}, false},
		{"aws_eip", "instance", id, "aws_eip_association", []string{"allocation_id"}, false},
		{"aws_eip", "network_interface", id, "aws_eip_association", []string{"allocation_id"}, false},
		{"aws_eip", "association_id", id, "aws_eip_association", []string{"allocation_id"}, false},
		{"aws_internet_gateway", "vpc_id", id, "aws_internet_gateway_attachment", []string{"internet_gateway_id"}, false},
		{"aws_vpn_gateway", "vpc_id", id, "aws_vpn_gateway_attachment", []string{"vpn_gateway_id"}, false},
		{"aws_vpc", "main_route_table_id", id, "aws_main_route_table_association", []string{"vpc_id"}, false},
		{"aws_vpc", "dhcp_options_id", id, "aws_vpc_dhcp_options_association", []string{"vpc_id"}, false},
		{"aws_route53_zone", "vpc", id, "aws_route53_zone_association", []string{"zone_id"}, false},
		{"aws_elb", "instances", name, "aws_elb_attachment", []string{"elb"}, false},
		{"aws_autoscaling_group", "tag", name, "aws_autoscaling_group_tag", []string{"autoscaling_group_name"}, false},
		{"aws_rds_cluster", "cluster_members", id, "aws_rds_cluster_instance", []string{"cluster_identifier"}, false},
		{"aws_docdb_cluster", "cluster_members", id, "aws_docdb_cluster_instance", []string{"cluster_identifier"}, false},
		{"aws_neptune_cluster", "cluster_members", id, "aws_neptune_cluster_instance", []string{"cluster_identifier"}, false},
		{"aws_dynamodb_table", "replica", [][]string{{"arn"}}, "aws_dynamodb_table_replica", []string{"global_table_arn"}, false},
		{"azurerm_storage_account", "network_rules", id, "azurerm_storage_account_network_rules", []string{"storage_account_id"}, false},
		{"azurerm_storage_account", "customer_managed_key", id, "azurerm_storage_account_customer_managed_key", []string{"storage_account_id"}, false},
		{"azurerm_storage_account", "queue_properties", id, "azurerm_storage_account_queue_properties", []string{"storage_account_id"}, false},
		{"azurerm_storage_account", "static_website", id, "azurerm_storage_account_static_website", []string{"storage_account_id"}, false},
		{"azurerm_servicebus_namespace", "network_rule_set", id, "azurerm_servicebus_namespace_network_rule_set", []string{"namespace_id"}, false},
		{"azurerm_virtual_network", "subnet", [][]string{azures}, "azurerm_subnet_network_security_group_association", nil, false},
		{"azurerm_virtual_network", "subnet", [][]string{azures}, "azurerm_subnet_route_table_association", nil, false},
		{"azurerm_route_table", "subnets", id, "azurerm_subnet_route_table_association", []string{"route_table_id"}, false},
		{"azurerm_key_vault", "contact", id, "azurerm_key_vault_certificate_contacts", []string{"key_vault_id"}, false},
		{"azuread_group", "members", [][]string{{"object_id"}, byID}, "azuread_group_member", []string{"group_object_id"}, false},
		{"google_compute_security_policy", "rule", name, "google_compute_security_policy_rule", []string{"security_policy"}, false},
		{"google_compute_region_security_policy", "rules", name, "google_compute_region_security_policy_rule", []string{"security_policy"}, false},
		{"google_compute_instance_group", "instances", name, "google_compute_instance_group_membership", []string{"instance_group"}, false},
		{"google_compute_disk", "resource_policies", name, "google_compute_disk_resource_policy_attachment", []string{"disk"}, false},
		{"google_compute_project_metadata", "metadata", nil, "google_compute_project_metadata_item", nil, false},
		{"google_access_context_manager_service_perimeter", "status", name, "google_access_context_manager_service_perimeter_resource", []string{"perimeter_name"}, false},
		{"google_access_context_manager_service_perimeter", "status", name, "google_access_context_manager_service_perimeter_ingress_policy", []string{"perimeter"}, false},
		{"google_access_context_manager_service_perimeter", "status", name, "google_access_context_manager_service_perimeter_egress_policy", []string{"perimeter"}, false},
		{"github_repository", "default_branch", name, "github_branch_default", []string{"repository"}, false},
		{"github_repository", "topics", name, "github_repository_topics", []string{"repository"}, false},
		{"vault_identity_entity", "policies", id, "vault_identity_entity_policies", []string{"entity_id"}, false},
		{"vault_identity_group", "policies", id, "vault_identity_group_policies", []string{"group_id"}, false},
		{"vault_identity_group", "member_entity_ids", id, "vault_identity_group_member_entity_ids", []string{"group_id"}, false},
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

// plannedOthers is what a plan means to do to resources that manage what is another's.
type plannedOthers struct {
	made others  // what those that it changes will manage
	had  partSet // what they manage now
	// changed has the type and the attribute that shows it, and the other's id or name.
	changed map[[3]string]bool
	// unlinked has, by type, attribute and the part's type, the addresses of those of which it
	// is known only afterwards whose they are.
	unlinked map[[3]string]map[string]bool
	created  map[string]bool // addresses without indexes of what may be theirs and is created
}

func newPlannedOthers() plannedOthers {
	return plannedOthers{newOthers(), partSet{}, map[[3]string]bool{}, map[[3]string]map[string]bool{}, map[string]bool{}}
}

// add takes a planned change, and says how many bytes it remembers of it.
func (o plannedOthers) add(ch *change, does plannedChange) (bytes int) {
	if does.next == models.NextApplyKeep {
		return 0
	}
	wanted, _ := withUnknown(ch.after, ch.unknown).(map[string]any)
	for _, m := range mirrors {
		switch {
		case m.typ == ch.typ && does.creates:
			o.created[withoutIndexes(ch.address)] = true
		case m.by == ch.typ && !(does.updates && m.told && !does.changesAny(otherNames)):
			bytes += o.note(m, ch.address, ch.before) + o.note(m, ch.address, wanted)
		}
	}
	if bytes > 0 {
		bytes += o.had.add(ch) + o.make(&change{typ: ch.typ, before: wanted})
	}
	return bytes
}

// note notes that what one side of a part shows in another resource is to change.
func (o plannedOthers) note(m mirror, address string, side map[string]any) (bytes int) {
	if side == nil || m.by == "aws_security_group_rule" && side["type"] != m.attribute {
		return 0 // a rule of the other direction
	}
	link := named(side, m.link)
	if link != "" && !strings.Contains(link, notKnown) {
		o.changed[[3]string{m.typ, m.attribute, link}] = true
		return 100 + len(link)
	}
	at := [3]string{m.typ, m.attribute, m.by}
	if o.unlinked[at] == nil {
		o.unlinked[at] = map[string]bool{}
	}
	o.unlinked[at][withoutIndexes(address)] = true
	return 100 + len(address)
}

// make notes what a part will manage.
func (o plannedOthers) make(part *change) (bytes int) {
	bytes = o.made.companions.add(part)
	if !slices.ContainsFunc(bucketNames, func(name string) bool { return holds(part.before[name], notKnown) }) {
		bytes += o.made.buckets.add(part)
	}
	return bytes + o.made.parts.add(part)
}

// nextApply says what becomes of a change that the plan leaves as it is where it has drifted,
// by what it means to do to those that manage it. What resources refer to is told by refers.
func (o plannedOthers) nextApply(ch *change, c models.Change, refers func(string, []string, map[string]bool) bool) models.NextApply {
	if !o.touch(ch, c.Path.Top(), refers) {
		return models.NextApplyKeep
	}
	value, is := o.made.companions.of(ch, c.Path)
	if !is {
		value, is = o.made.buckets.of(ch, c.Path)
	}
	switch {
	case is && models.CompareHidden(value, c.Expected, sameMeaning), o.undo(ch, c):
		return models.NextApplyRevert
	case is && models.CompareHidden(value, c.Actual, sameMeaning):
		return models.NextApplyKeep
	}
	return models.NextApplyUnknown
}

// touch says whether resources that manage an attribute of another are to change. One that is
// made for what the plan makes as well is not that other's.
func (o plannedOthers) touch(ch *change, attribute string, refers func(string, []string, map[string]bool) bool) bool {
	for _, m := range mirrors {
		if m.typ != ch.typ || m.attribute != attribute {
			continue
		}
		for _, own := range m.own {
			if link := named(ch.after, own); o.changed[[3]string{m.typ, attribute, link}] {
				return true
			}
		}
		for address := range o.unlinked[[3]string{m.typ, attribute, m.by}] {
			if !refers(address, m.link, o.created) {
				return true
			}
		}
	}
	return false
}

// sameMeaning: equal, or texts that are the same JSON.
func sameMeaning(a, b any) bool {
	x, _ := a.(string)
	y, _ := b.(string)
	v, is := models.JSONInText(x)
	w, also := models.JSONInText(y)
	return models.EquivalentJSON(a, b) || is && also && models.EqualJSON(v, w)
}

// undo says whether planned parts bring back all that a change took out of a list, and
// take away all that it put there.
func (o plannedOthers) undo(ch *change, c models.Change) bool {
	part, is := partOf(ch.typ, c.Path.Top())
	if !is {
		return false
	}
	before, now := sidesOf(ch, c, part)
	undone := false
	for _, one := range slices.Concat(before, now) {
		lost, came := !slices.Contains(now, one), !slices.Contains(before, one)
		makes := o.made.parts.holds(part, ch, []string{one})
		if lost && !makes || came && (makes || !o.had.holds(part, ch, []string{one})) {
			return false
		}
		undone = undone || lost || came
	}
	return undone
}

// sidesOf gives what the elements of a list hold that a change is in, as they were recorded
// and as they are.
func sidesOf(ch *change, c models.Change, part part) (before, now []string) {
	recorded, _ := ch.before[part.attribute].([]any)
	actual, _ := ch.after[part.attribute].([]any)
	if len(c.Path) > 1 {
		i, j := c.Path[1].Index, c.Path[1].Index
		if own := len(c.Path) == 2; own && !c.InExpected {
			i = -1
		} else if own && !c.InActual {
			j = -1
		} else if j >= 0 && j < len(actual) {
			i = models.Partners(recorded, actual)[j]
		}
		recorded, actual = only(recorded, i), only(actual, j)
	}
	all := func(list []any) (of []string) {
		for _, element := range list {
			of = append(of, part.of(element)...)
		}
		return of
	}
	return all(recorded), all(actual)
}

// only is one element of a list, none where it has no such.
func only(list []any, at int) []any {
	if at < 0 || at >= len(list) {
		return nil
	}
	return list[at : at+1]
}
