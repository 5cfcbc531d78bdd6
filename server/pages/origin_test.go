package pages

import "testing"

func TestBackTo(t *testing.T) {
	t.Parallel()
	for from, want := range map[string]link{
		"/debug/drifts?status=open&severity=critical,info&sort=-severity": {Text: "status open, severity critical, severity info", Href: "/debug/drifts?severity=critical,info&sort=-severity&status=open"},
		"/debug/drifts?status=a,b,c,d,e&page=3&asOf=1h&format=html":       {Text: "status a, status b, status c, status d, …, as of 1h, page 3", Href: "/debug/drifts?asOf=1h&page=3&status=a,b,c,d,e"},
		"/debug/drifts?sort=severity":                                     {Text: "the list before", Href: "/debug/drifts?sort=severity"},
	} {
		got := backTo(at(t, from))
		if got == nil || *got != want {
			t.Errorf("%s: %+v, want %+v", from, got, want)
		}
	}
	for _, from := range []Address{{}, at(t, "/debug/drifts"), at(t, "/debug/drifts?format=html")} {
		if got := backTo(from); got != nil {
			t.Errorf("%s leads back to %+v", from, got)
		}
	}
}
