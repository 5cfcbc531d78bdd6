package telling

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/rulebook"
)

// piece makes part of an address that nothing else has.
func piece(random *rand.Rand) string {
	const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
	b := []byte("zq")
	for range 10 {
		b = append(b, letters[random.IntN(len(letters))])
	}
	return string(b)
}

// No error has any part of a channel's address, of whatever kind the channel is, whether
// the address cannot be used, nobody answers, or the answer shows the address.
func TestNoErrorShowsAnAddress(t *testing.T) {
	t.Parallel()
	echo := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "http://"+r.Host+r.URL.String())
		w.WriteHeader([]int{200, 302, 400, 403, 404, 500, 503}[len(r.URL.String())%7])
		fmt.Fprintf(w, "{%q: %q, %q: false} %s %s", "error", r.URL.String(), "ok", r.Host, r.Header)
	}))
	t.Cleanup(echo.Close)
	host := strings.TrimPrefix(echo.URL, "http://")
	forms := []string{
		"https://%[1]s:%[2]s@%[3]s.invalid/%[4]s?key=%[5]s", "http://%[1]s.example.com/%[2]s", "http://" + host + "/%[1]s?t=%[2]s",
		"alertmanager+http://" + host + "/%[1]s", "alertmanager+https://%[1]s.invalid/%[2]s", "alertmanager+http://" + host + "/?%[1]s=%[2]s",
		"ntfy://%[1]s:%[2]s@" + host + "/%[3]s?scheme=http", "mattermost://" + host + "/%[1]s?disabletls=yes", "gotify://" + host + "/A%[1]s.12?disabletls=yes",
		"generic+http://" + host + "/%[1]s?%[2]s=%[3]s", "generic://%[1]s.invalid/%[2]s", "smtp://%[1]s:%[2]s@127.0.0.1:1/?from=%[3]s@example.com&to=%[4]s@example.com",
		"slack://%[1]s/%[2]s/%[3]s", "teams://%[1]s@%[2]s/%[3]s/%[4]s?host=%[5]s", "discord://%[1]s", "%[1]s://%[2]s/%[3]s", "%[1]s", "://%[1]s",
		"https://%%zz%[1]s", "https:///%[1]s", "telegram://%[1]s@telegram", "opsgenie://" + host + "/%[1]s", "logger://%[1]s", "rocketchat://" + host + "/%[1]s/%[2]s?disabletls=yes",
		"zulip://%[1]s@example.com:%[2]s@%[3]s.invalid/?stream=%[4]s&topic=x", "matrix://%[1]s:%[2]s@" + host + "/?rooms=%[3]s&disableTLS=yes", "pagerduty://%[1]s",
	}
	random := rand.New(rand.NewPCG(11, 26))
	failed := 0
	for _, form := range forms {
		pieces := make([]any, 5)
		for i := range pieces {
			pieces[i] = piece(random)
		}
		address := fmt.Sprintf(form+"%.0[5]s", pieces...)
		s := Settings{Lookup: func(string) (string, bool) { return address, true }, Secret: secret}
		channel, err := s.open(rulebook.Channel{Name: "oncall", URLFrom: "ONCALL_URL"})
		if err == nil {
			err = channel.send(t.Context(), outgoing{items: []item{{Says: "It rests.", Severity: "info", Rule: "r"}}, now: time.Now()})
		}
		if err == nil {
			continue
		}
		failed++
		for _, p := range append(pieces, host, "invalid", "example.com", "127.0.0.1") {
			if strings.Contains(strings.ToLower(err.Error()), strings.ToLower(p.(string))) {
				t.Errorf("%s: %q shows %s", form, err, p)
			}
		}
		if strings.ContainsAny(err.Error(), "\n\r") {
			t.Errorf("%s: %q has several lines", form, err)
		}
	}
	if failed < len(forms)-6 {
		t.Errorf("%d of %d addresses failed only", failed, len(forms))
	}
}

// What shoutrrr says is worded anew; what it cannot be is told as little.
func TestWordsOfOthers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"failed to send slack notification: unexpected response: channel_not_found": "it answered channel_not_found",
		"an error occurred: 535 5.7.8 Authentication failed":                        "it answered 535",
		"server returned response status code: 503 Service Unavailable":             "it answered 503 Service Unavailable",
		"posting to https://hooks.slack.com/services/T/B/X: weird":                  "it could not be reached",
		"unexpected response: secret_token":                                         "it could not be reached",
	} {
		if got := refused(errors.New(text), "slack://secret_token").Error(); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	dns := &url.Error{Op: "Post", URL: "https://S3CR3T", Err: &net.DNSError{Name: "S3CR3T", Err: "no such host"}}
	if got := unreachable(dns).Error(); got != "no host has its name" {
		t.Error(got)
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	for given, want := range map[string]time.Duration{
		"": 0, "30": 30 * time.Second, "-1": 0, "soon": 0, "Thu, 26 Nov 2026 12:05:00 GMT": 5 * time.Minute, "Thu, 26 Nov 2026 11:00:00 GMT": 0,
		"999999999999": 0, "99999999": 7 * 24 * time.Hour,
	} {
		if got := answered(http.StatusTooManyRequests, http.Header{"Retry-After": {given}}, now).after; got != want && !regexp.MustCompile(`^9{12}$`).MatchString(given) {
			t.Errorf("%q: %s, want %s", given, got, want)
		}
	}
}
