package pages

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestShortChanges(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", maxShortValue+1)
	for difference, want := range map[string]shortChange{
		`{"expected":"a\u200b","actual":"a\\u200b"}`:                           {Expected: `"a\u200b"`, Actual: `"a\\u200b"`, Values: true},
		`{"expected":"` + strings.Repeat("ü", maxShortValue) + `","actual":1}`: {Expected: `"` + strings.Repeat("ü", maxShortValue) + `"`, Actual: "1", Values: true},
		`{"expected":"` + long + `","actual":"b"}`:                             {Note: "long value"},
		`{"expected":"a\nb","actual":"b"}`:                                     {Note: "long value"},
		`{"expected":[],"actual":{"a":1}}`:                                     {Expected: "[]", Actual: `{"a":1}`, Values: true},
		`{"expected":"` + long + `"}`:                                          {Note: "removed"},
		`{"actual":"` + long + `"}`:                                            {Note: "added"},
		`{"expected":"(sensitive)","actual":"b"}`:                              {Note: "sensitive"},
		`{"expected":"(sensitive)","actual":"(sensitive)"}`:                    {Note: "the secret differs"},
	} {
		want.Key = "k"
		got, more := shortChanges(models.JSON(`{"k":`+difference+`}`), nil)
		if len(got) != 1 || more != 0 || got[0] != want {
			t.Errorf("%s: %+v, want %+v", difference, got, want)
		}
	}
}

// What is empty on both sides is noise, which is not shown where something else changed.
func TestShortChangesWithoutWhatIsEmpty(t *testing.T) {
	t.Parallel()
	for difference, want := range map[string]string{
		`{"ingress":{"expected":[],"actual":[null,{"port":22}]}}`:                                "ingress[1]",
		`{"a":{"expected":null,"actual":[]},"b":{"actual":""},"c":{"expected":1,"actual":null}}`: "c",
		`{"a":{"expected":null,"actual":[]}}`:                                                    "a",
	} {
		list, more := shortChanges(models.JSON(difference), nil)
		if len(list) != 1 || list[0].Key != want || more != 0 {
			t.Errorf("%s: %+v and %d more", difference, list, more)
		}
	}
}

// What is grave is never behind "and 5 more", whatever it is called; an element of a list may stand elsewhere by now.
func TestShortChangesBeginWithTheGravest(t *testing.T) {
	t.Parallel()
	const difference = `{"a":{"expected":1,"actual":2},"b":{"expected":1,"actual":2},"c":{"expected":[{"port":1,"x":1}],"actual":[{"port":2,"x":2}]},"z":{"expected":{"y":1},"actual":{"y":2}}}`
	for _, c := range []struct{ gravest, want []string }{
		{nil, []string{"a", "b"}},
		{[]string{"z.y"}, []string{"z.y", "a"}},
		{[]string{"c[4].port", "z.y"}, []string{"c[0].port", "z.y"}},
		{[]string{"gone", "b", "a"}, []string{"b", "a"}},
	} {
		list, more := shortChanges(models.JSON(difference), c.gravest)
		if len(list) != 2 || list[0].Key != c.want[0] || list[1].Key != c.want[1] || more != 3 {
			t.Errorf("of %q: %+v and %d more, want %q", c.gravest, list, more, c.want)
		}
	}
}
