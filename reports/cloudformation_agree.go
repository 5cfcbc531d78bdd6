package reports

import (
	"encoding/json"

	"github.com/clouddrift/guardian/models"
)

// agree takes the properties that CloudFormation finds alike for alike, where it says by
// their paths which differ: it knows the lists that have no order, what a service cannot
// tell, and what a template leaves open. Within what differs, a text is the number or the
// truth value that it spells, which a template may write as either.
func agree(expected, actual map[string]any, paths [][]string) {
	if len(paths) == 0 {
		return
	}
	differs := map[string][][]string{} // by name, the paths within
	whole := map[string]bool{}
	for _, path := range paths {
		differs[path[0]] = append(differs[path[0]], path[1:])
		whole[path[0]] = whole[path[0]] || len(path) == 1
	}
	for name := range actual {
		if _, both := expected[name]; !both && differs[name] == nil {
			delete(actual, name)
		}
	}
	for name, value := range expected {
		before, is := value.(map[string]any)
		now, also := actual[name].(map[string]any)
		switch found, given := actual[name]; {
		case differs[name] == nil:
			actual[name] = value
		case is && also && !whole[name]:
			agree(before, now, differs[name])
		case given:
			actual[name] = spelledAs(value, found)
		}
	}
}

// spelledAs gives a value with each number and truth value as another one spells it that
// it is compared with.
func spelledAs(expected, actual any) any {
	switch before := expected.(type) {
	case map[string]any:
		now, _ := actual.(map[string]any)
		for name, part := range now {
			if other, both := before[name]; both {
				now[name] = spelledAs(other, part)
			}
		}
	case []any:
		now, is := actual.([]any)
		if !is {
			break
		}
		partners := models.Partners(spelledOut(before).([]any), spelledOut(now).([]any))
		for i, at := range partners {
			if at >= 0 {
				now[i] = spelledAs(before[at], now[i])
			}
		}
	default:
		if models.EqualJSON(spelledOut(expected), spelledOut(actual)) {
			return expected
		}
	}
	return actual
}

// spelledOut is a copy of a value with its numbers and truth values as texts.
func spelledOut(v any) any {
	switch v := v.(type) {
	case map[string]any:
		copied := make(map[string]any, len(v))
		for name, part := range v {
			copied[name] = spelledOut(part)
		}
		return copied
	case []any:
		copied := make([]any, len(v))
		for i, part := range v {
			copied[i] = spelledOut(part)
		}
		return copied
	case json.Number:
		return string(v)
	case bool:
		if v {
			return "true"
		}
		return "false"
	}
	return v
}
