package telling

import (
	"net/url"
	"testing"

	"github.com/clouddrift/guardian/rulebook"
)

// A channel that cannot be used is one line that names it and its variable.
func TestChannelsThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"":                              "is not set",
		"  ":                            "is not set",
		"S3CR3T":                        "holds no address: want one such as https://…, alertmanager+https://… or slack://…",
		"gopher://S3CR3T":               "holds an address of a kind that nobody knows: want https://, alertmanager+https:// or one of shoutrrr's, such as slack:// or smtp://",
		"logger://":                     "holds an address of a kind that nobody knows: want https://, alertmanager+https:// or one of shoutrrr's, such as slack:// or smtp://",
		"http://S3CR3T.example.com/":    "holds an http:// address of another machine: use https://, or a program on this machine",
		"generic+http://S3CR3T.example": "holds an http:// address of another machine: use https://, or a program on this machine",
		"generic://S3CR3T.example?DisableTLS=yes":              unguarded,
		"gotify://S3CR3T.example/AzyoeNS.D4iJLVa?disabletls=1": unguarded,
		"ntfy://S3CR3T.example/topic?scheme=HTTP":              unguarded,
		"ntfy://ntfy.example/topic?disabletls=no":              "",
		"ntfy://127.0.0.1/topic?scheme=http":                   "",
		"https:///S3CR3T":                                      "holds an address without a host",
		"alertmanager+http://a:9093/?x=1":                      "holds an address with a query: want that of Alertmanager itself, as alertmanager+https://HOST:9093",
		"slack://S3CR3T":                                       "holds an address that cannot be used as slack://: see docs/telling.md for its form",
		"alertmanager+http://a:9093":                           "", "http://localhost:1/": "", "http://[::1]:1/": "", "https://a.example.com/x?y=z": "",
		"slack://hook:T00000000-B00000000-XXXXXXXXXXXXXXXXXXXXXXXX@webhook": "",
	} {
		s := Settings{Lookup: func(string) (string, bool) { return address, address != "" }, Secret: secret}
		got := ""
		if _, err := s.open(rulebook.Channel{Name: "oncall", URLFrom: "ONCALL_URL"}); err != nil {
			got = err.Error()
		}
		if want != "" {
			want = "channel oncall: ONCALL_URL " + want
		}
		if got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
	u, err := url.Parse("ALERTMANAGER+HTTP://Host:9093/am/")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := alertmanagerAPI(u), "http://Host:9093/am/api/v2/alerts"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for key, want := range map[string]string{
		"":           "channel oncall: ONCALL_URL is a webhook, and GUARDIAN_WEBHOOK_SECRET, which signs it, is not set",
		"whsec_S3C!": "channel oncall: ONCALL_URL is a webhook, and GUARDIAN_WEBHOOK_SECRET is not whsec_ and base64",
	} {
		s := Settings{Lookup: func(string) (string, bool) { return "https://a.example.com", true }, Secret: key}
		if _, err := s.open(rulebook.Channel{Name: "oncall", URLFrom: "ONCALL_URL"}); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", key, err, want)
		}
	}
}
