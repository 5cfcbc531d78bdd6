package server

import (
	"net/http"
	"net/http/pprof"
	"net/netip"

	"github.com/gin-gonic/gin"
)

// profiles adds Go's profiles where there is a token, which they ask for like any
// other route, and only for clients on this machine. A profile may take as long as
// an answer may, so ask for one with ?seconds=10.
func (s *site) profiles(group *gin.RouterGroup) {
	if s.token == nil {
		return
	}
	group.Use(s.onlyLoopback)
	s.describe(group, route{path: "/", told: "Go's profiles, where there is a token, for clients on this machine", media: "text/html"})
	s.describe(group, route{path: "/:profile", told: "One of Go's profiles", media: "*/*"})
	group.GET("/", gin.WrapF(pprof.Index))
	group.GET("/:profile", func(c *gin.Context) {
		switch name := c.Param("profile"); name {
		case "cmdline":
			s.notFound(c) // a flag may hold a secret
		case "profile":
			pprof.Profile(c.Writer, c.Request)
		case "symbol":
			pprof.Symbol(c.Writer, c.Request)
		case "trace":
			pprof.Trace(c.Writer, c.Request)
		default:
			pprof.Handler(name).ServeHTTP(c.Writer, c.Request)
		}
	})
}

func (s *site) onlyLoopback(c *gin.Context) {
	client, err := netip.ParseAddrPort(c.Request.RemoteAddr)
	if err != nil || !client.Addr().Unmap().IsLoopback() {
		s.fail(c, &statusError{http.StatusForbidden, "Profiles are for clients on this machine alone."})
	}
}
