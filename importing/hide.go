package importing

import (
	"encoding/json"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/rules"
)

// hideNamed masks the values of a state whose names mean secrets, and what is a secret
// within its texts.
func hideNamed(judge *rules.Judge, state map[string]any) map[string]any {
	hidden, _ := hideAt(judge, models.Path{}, state).(map[string]any)
	return hidden
}

func hideAt(judge *rules.Judge, at models.Path, v any) any {
	switch v := v.(type) {
	case map[string]any:
		secret := judge.SecretMembers(v)
		for key, part := range v {
			if secret[key] {
				v[key] = hideAll(part)
			} else {
				v[key] = hideAt(judge, at.Key(key), part)
			}
		}
	case []any:
		var before any
		for i, part := range v {
			if v[i] = hideAt(judge, at.Index(i), part); judge.TakesSecret(before, part) {
				v[i] = models.Mask(part)
			}
			before = part
		}
	case models.Masked: // it is hidden, and here it may be a secret by its name as well, or hold one
		if judge.NamesSecret(at, models.Redacted) {
			return models.Mask(v)
		}
		return v.Own(func(text string) any { return hideWithin(judge, at, text) })
	case string:
		if judge.NamesSecret(at, v) {
			return models.Mask(v)
		}
		return hideWithin(judge, at, v)
	case json.Number:
		if judge.NamesSecret(at, v) {
			return models.Mask(v)
		}
	}
	return v
}

// hideWithin masks what is a secret within a text. One that is JSON is judged as values
// are, its names with it.
func hideWithin(judge *rules.Judge, at models.Path, text string) any {
	if value, is := models.JSONInText(text); is {
		value = hideAt(judge, at, value)
		if shown, err := models.EncodeJSON(value); err == nil && models.HoldsMasked(value) {
			return models.MaskWithin(text, string(shown))
		}
		return text
	}
	if shown := judge.HideIn(text); shown != text {
		return models.MaskWithin(text, shown)
	}
	return text
}

// hideAll masks every text and number within a value.
func hideAll(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, part := range v {
			v[key] = hideAll(part)
		}
	case []any:
		for i, part := range v {
			v[i] = hideAll(part)
		}
	case models.Masked:
		return models.Mask(v)
	case string:
		if v != "" {
			return models.Mask(v)
		}
	case json.Number:
		if !models.EqualJSON(v, json.Number("0")) {
			return models.Mask(v)
		}
	}
	return v
}
