package telling

import (
	"context"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/nicholas-fedor/shoutrrr/pkg/router"

	"github.com/clouddrift/guardian/rulebook"
)

// sendTimeout is the longest that a channel may take to answer.
const sendTimeout = 20 * time.Second

// unguarded is what is wrong with an address that anybody on the way could read.
const unguarded = "holds an http:// address of another machine: use https://, or a program on this machine"

// channelError is a channel that cannot be used as it is set up. Its text is one line that
// names the channel and the variable, and never what the variable holds.
type channelError struct{ Channel, Variable, Problem string }

// Error returns the line.
func (e *channelError) Error() string {
	return "channel " + e.Channel + ": " + e.Variable + " " + e.Problem
}

// sender sends messages to one channel.
type sender interface {
	// send fails with a [failure] alone.
	send(ctx context.Context, o outgoing) error
}

// Settings are what channels are opened with.
type Settings struct {
	// Lookup gives the variables that channels name.
	Lookup func(name string) (string, bool)
	// Secret signs webhooks: whsec_ and base64.
	Secret string
	// PublicURL is where people open the pages, without a slash at its end; "" makes no links.
	PublicURL string
}

// open makes the sender of a channel. It fails with a channelError.
func (s Settings) open(c rulebook.Channel) (sender, error) {
	wrong := func(problem string) error { return &channelError{c.Name, c.URLFrom, problem} }
	address, set := s.Lookup(c.URLFrom)
	if address = strings.TrimSpace(address); !set || address == "" {
		return nil, wrong("is not set")
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" {
		return nil, wrong("holds no address: want one such as https://…, alertmanager+https://… or slack://…")
	}
	scheme := strings.ToLower(u.Scheme)
	base, over, plus := strings.Cut(scheme, "+")
	switch {
	case scheme == "http" || scheme == "https" || scheme == alertmanagerScheme+"http" || scheme == alertmanagerScheme+"https":
		if u.Hostname() == "" {
			return nil, wrong("holds an address without a host")
		}
		if scheme == "http" && !thisMachine(u.Hostname()) {
			return nil, wrong(unguarded)
		}
		if strings.HasPrefix(scheme, alertmanagerScheme) {
			if u.RawQuery != "" || u.Fragment != "" {
				return nil, wrong("holds an address with a query: want that of Alertmanager itself, as alertmanager+https://HOST:9093")
			}
			return &alertmanager{alertmanagerAPI(u), s.PublicURL}, nil
		}
		key, problem := s.key()
		if problem != "" {
			return nil, wrong("is a webhook, and " + problem)
		}
		return &webhook{address, key, s.PublicURL}, nil
	case base == "logger" || !slices.Contains(new(router.ServiceRouter).ListServices(), base):
		return nil, wrong("holds an address of a kind that nobody knows: want https://, alertmanager+https:// or one of shoutrrr's, such as slack:// or smtp://")
	case (plus && over == "http" || withoutTLS(u)) && !thisMachine(u.Hostname()):
		return nil, wrong(unguarded)
	}
	service, ok := newService(address, s.PublicURL)
	if !ok {
		return nil, wrong("holds an address that cannot be used as " + base + "://: see docs/telling.md for its form")
	}
	return service, nil
}

// key reads the secret that signs webhooks, or says what is wrong with it.
func (s Settings) key() (*standardwebhooks.Webhook, string) {
	if s.Secret == "" {
		return nil, "GUARDIAN_WEBHOOK_SECRET, which signs it, is not set"
	}
	key, err := standardwebhooks.NewWebhook(s.Secret)
	if err != nil {
		return nil, "GUARDIAN_WEBHOOK_SECRET is not whsec_ and base64"
	}
	return key, ""
}

// withoutTLS says whether the address of a service of shoutrrr asks for http in its query.
func withoutTLS(u *url.URL) bool {
	for name, values := range u.Query() {
		for _, value := range values {
			switch strings.ToLower(name) {
			case "scheme":
				if strings.EqualFold(value, "http") {
					return true
				}
			case "disabletls":
				// Each word for no that shoutrrr knows; what it does not know it refuses.
				if !slices.Contains([]string{"no", "n", "false", "0"}, strings.ToLower(value)) {
					return true
				}
			}
		}
	}
	return false
}

// thisMachine says whether a host is this machine itself.
func thisMachine(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}
