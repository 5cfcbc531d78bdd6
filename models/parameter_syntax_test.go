package models_test

import (
	"net/url"
	"slices"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestFilterValueComesBack(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"a", "a,b", "p-1,GROUP,123", ",", "a,", ",a", "prod, eu", "all", "all,", "a b", `c:\\x`, `\\`, "ü,世", " ", "  ", " a", "a ", "\ta\u00a0", ` \ `, "\u2028a\u0085", `a\ `} {
		q, err := models.ParseDriftQuery(url.Values{"scope": {models.FilterValue(s) + "," + models.FilterValue("other")}})
		if err != nil || !slices.Equal(q.Filter.Scope, []string{s, "other"}) {
			t.Errorf("%q came back as %q, %v", s, q.Filter.Scope, err)
		}
	}
}
