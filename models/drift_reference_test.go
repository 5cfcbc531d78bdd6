package models_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestDriftReferences(t *testing.T) {
	t.Parallel()
	const id = "5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55"
	for words, want := range map[string][2]string{
		id:                  {id, id},
		strings.ToUpper(id): {id, id},
		"5f2b1d5e":          {"5f2b1d5e-0000-0000-0000-000000000000", "5f2b1d5e-ffff-ffff-ffff-ffffffffffff"},
		"5F2B1D5E-":         {"5f2b1d5e-0000-0000-0000-000000000000", "5f2b1d5e-ffff-ffff-ffff-ffffffffffff"},
		"5f2b1d5e-0c4a-4":   {"5f2b1d5e-0c4a-4000-0000-000000000000", "5f2b1d5e-0c4a-4fff-ffff-ffffffffffff"},
		id[:len(id)-1]:      {id[:len(id)-1] + "0", id[:len(id)-1] + "f"},
	} {
		ref, err := models.ParseDriftReference(words)
		if err != nil || ref.First.String() != want[0] || ref.Last.String() != want[1] || ref.Places != nil || ref.String() != words {
			t.Errorf("%s: %+v, %v; want %v", words, ref, err, want)
		}
	}
	for words, want := range map[string][]models.DriftPlace{
		"prod/aws_instance.web":     {{"prod", "aws_instance.web"}},
		"live/app/aws_instance.web": {{"live", "app/aws_instance.web"}, {"live/app", "aws_instance.web"}},
		`p/module.a["x/y"].b`:       {{"p", `module.a["x/y"].b`}, {`p/module.a["x`, `y"].b`}},
		"/tmp/x.y":                  {{"/tmp", "x.y"}},
		"a//b":                      {{"a", "/b"}, {"a/", "b"}},
	} {
		ref, err := models.ParseDriftReference(words)
		if err != nil || !slices.Equal(ref.Places, want) || ref.First != ref.Last {
			t.Errorf("%s: %+v, %v; want %v", words, ref, err, want)
		}
	}
	long := strings.Repeat("s", models.MaxScopeLength)
	if ref, err := models.ParseDriftReference(long + "/a/b"); err != nil || len(ref.Places) != 1 {
		t.Errorf("a scope of the greatest length: %d places, %v", len(ref.Places), err)
	}
}

func TestWrongDriftReferences(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"":                                       "DRIFT: is required",
		"12":                                     "takes at least the first 8 characters of an id, got",
		"5f2b1d5":                                "takes at least the first 8 characters",
		"5f2b1d5e0c4a":                           "takes an id, its first 8 characters or more, or SCOPE/ADDRESS, got",
		"5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55a":  "takes an id",
		"5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55-":  "takes an id",
		"{5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55}": "takes an id",
		"--------":                               "takes an id",
		"aws_instance.web":                       "SCOPE/ADDRESS, got",
		"prod/":                                  "takes SCOPE/ADDRESS with both of them, got",
		"/aws_instance.web":                      "with both of them",
		"/":                                      "with both of them",
		"prod/a\x00b":                            "must not contain U+0000",
		"prod/\xff":                              "must be UTF-8",
		strings.Repeat("s", models.MaxScopeLength+1) + "/a": "with both of them",
	} {
		if _, err := models.ParseDriftReference(words); !errors.Is(err, models.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", words, err, want)
		}
	}
}
