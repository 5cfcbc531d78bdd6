package config

import (
	"net"
	"net/netip"
)

// CheckListen returns an *Error when HTTPAddr can be reached from other machines while anybody who reaches it could
// read everything: there is no AdminToken, and AdminAllowAnonymous does not say that this is meant.
// A host name other than localhost counts as reachable: what it resolves to may change.
func (c Config) CheckListen() error {
	if c.AdminToken != "" || c.AdminAllowAnonymous || isLoopback(c.HTTPAddr) {
		return nil
	}
	return &Error{
		Setting: "HTTP_ADDR",
		Want:    "a loopback address such as 127.0.0.1:8080 while ADMIN_TOKEN is empty",
		Got:     c.HTTPAddr,
		Hint: "whoever reaches this address could read everything: set ADMIN_TOKEN, " +
			"or ADMIN_ALLOW_ANONYMOUS=true where something else guards it",
	}
}

func isLoopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
