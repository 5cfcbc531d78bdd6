package repositories_test

import (
	"cmp"
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
		found, err := l.Drifts.Elsewhere(t.Context(), c.scope, "terraform", c.region, c.account)
		l.ok(err)
		if got := found; (got == nil) != (c.want == "") || got != nil && got.Region != c.want {
			t.Errorf("%+v: got %+v", c, got)
		}
	}
	l.ok(l.move(us, models.StatusResolved))
	if found, err := l.Drifts.Elsewhere(t.Context(), "s", "terraform", "eu-west-1", "111111111111"); found != nil || err != nil {
		t.Errorf("what is resolved counts: %+v, %v", found, err)
	}
}

// Of a stack a resource may be in another region: which region is the stack's is what its scan tells.
func TestElsewhereOfAStack(t *testing.T) {
	t.Parallel()
	const topic = "arn:aws:sns:us-east-1:111111111111:t"
	for name, c := range map[string]struct{ coverage, id, region, want string }{
		"the scan names the stack":              {`[{"id": "x", "region": "us-east-1", "stack": "us-west-2"}]`, topic, "us-west-2", ""},
		"the scan names another":                {`[{"id": "x", "region": "us-west-2", "stack": "us-east-1"}]`, topic, "us-west-2", "us-east-1"},
		"an older scan, by what no ARN names":   {`[{"id": "` + topic + `", "region": "us-east-1"}, {"id": "i-1", "region": "us-west-2"}]`, topic, "us-west-2", ""},
		"an older scan of another, by the same": {`[{"id": "` + topic + `", "region": "us-east-1"}, {"id": "i-1", "region": "us-west-2"}]`, topic, "us-east-1", "us-west-2"},
		"an older scan of ARNs alone":           {`[{"id": "` + topic + `", "region": "us-east-1"}]`, topic, "us-west-2", ""},
		"no scan any more, an ARN":              {``, topic, "us-west-2", ""},
		"no scan any more, another id":          {``, "i-1", "us-west-2", "us-east-1"},
	} {
		l := newLedger(t)
		l.detect("s", func(in *models.Detection) {
			in.FullResourceID, in.Region, in.AccountID = c.id, "us-east-1", "111111111111"
		})
		if l.exec("UPDATE scans SET coverage = CAST(? AS jsonb)", cmp.Or(c.coverage, "[]")); c.coverage == "" {
			l.exec("DELETE FROM scans")
		}
		found, err := l.Drifts.Elsewhere(t.Context(), "s", "terraform", c.region, "111111111111")
		if l.ok(err); (found == nil) != (c.want == "") || found != nil && found.Region != c.want {
			t.Errorf("%s: got %+v, want %q", name, found, c.want)
		}
	}
}
