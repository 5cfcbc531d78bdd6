package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

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

// hasETag marks the request of what may be asked for again.
const hasETag = "hasETag"

// write answers with a body. JSON of such a request has an ETag, of its bytes: a client that
// has them gets 304, and may keep them as long as it asks. Pages tell the time, so each is
// new.
func write(c *gin.Context, status int, contentType string, body []byte) {
	if contentType == "application/json" && status == http.StatusOK && c.GetBool(hasETag) {
		tag := etagOf(body)
		if hasTag(c.Request.Header.Values("If-None-Match"), tag) {
			notModified(c, tag)
			return
		}
		setTag(c, tag)
	}
	c.Header("Content-Type", contentType)
	c.Header("Content-Length", strconv.Itoa(len(body)))
	c.Status(status)
	_, _ = c.Writer.Write(body) // a client that went away cannot be told
}

// setTag gives an answer its tag: who has it may keep it as long as they ask.
func setTag(c *gin.Context, tag string) {
	c.Header("ETag", tag)
	c.Header("Cache-Control", "private, no-cache")
}

// notModified answers whoever has the answer of a tag already.
func notModified(c *gin.Context, tag string) {
	setTag(c, tag)
	c.Status(http.StatusNotModified)
	c.Writer.WriteHeaderNow()
}

// etagOf is a weak tag, since a compressed answer has other bytes.
func etagOf(body []byte) string {
	sum := sha256.Sum256(body)
	return `W/"` + base64.RawURLEncoding.EncodeToString(sum[:15]) + `"`
}

// hasTag says whether If-None-Match names a tag, compared weakly (RFC 9110, 13.1.2).
func hasTag(given []string, tag string) bool {
	opaque := func(s string) string { return strings.TrimPrefix(strings.TrimSpace(s), "W/") }
	for _, line := range given {
		for part := range strings.SplitSeq(line, ",") {
			if strings.TrimSpace(part) == "*" || opaque(part) == opaque(tag) {
				return true
			}
		}
	}
	return false
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
