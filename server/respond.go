package server

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/clouddrift/guardian/models"
)

// list is the JSON of every list.
type list[T any] struct {
	Items []T     `json:"items"`
	Total int64   `json:"total"`
	Page  int     `json:"page"`
	Limit int     `json:"limit"`
	Next  *string `json:"next"`
}

// listOf turns a page of rows into JSON, each row by its response.
func listOf[E, R any](p models.Page[E], response func(E) R) list[R] {
	out := list[R]{Items: make([]R, len(p.Items)), Total: p.Total, Page: p.Page, Limit: p.Limit}
	for i, e := range p.Items {
		out.Items[i] = response(e)
	}
	if p.Next != "" {
		out.Next = &p.Next
	}
	return out
}

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
