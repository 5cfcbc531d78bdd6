package reports

import (
	"slices"

	"github.com/clouddrift/guardian/models"
)

// companion is a resource of its own kind that manages an attribute of another:
// where the code has both, the attribute drifts at the next refresh, by the very
// value that the companion sets. The AWS provider's documentation says so of each.
type companion struct {
	typ, attribute string // the attribute that drifts
	by, value      string // the companion's type and its attribute
	link           string // the companion's attribute that holds the other's id, ARN or name
}

var companions = []companion{
	{"aws_s3_bucket", "policy", "aws_s3_bucket_policy", "policy", "bucket"},
	{"aws_sqs_queue", "policy", "aws_sqs_queue_policy", "policy", "queue_url"},
	{"aws_sqs_queue", "redrive_policy", "aws_sqs_queue_redrive_policy", "redrive_policy", "queue_url"},
	{"aws_sqs_queue", "redrive_allow_policy", "aws_sqs_queue_redrive_allow_policy", "redrive_allow_policy", "queue_url"},
	{"aws_sns_topic", "policy", "aws_sns_topic_policy", "policy", "arn"},
	{"aws_kms_key", "policy", "aws_kms_key_policy", "policy", "key_id"},
	{"aws_secretsmanager_secret", "policy", "aws_secretsmanager_secret_policy", "policy", "secret_arn"},
	{"aws_api_gateway_rest_api", "policy", "aws_api_gateway_rest_api_policy", "policy", "rest_api_id"},
	{"aws_vpc_endpoint", "policy", "aws_vpc_endpoint_policy", "policy", "vpc_endpoint_id"},
	{"aws_elasticsearch_domain", "access_policies", "aws_elasticsearch_domain_policy", "access_policies", "domain_name"},
	{"aws_opensearch_domain", "access_policies", "aws_opensearch_domain_policy", "access_policies", "domain_name"},
}

// companionNames are the attributes of a resource by which a companion may name it.
var companionNames = []string{"id", "arn", "url", "name", "bucket", "key_id", "domain_name"}

// otherNames are the attributes that are read of resources that manage what is another's.
var otherNames = func() []string {
	names := slices.Concat(partNames, bucketNames)
	for _, c := range companions {
		names = append(names, c.value, c.link)
	}
	return names
}()

// others is what the resources of a plan manage of one another.
type others struct {
	companions companionSet
	parts      partSet
	buckets    bucketSet
}

func newOthers() others { return others{companionSet{}, partSet{}, bucketSet{}} }

// add takes a resource, and says how many bytes it remembers of it.
func (o others) add(r *change) (bytes int) {
	return o.companions.add(r) + o.parts.add(r) + o.buckets.add(r)
}

// manage says whether what is there at a change is managed by others, as it is there.
func (o others) manage(ch *change, c models.Change) bool {
	return o.parts.manage(ch, c) || o.buckets.manage(ch, c)
}

// wereTheirs says whether all that was recorded of an attribute of a resource is what others
// manage, as they are or as they were recorded.
func (o others) wereTheirs(ch *change, attribute string, recorded others) bool {
	return o.parts.wereTheirs(ch, attribute, recorded.parts) || o.buckets.wereTheirs(ch, attribute, recorded.buckets)
}

// companionSet holds what the companions of a plan manage: type, attribute and the
// other's name → the value.
type companionSet map[[3]string]any

func (s companionSet) add(r *change) (bytes int) {
	for _, c := range companions {
		if link, text := r.before[c.link].(string); c.by == r.typ && text && r.before[c.value] != nil {
			s[[3]string{c.typ, c.attribute, link}] = r.before[c.value]
			bytes += 100 + len(link) + weight(r.before[c.value])
		}
	}
	return bytes
}

// of gives the value that a companion sets in the place of an attribute of e.
func (s companionSet) of(ch *change, p models.Path) (any, bool) {
	if len(p) != 1 {
		return nil, false
	}
	for _, name := range companionNames {
		if text, ok := ch.after[name].(string); ok {
			if v, found := s[[3]string{ch.typ, p[0].Key, text}]; found {
				return v, true
			}
		}
	}
	return nil, false
}
