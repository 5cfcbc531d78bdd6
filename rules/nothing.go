package rules

import (
	"encoding/json"

	"github.com/clouddrift/guardian/models"
)

// NothingBut says whether two values are the same nothing at any depth: what
// [models.EmptyJSON] says, and also false and 0 against null and absent, unless
// the table itself, not words, grades such a place critical. A block that says
// something by being there is not nothing.
func (j *Judge) NothingBut(c models.Change) bool {
	if len(j.blocks) > 0 && j.says(c.Path, c.Expected) != j.says(c.Path, c.Actual) {
		return false
	}
	if models.EmptyJSON(c.Expected) && models.EmptyJSON(c.Actual) {
		return true
	}
	if c.Expected != nil && c.Actual != nil {
		return false
	}
	return j.zero(c.Path, c.Expected) && j.zero(c.Path, c.Actual)
}

// says: a value is or holds a block that says something by being there.
func (j *Judge) says(at models.Path, v any) bool {
	switch v := v.(type) {
	case map[string]any:
		named := at
		if n := len(at); n > 0 && at[n-1].Index != models.Member {
			named = at[:n-1]
		}
		if _, reach := deepest(j.blocks, named, asWritten); reach == len(named) {
			return true
		}
		for key, part := range v {
			if j.says(at.Key(key), part) {
				return true
			}
		}
	case []any:
		for i, part := range v {
			if j.says(at.Index(i), part) {
				return true
			}
		}
	}
	return false
}

// zero says whether a value is empty, false or 0, at any depth, and none of that is critical.
func (j *Judge) zero(at models.Path, v any) bool {
	switch v := v.(type) {
	case map[string]any:
		for key, part := range v {
			if !j.zero(at.Key(key), part) {
				return false
			}
		}
		return true
	case []any:
		for i, part := range v {
			if !j.zero(at.Index(i), part) {
				return false
			}
		}
		return true
	case bool:
		return !v && !j.critical(at)
	case json.Number:
		return models.EqualJSON(v, json.Number("0")) && !j.critical(at)
	}
	return models.EmptyJSON(v)
}

func (j *Judge) critical(at models.Path) bool {
	r := j.At(at)
	return r.FromTable() && r.Severity == models.SeverityCritical
}
