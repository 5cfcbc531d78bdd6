package models_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestPathText(t *testing.T) {
	t.Parallel()
	top := models.Path{}
	for want, p := range map[string]models.Path{
		"":                                     top,
		"tags.Name":                            top.Key("tags").Key("Name"),
		"vpc_config[0].endpoint_public_access": top.Key("vpc_config").Index(0).Key("endpoint_public_access"),
		`labels["a.b/c"]`:                      top.Key("labels").Key("a.b/c"),
		`["kubernetes.io/x"].y`:                top.Key("kubernetes.io/x").Key("y"),
		`m[""]["[0]"][12]`:                     top.Key("m").Key("").Key("[0]").Index(12),
		`m["\"\\\n$${x} $$5 ü ` + "\\u0000" + `"]`: top.Key("m").Key("\"\\\n${x} $$5 ü \x00"),
		"größe-1": top.Key("größe-1"),
	} {
		if got := p.String(); got != want {
			t.Errorf("%q is written %q", want, got)
		}
		back, err := models.ParsePath(want)
		if err != nil || len(back)+len(p) > 0 && !reflect.DeepEqual(back, p) {
			t.Errorf("%q is read as %v, %v", want, back, err)
		}
	}
	if got := top.Key("a").Index(3).Key("b").Index(0).Pattern(); got != "a[*].b[*]" {
		t.Errorf("pattern %q", got)
	}
	if got := top.Key("a b").Index(0).Top(); got != "a b" {
		t.Errorf("top %q", got)
	}
}

func TestParsePathRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{".a", "a.", "a..b", "a[", "a[x]", "a[-1]", "a[1", `a["x]`, `a["x"`, "a b", "0a", "a[0]b", "[*]", `a["\x"]`, "a[99999999999]"} {
		if p, err := models.ParsePath(text); err == nil || !strings.Contains(err.Error(), "at character ") {
			t.Errorf("%q is read as %v: %v", text, p, err)
		}
	}
}

func FuzzPath(f *testing.F) {
	f.Add("tags", "a.b/c", 3)
	f.Add("", "${", 0)
	f.Fuzz(func(t *testing.T, a, b string, i int) {
		if i < 0 || i > 1<<30 {
			return
		}
		p := models.Path{}.Key(strings.ToValidUTF8(a, "?")).Index(i).Key(strings.ToValidUTF8(b, "?"))
		back, err := models.ParsePath(p.String())
		if err != nil || !reflect.DeepEqual(back, p) {
			t.Errorf("%#v is written %q and read as %#v, %v", p, p.String(), back, err)
		}
	})
}
