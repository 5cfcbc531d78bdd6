package server

import (
	"context"
	"regexp"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"github.com/sirupsen/logrus"
)

const requestIDHeader = "X-Request-Id"

// goodRequestID is what a caller may bring along: nothing that could break a log line.
var goodRequestID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// identify gives the request an id, the caller's own where it brought a good one.
func identify(c *gin.Context) {
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
