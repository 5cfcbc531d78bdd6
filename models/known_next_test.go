package models_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// changesOf reads changes written as path:expected:actual:answer:fingerprint, with spaces between them.
func changesOf(text string) (changes []models.JudgedChange) {
	for _, one := range strings.Fields(text) {
		part := append(strings.Split(one, ":"), "")
		changes = append(changes, models.JudgedChange{Path: part[0], Expected: models.JSON(part[1]), Actual: models.JSON(part[2]), NextApply: models.NextApply(part[3]), Fingerprint: part[4]})
	}
	return changes
}

// What an earlier scan could tell of a change stays known of it, and of no other.
func TestKeepKnownNext(t *testing.T) {
	t.Parallel()
	const masked = `"(sensitive)":"(sensitive)"`
	for name, c := range map[string]struct{ before, now, want string }{
		"what is told now goes first":         {"a:1:2:keep b:1:2:revert", "a:1:2:unknown b:1:2:keep c:1:2:unknown", "keep keep unknown"},
		"another value":                       {"a:5:2:keep", "a:5:9:unknown", "unknown"},
		"another value in the code":           {"a:5:2:keep", "a:6:2:unknown", "unknown"},
		"the same value, spelled otherwise":   {"a:5:2:keep", "a:5.0:2e0:unknown", "keep"},
		"a side that came":                    {"a::2:keep", "a:null:2:unknown", "unknown"},
		"never told":                          {"a:1:2:", "a:1:2:unknown", "unknown"},
		"an element at another's place":       {"r[0]:1:2:keep", "r[0]:3:4:unknown r[1]:1:2:unknown", "unknown keep"},
		"two that changed places":             {"r[0]:1:2:keep r[1]:3:4:revert", "r[0]:3:4:unknown r[1]:1:2:unknown", "revert keep"},
		"two alike, where they were":          {"r[0]:1:2:keep r[1]:1:2:revert", "r[0]:1:2:unknown r[1]:1:2:unknown", "keep revert"},
		"two alike, elsewhere":                {"r[0]:1:2:keep r[1]:1:2:revert", "r[1]:1:2:unknown r[2]:1:2:unknown", "unknown unknown"},
		"two alike of which the same is told": {"r[0]:1:2:keep r[1]:1:2:keep", "r[1]:1:2:unknown r[2]:1:2:unknown", "keep keep"},
		"one more that is alike":              {"r[0]:1:2:keep", "r[0]:1:2:unknown r[1]:1:2:unknown", "unknown unknown"},
		"a secret without a key":              {"a:" + masked + ":keep", "a:" + masked + ":unknown", "keep"},
		"the same secret":                     {"a:" + masked + ":keep:x", "a:" + masked + ":unknown:x", "keep"},
		"another secret":                      {"a:" + masked + ":keep:x", "a:" + masked + ":unknown:y", "unknown"},
		"a secret of before there was a key":  {"a:" + masked + ":keep", "a:" + masked + ":unknown:y", "keep"},
	} {
		now := changesOf(c.now)
		var got []string
		for i, kept := range models.KeepKnownNext(changesOf(c.before), now) {
			got = append(got, string(kept.NextApply))
			if kept.NextApply = now[i].NextApply; !models.SameChanges([]models.JudgedChange{kept}, now[i:i+1]) {
				t.Errorf("%s: %+v became %+v", name, now[i], kept)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %s", name, got, c.want)
		}
		if !models.SameChanges(now, changesOf(c.now)) {
			t.Errorf("%s: what the scan told was changed", name)
		}
	}
	now := changesOf("a:1:2:keep")
	if c := models.WithoutNext(now)[0]; c.Path != "a" || c.NextApply != "" || now[0].NextApply == "" {
		t.Errorf("%+v, and the change itself %+v", c, now[0])
	}
}
