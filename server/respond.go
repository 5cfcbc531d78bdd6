package server

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
)

// writeJSON encodes into a buffer before the first header goes out, so that a
// failure can still become an error.
func writeJSON(c *gin.Context, status int, contentType string, v any) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // a type of this program that JSON cannot hold; catchPanic answers
	}
	write(c, status, contentType, b.Bytes())
}

func respondJSON(c *gin.Context, v any) error {
	writeJSON(c, http.StatusOK, "application/json", v)
	return nil
}

func write(c *gin.Context, status int, contentType string, body []byte) {
	c.Header("Content-Type", contentType)
	c.Header("Content-Length", strconv.Itoa(len(body)))
	c.Status(status)
	_, _ = c.Writer.Write(body) // a client that went away cannot be told
}

// brokenOff is where a request keeps the status that [site.breakOff] gave it.
const brokenOff = "brokenOff"

// statusOf is how a request ended, which is not what its first line said where the
// answer was broken off.
func statusOf(c *gin.Context) int {
	if status := c.GetInt(brokenOff); status != 0 {
		return status
	}
	return c.Writer.Status()
}
