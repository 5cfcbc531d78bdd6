package reports

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/clouddrift/guardian/models"
)

// part is a resource that manages elements in a list of another, where the code does not
// set the list: once it is there, the list drifts at the next refresh, by those very
// elements. The providers' documentation says so of each.
type part struct {
	typ, attribute string   // the list that drifts
	own            []string // the attributes that name what has the list
	by             string   // the part's type
	link           []string // its attributes that name the same
	// set and of take the part's values, and an element of the list, apart into what each
	// lets in or holds.
	set func(values map[string]any) []string
	of  func(element any) []string
}

var (
	byID   = []string{"id"}
	ruleOf = []string{
		"name", "description", "priority", "direction", "access", "protocol", "source_port_range", "source_port_ranges",
		"destination_port_range", "destination_port_ranges", "source_address_prefix", "source_address_prefixes",
		"destination_address_prefix", "destination_address_prefixes",
		"source_application_security_group_ids", "destination_application_security_group_ids",
	}
	policyOf = []string{"tenant_id", "object_id", "application_id", "key_permissions", "secret_permissions", "certificate_permissions", "storage_permissions"}
)

var parts = []part{
	{"aws_iam_role", "managed_policy_arns", byID, "aws_iam_role_policy_attachment", []string{"role"}, attachedPolicy, plainElement},
	{"aws_iam_role", "inline_policy", byID, "aws_iam_role_policy", []string{"role"}, namedPolicy, namedPolicyElement},
	{"aws_security_group", "ingress", byID, "aws_security_group_rule", []string{"security_group_id"}, directed("ingress"), rulesWithin},
	{"aws_security_group", "egress", byID, "aws_security_group_rule", []string{"security_group_id"}, directed("egress"), rulesWithin},
	{"aws_security_group", "ingress", byID, "aws_vpc_security_group_ingress_rule", []string{"security_group_id"}, singleRule, rulesWithin},
	{"aws_security_group", "egress", byID, "aws_vpc_security_group_egress_rule", []string{"security_group_id"}, singleRule, rulesWithin},
	{"azurerm_network_security_group", "security_rule", []string{"resource_group_name", "name"},
		"azurerm_network_security_rule", []string{"resource_group_name", "network_security_group_name"}, whole(ruleOf), wholeElement(ruleOf)},
	{"azurerm_key_vault", "access_policy", byID, "azurerm_key_vault_access_policy", []string{"key_vault_id"}, whole(policyOf), wholeElement(policyOf)},
}

// partNames are the attributes of parts that are read.
var partNames = slices.Concat(ruleOf, policyOf, []string{
	"role", "policy_arn", "policy", "security_group_id", "type", "from_port", "to_port", "ip_protocol",
	"cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "self", "source_security_group_id",
	"cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id",
	"resource_group_name", "network_security_group_name", "key_vault_id",
})

// named gives the values of attributes as one text, "" where one is missing. Case does not
// count in Azure's names, nor is there any in AWS's ids.
func named(values map[string]any, attributes []string) string {
	var all []string
	for _, name := range attributes {
		text, _ := values[name].(string)
		if text == "" {
			return ""
		}
		all = append(all, text)
	}
	return strings.ToLower(strings.Join(all, "\x00"))
}

// partSet holds what the parts of a plan manage: type, list, the other's id or name, and
// one of what set gives.
type partSet map[[4]string]bool

// add takes a resource, and says how many bytes it remembers of it.
func (s partSet) add(r *change) (bytes int) {
	for _, p := range parts {
		if p.by != r.typ {
			continue
		}
		link := named(r.before, p.link)
		if link == "" {
			continue
		}
		for _, one := range p.set(r.before) {
			s[[4]string{p.typ, p.attribute, link, one}] = true
			bytes += 100 + len(link) + len(one)
		}
	}
	return bytes
}

// manage says whether all of an element that came into a list of a resource is managed by
// parts, by the resource's values as they are.
func (s partSet) manage(ch *change, c models.Change) bool {
	if !c.InActual || !models.EmptyJSON(c.Expected) {
		return false
	}
	came, _ := ch.after[c.Path.Top()].([]any) // all of the list
	if len(c.Path) > 1 {
		at := c.Path[1].Index
		if at == models.Member || at >= len(came) {
			return false
		}
		came = came[at : at+1]
	}
	p, is := partOf(ch.typ, c.Path.Top())
	return is && len(came) > 0 && !slices.ContainsFunc(came, func(element any) bool { return !s.holds(p, ch, p.of(element)) })
}

// wereTheirs says whether parts manage every element that was recorded of a list.
func (s partSet) wereTheirs(ch *change, attribute string, recorded partSet) bool {
	p, is := partOf(ch.typ, attribute)
	list, _ := ch.before[attribute].([]any)
	return is && !slices.ContainsFunc(list, func(element any) bool { return !s.holds(p, ch, p.of(element)) && !recorded.holds(p, ch, p.of(element)) })
}

// partOf gives a part that manages elements of a list. Parts of one list take elements
// apart alike.
func partOf(typ, attribute string) (part, bool) {
	at := slices.IndexFunc(parts, func(p part) bool { return p.typ == typ && p.attribute == attribute })
	if at < 0 {
		return part{}, false
	}
	return parts[at], true
}

func (s partSet) holds(p part, ch *change, all []string) bool {
	link := named(ch.after, p.own)
	for _, one := range all {
		if !s[[4]string{p.typ, p.attribute, link, one}] {
			return false
		}
	}
	return len(all) > 0
}

// whole takes values for one thing, which is what some attributes say, those that are
// empty left out. Their lists have no order.
func whole(attributes []string) func(map[string]any) []string {
	return func(values map[string]any) []string {
		said := map[string]any{}
		for _, name := range attributes {
			v := values[name]
			if models.EmptyJSON(v) {
				continue
			}
			if list, is := v.([]any); is {
				sorted := make([]string, len(list))
				for i, element := range list {
					sorted[i] = models.CanonicalJSON(element)
				}
				slices.Sort(sorted)
				v = strings.Join(sorted, ",")
			}
			said[name] = v
		}
		if len(said) == 0 {
			return nil
		}
		return []string{models.CanonicalJSON(said)}
	}
}

func wholeElement(attributes []string) func(any) []string {
	return func(element any) []string {
		object, _ := element.(map[string]any)
		return whole(attributes)(object)
	}
}

func attachedPolicy(values map[string]any) []string { return plainElement(values["policy_arn"]) }

func plainElement(element any) []string {
	if text, is := element.(string); is && text != "" {
		return []string{text}
	}
	return nil
}

func namedPolicy(values map[string]any) []string { return namedPolicyElement(values) }

func namedPolicyElement(element any) []string {
	object, _ := element.(map[string]any)
	name, _ := object["name"].(string)
	policy, _ := object["policy"].(string)
	value, isJSON := models.JSONInText(policy)
	if name == "" || !isJSON {
		return nil
	}
	return []string{name + "\x00" + models.CanonicalJSON(value)}
}

// directed gives what a rule of a direction lets through.
func directed(direction string) func(map[string]any) []string {
	return func(values map[string]any) []string {
		if values["type"] != direction {
			return nil
		}
		return rulesWithin(values)
	}
}

// singleRule gives what a rule of one source lets through, in the form of a rule of many.
func singleRule(values map[string]any) []string {
	rule := map[string]any{"protocol": values["ip_protocol"], "security_groups": []any{}}
	for _, name := range []string{"from_port", "to_port", "description"} {
		rule[name] = values[name]
	}
	for single, many := range map[string]string{
		"cidr_ipv4": "cidr_blocks", "cidr_ipv6": "ipv6_cidr_blocks", "prefix_list_id": "prefix_list_ids", "referenced_security_group_id": "security_groups",
	} {
		if source, is := values[single].(string); is && source != "" {
			rule[many] = []any{source}
			rule["self"] = source == values["security_group_id"]
		}
	}
	if rule["self"] == true {
		rule["security_groups"] = nil
	}
	return rulesWithin(rule)
}

// rulesWithin takes a rule of a security group apart: one text for each of its sources.
func rulesWithin(element any) (all []string) {
	rule, _ := element.(map[string]any)
	protocol, _ := rule["protocol"].(string)
	protocol = strings.ToLower(cmp.Or(protocol, "-1"))
	ports := portOf(rule["from_port"]) + "-" + portOf(rule["to_port"])
	if protocol == "-1" || protocol == "all" {
		protocol, ports = "-1", "" // they do not count
	}
	description, _ := rule["description"].(string)
	add := func(kind, source string) {
		all = append(all, strings.Join([]string{protocol, ports, description, kind, source}, "\x00"))
	}
	for _, kind := range []string{"cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups"} {
		list, _ := rule[kind].([]any)
		for _, v := range list {
			source, _ := v.(string)
			add(kind, source)
		}
	}
	if source, is := rule["source_security_group_id"].(string); is && source != "" {
		add("security_groups", source)
	}
	if rule["self"] == true {
		add("self", "")
	}
	return all
}

func portOf(v any) string {
	number, _ := v.(json.Number)
	return string(number)
}
