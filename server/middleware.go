package server

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"github.com/sirupsen/logrus"
)

const requestIDHeader = "X-Request-Id"

// goodRequestID is what a caller may bring along: nothing that could break a log line.
var goodRequestID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// identify gives the request an id, the caller's own where it brought a good one.
func (s *Server) identify(c *gin.Context) {
	id := c.GetHeader(requestIDHeader)
	if !goodRequestID.MatchString(id) {
		id = uuid.NewString()
	}
	c.Set(requestIDHeader, id)
	c.Header(requestIDHeader, id)
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), requestKey{}, id))
}

// requestKey is where a request's context keeps its id.
type requestKey struct{}

// RequestIDs is a hook of logrus that puts the request's id on every line that is
// logged in a request's context, so on what the database said as well.
type RequestIDs struct{}

// Levels implements logrus.Hook: all of them.
func (RequestIDs) Levels() []logrus.Level { return logrus.AllLevels }

// Fire implements logrus.Hook.
func (RequestIDs) Fire(e *logrus.Entry) error {
	if e.Context != nil {
		if id, ok := e.Context.Value(requestKey{}).(string); ok {
			e.Data["requestId"] = id
		}
	}
	return nil
}

func requestID(c *gin.Context) string { return c.GetString(requestIDHeader) }

// observe writes one line a request and counts it. The query is left out of the
// line: people paste tokens into addresses.
func (s *Server) observe(c *gin.Context) {
	start := time.Now()
	defer func() { // also where an answer was broken off
		took := time.Since(start)
		s.metrics.note(c, took)
		s.logAccess(c, took)
	}()
	c.Next()
}

// brokenOff is where a request keeps the status that [Server.breakOff] gave it.
const brokenOff = "brokenOff"

// statusOf is how a request ended, which is not what its first line said where the
// answer was broken off.
func statusOf(c *gin.Context) int {
	if status := c.GetInt(brokenOff); status != 0 {
		return status
	}
	return c.Writer.Status()
}

func (s *Server) logAccess(c *gin.Context, took time.Duration) {
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
func (s *Server) catchPanic(c *gin.Context) {
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
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	h.Add("Vary", "Accept")
}

// readOnly refuses every method but GET and HEAD, whatever the path.
func (s *Server) readOnly(c *gin.Context) {
	if c.Request.Method != http.MethodGet && c.Request.Method != http.MethodHead {
		c.Header("Allow", "GET, HEAD")
		s.fail(c, &statusError{http.StatusMethodNotAllowed, "This server only reads: it takes GET and HEAD."})
	}
}
