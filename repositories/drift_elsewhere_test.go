package repositories_test

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestElsewhere(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	in := func(region, account string) func(*models.Detection) {
		return func(in *models.Detection) {
			in.Region, in.AccountID = region, account
			in.Address += region + account
		}
	}
	l.detect("s", in("eu-west-1", "111111111111"))
	l.detect("s", in("global", "111111111111"))
	us := l.detect("s", in("us-east-1", "111111111111")).DriftID
	l.detect("other", in("us-east-2", "111111111111"))
	for _, c := range []struct{ scope, region, account, want string }{
		{"s", "eu-west-1", "111111111111", "us-east-1"}, {"s", "us-east-1", "111111111111", "eu-west-1"},
		{"other", "us-east-2", "111111111111", ""}, {"other", "us-east-2", "222222222222", "us-east-2"}, {"none", "x", "y", ""},
	} {
		found, err := l.Drifts.Elsewhere(t.Context(), c.scope, "terraform", []string{c.region, "global"}, c.account)
		l.ok(err)
		if got := found; (got == nil) != (c.want == "") || got != nil && got.Region != c.want {
			t.Errorf("%+v: got %+v", c, got)
		}
	}
	l.ok(l.move(us, models.StatusResolved))
	if found, err := l.Drifts.Elsewhere(t.Context(), "s", "terraform", []string{"global", "eu-west-1"}, "111111111111"); found != nil || err != nil {
		t.Errorf("what is resolved counts: %+v, %v", found, err)
	}
}
