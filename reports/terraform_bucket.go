package reports

import (
	"slices"

	"github.com/clouddrift/guardian/models"
)

// bucketPart is a resource that manages a setting of a bucket, which the bucket itself
// shows as well. The AWS provider's documentation of aws_s3_bucket says so of each.
type bucketPart struct {
	attribute, by string // the bucket's attribute, and the part's type
	value         func(values map[string]any) any
	bare          any // what a bucket has there that nobody sets
}

var bucketParts = []bucketPart{
	{"versioning", "aws_s3_bucket_versioning", versioningOf, []any{map[string]any{"enabled": false, "mfa_delete": false}}},
	{"server_side_encryption_configuration", "aws_s3_bucket_server_side_encryption_configuration", func(v map[string]any) any {
		return []any{map[string]any{"rule": v["rule"]}}
	}, []any{map[string]any{"rule": []any{map[string]any{
		"apply_server_side_encryption_by_default": []any{map[string]any{"sse_algorithm": "AES256"}}, "bucket_key_enabled": false,
	}}}}},
	{"logging", "aws_s3_bucket_logging", func(v map[string]any) any {
		return []any{map[string]any{"target_bucket": v["target_bucket"], "target_prefix": v["target_prefix"]}}
	}, nil},
	{"acceleration_status", "aws_s3_bucket_accelerate_configuration", func(v map[string]any) any { return v["status"] }, nil},
	{"request_payer", "aws_s3_bucket_request_payment_configuration", func(v map[string]any) any { return v["payer"] }, "BucketOwner"},
}

// bucketNames are the attributes of parts of buckets that are read.
var bucketNames = []string{"bucket", "versioning_configuration", "rule", "target_bucket", "target_prefix", "status", "payer"}

func versioningOf(values map[string]any) any {
	list, _ := values["versioning_configuration"].([]any)
	if len(list) != 1 {
		return nil
	}
	configuration, _ := list[0].(map[string]any)
	return []any{map[string]any{"enabled": configuration["status"] == "Enabled", "mfa_delete": configuration["mfa_delete"] == "Enabled"}}
}

// bucketSet holds what the parts of a plan's buckets set: attribute and bucket → the value.
type bucketSet map[[2]string]any

// add takes a resource, and says how many bytes it remembers of it.
func (s bucketSet) add(r *change) (bytes int) {
	for _, p := range bucketParts {
		if bucket, _ := r.before["bucket"].(string); p.by == r.typ && bucket != "" {
			value := p.value(r.before)
			s[[2]string{p.attribute, bucket}] = value
			bytes += 100 + len(bucket) + weight(value)
		}
	}
	return bytes
}

// manage says whether what is there at a change of a bucket is what a part of it sets.
func (s bucketSet) manage(ch *change, c models.Change) bool {
	value, found := s.of(ch, c.Path)
	return found && c.InActual && value != nil && models.EquivalentJSON(value, c.Actual)
}

// of gives what a part of a bucket sets at a path of it.
func (s bucketSet) of(ch *change, p models.Path) (any, bool) {
	bucket, _ := ch.after["id"].(string)
	value, found := s[[2]string{p.Top(), bucket}]
	if !found || ch.typ != "aws_s3_bucket" {
		return nil, false
	}
	value, _ = valueWithin(value, p[1:])
	return value, true
}

// wereTheirs says whether what was recorded of a bucket's setting is what a part of it sets
// or set, or what a bucket has there that nobody sets, or nothing.
func (s bucketSet) wereTheirs(ch *change, attribute string, recorded bucketSet) bool {
	at := slices.IndexFunc(bucketParts, func(b bucketPart) bool { return b.attribute == attribute })
	if at < 0 || ch.typ != "aws_s3_bucket" {
		return false
	}
	likely := []any{nil, bucketParts[at].bare}
	for _, set := range []bucketSet{s, recorded} {
		if value, is := set.of(ch, models.Path{}.Key(attribute)); is {
			likely = append(likely, value)
		}
	}
	return slices.ContainsFunc(likely, func(v any) bool { return models.EquivalentJSON(v, ch.before[attribute]) })
}
