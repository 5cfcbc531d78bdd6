package reports

import (
	"encoding/json"
	"slices"
	"strconv"

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
	differs := byFirst(paths)
	for name := range actual {
		if _, both := expected[name]; !both && differs[name] == nil {
			delete(actual, name)
		}
	}
	for name, value := range expected {
		switch found, given := actual[name]; {
		case differs[name] == nil:
			actual[name] = value
		case given:
			actual[name] = agreeWithin(value, found, differs[name])
		}
	}
}

// byFirst gives the paths within each name that a path begins with.
func byFirst(paths [][]string) map[string][][]string {
	within := map[string][][]string{}
	for _, path := range paths {
		within[path[0]] = append(within[path[0]], path[1:])
	}
	return within
}

// agreeWithin is agree for a value of which some places differ; a path that ends at it is
// that all of it may.
func agreeWithin(expected, actual any, paths [][]string) any {
	if !slices.ContainsFunc(paths, func(p []string) bool { return len(p) == 0 }) {
		switch before := expected.(type) {
		case map[string]any:
			if now, also := actual.(map[string]any); also {
				agree(before, now, paths)
				return now
			}
		case []any:
			if now, also := actual.([]any); also && agreeElements(before, now, paths) {
				return now
			}
		}
	}
	return spelledAs(expected, actual)
}

// agreeElements is agree for the elements of a list, where each of the places leads to one
// that differs or that one side has alone. Else it is not known which elements they mean,
// since a list may be in another order on either side.
func agreeElements(before, now []any, paths [][]string) bool {
	partners := models.Partners(spelledOut(before).([]any), spelledOut(now).([]any))
	for _, path := range paths {
		at, err := strconv.Atoi(path[0])
		switch {
		case err != nil || at < 0:
			return false
		case at < len(now) && partners[at] == at:
			if models.EqualJSON(spelledOut(standsAt(before[at], path[1:])), spelledOut(standsAt(now[at], path[1:]))) {
				return false
			}
		case len(path) > 1, (at >= len(now) || partners[at] >= 0) && (at >= len(before) || slices.Contains(partners, at)):
			return false
		}
	}
	differs := byFirst(paths)
	for i, j := range partners {
		switch named := differs[strconv.Itoa(i)]; {
		case j < 0:
		case i == j && named != nil:
			now[i] = agreeWithin(before[j], now[i], named)
		case named == nil && differs[strconv.Itoa(j)] == nil:
			now[i] = before[j]
		default:
			now[i] = spelledAs(before[j], now[i])
		}
	}
	return true
}

// standsAt is what stands at a path within a value; nil where nothing does.
func standsAt(v any, path []string) any {
	for _, name := range path {
		switch within := v.(type) {
		case map[string]any:
			v = within[name]
		case []any:
			at, err := strconv.Atoi(name)
			if err != nil || at < 0 || at >= len(within) {
				return nil
			}
			v = within[at]
		default:
			return nil
		}
	}
	return v
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
