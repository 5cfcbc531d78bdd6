package server

import (
	"net"
	"net/http"
	"net/netip"
	"strings"

	"github.com/gin-gonic/gin"
)

// authenticate lets a request pass that brings the token, or any where there is none.
func (s *site) authenticate(c *gin.Context) {
	if s.token == nil || s.token.accepts(c.Request) {
		return
	}
	c.Writer.Header().Add("WWW-Authenticate", `Basic realm="CloudDrift Guardian", charset="UTF-8"`)
	c.Writer.Header().Add("WWW-Authenticate", `Bearer realm="CloudDrift Guardian"`)
	s.fail(c, &statusError{http.StatusUnauthorized,
		"This address wants the admin token: as Authorization: Bearer, or as the password of HTTP Basic with any user name."})
}

// refuseForeignHost guards a server that has no token against DNS rebinding: a page on
// some site whose name suddenly means the server's address could read everything through
// the browser. Whoever really means this server says localhost or an address. It does so
// wherever the connection arrives: what is published on a machine's loopback arrives at a
// container's own address.
func (s *site) refuseForeignHost(c *gin.Context) {
	if s.token != nil || namesThisMachine(c.Request.Host) {
		return
	}
	s.fail(c, &statusError{http.StatusForbidden,
		"Without an admin token this server answers only to localhost and to plain addresses such as 127.0.0.1. Set ADMIN_TOKEN to use a name."})
}

func namesThisMachine(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if host == "" || host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	_, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil
}
