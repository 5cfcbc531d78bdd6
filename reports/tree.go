package reports

import (
	"encoding/json"
	"strconv"

	"github.com/clouddrift/guardian/models"
)

// put sets the value at a path within an object, through the objects and lists that
// are there; objects that are missing are made. It says whether the path leads there.
func put(object map[string]any, path []string, value any) bool {
	var at any = object
	for i, name := range path {
		last := i == len(path)-1
		switch holder := at.(type) {
		case map[string]any:
			if last {
				holder[name] = value
			} else if holder[name] == nil {
				holder[name] = map[string]any{}
			}
			at = holder[name]
		case []any:
			index, err := strconv.Atoi(name)
			if err != nil || index < 0 || index >= len(holder) {
				return false
			}
			if last {
				holder[index] = value
			}
			at = holder[index]
		default:
			return false
		}
	}
	return true
}

// valueAt gives the value at a path within an object, and whether there is one.
func valueAt(object map[string]any, path []string) (value any, is bool) {
	value = object
	for _, name := range path {
		holder, isObject := value.(map[string]any)
		if value, is = holder[name]; !isObject || !is {
			return nil, false
		}
	}
	return value, true
}

// valueWithin gives what lies at a path within a value, nil where nothing does. It is not
// told of what is hidden.
func valueWithin(v any, path models.Path) (part any, told bool) {
	for _, step := range path {
		switch container := v.(type) {
		case models.Masked:
			return nil, false
		case map[string]any:
			v = container[step.Key]
		case []any:
			if v = nil; step.Index < len(container) && step.Index != models.Member {
				v = container[step.Index]
			}
		default:
			return nil, true
		}
	}
	return v, true
}

// plainText is a text or a number as it is written, "" for anything else.
func plainText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return string(v)
	}
	return ""
}
