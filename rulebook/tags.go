package rulebook

import "github.com/clouddrift/guardian/models"

// tagMembers are where resources keep their tags, the least telling first: what a
// resource itself says comes before what it takes from its provider.
var tagMembers = []string{"tags_all", "tagsAll", "terraform_labels", "labels", "Tags", "tags"}

// TagsOf gives the resource's own tags: those of the code's side, and beside them those
// that only the side in the cloud has. Tags are a map, or a list of objects that have a key
// and a value, as CloudFormation and AWS Config have them; labels are tags, those of
// Kubernetes' metadata too. A value that is no text, or is hidden, is none.
func TagsOf(expected, actual map[string]any) map[string]string {
	tags := map[string]string{}
	for _, side := range []map[string]any{actual, expected} {
		metadata := side["metadata"]
		if list, ok := metadata.([]any); ok && len(list) == 1 {
			metadata = list[0]
		}
		if m, ok := metadata.(map[string]any); ok {
			addTags(tags, m["labels"])
		}
		for _, member := range tagMembers {
			addTags(tags, side[member])
		}
	}
	return tags
}

func addTags(tags map[string]string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			if text, ok := value.(string); ok && text != models.Redacted {
				tags[name] = text
			}
		}
	case []any:
		for _, part := range v {
			pair, _ := part.(map[string]any)
			name, named := textOf(pair, "Key", "key")
			value, ok := textOf(pair, "Value", "value")
			if named && ok && value != models.Redacted {
				tags[name] = value
			}
		}
	}
}

func textOf(object map[string]any, names ...string) (string, bool) {
	for _, name := range names {
		if text, ok := object[name].(string); ok {
			return text, true
		}
	}
	return "", false
}
