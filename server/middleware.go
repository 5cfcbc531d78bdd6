package server

import (
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/sirupsen/logrus"
)

// observe writes one line a request and counts it. The query is left out of the
// line: people paste tokens into addresses.
func (s *site) observe(c *gin.Context) {
	start := time.Now()
	defer func() { // also where an answer was broken off
		took := time.Since(start)
		s.metrics.note(c, took)
		s.logAccess(c, took)
	}()
	c.Next()
}

func (s *site) logAccess(c *gin.Context, took time.Duration) {
	client, _, err := net.SplitHostPort(c.Request.RemoteAddr)
	if err != nil {
		client = c.Request.RemoteAddr
	}
	entry := s.log.WithFields(logrus.Fields{
		"requestId": requestID(c),
		"method":    c.Request.Method,
		"path":      c.Request.URL.Path,
		"route":     c.FullPath(),
		"status":    statusOf(c),
		"bytes":     max(c.Writer.Size(), 0),
		"elapsedMs": float64(took.Microseconds()) / 1000,
		"client":    client,
	})
	if statusOf(c) >= http.StatusInternalServerError {
		entry.Error("request")
		return
	}
	entry.Info("request")
}

// catchPanic turns a panic into a 500 with an id; the stack goes to the log.
func (s *site) catchPanic(c *gin.Context) {
	defer func() {
		cause := recover()
		if cause == nil {
			return
		}
		if cause == http.ErrAbortHandler { // an answer is broken off on purpose
			panic(cause)
		}
		s.log.WithFields(logrus.Fields{
			"requestId": requestID(c), "panic": fmt.Sprint(cause), "stack": string(debug.Stack()),
		}).Error("panic")
		if c.Writer.Written() { // too late for an answer: cut it short, so that nobody takes it for whole
			c.Abort()
			c.Set(brokenOff, http.StatusInternalServerError)
			panic(http.ErrAbortHandler)
		}
		s.fail(c, &statusError{http.StatusInternalServerError, sentences[http.StatusInternalServerError]})
	}()
	c.Next()
}

// policy allows a page its own style sheet, icon and forms, and nothing else.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// secure sets the headers that every answer has.
func secure(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin") // a drift's page leads back to the list that it was opened from
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	h.Add("Vary", "Accept")
}

// readOnly refuses every method but GET and HEAD, whatever the path.
func (s *site) readOnly(c *gin.Context) {
	if c.Request.Method != http.MethodGet && c.Request.Method != http.MethodHead {
		c.Header("Allow", "GET, HEAD")
		s.fail(c, &statusError{http.StatusMethodNotAllowed, "This server only reads: it takes GET and HEAD."})
	}
}
