package server

import (
	"net/http/httptest"
	"testing"

	"github.com/gin-gonic/gin"
)

func TestRespond(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	c, _ := gin.CreateTestContext(w)
	if err := respondJSON(c, map[string]string{"a": "<x>"}); err != nil {
		t.Fatal(err)
	}
	if got := w.Body.String(); got != "{\"a\":\"<x>\"}\n" || w.Header().Get("Content-Length") != "12" || w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("%q, %v", got, w.Header())
	}
	if got := statusOf(c); got != 200 {
		t.Errorf("status %d", got)
	}
	c.Set(brokenOff, statusClientGone)
	if got := statusOf(c); got != statusClientGone {
		t.Errorf("a broken-off answer ends with %d", got)
	}
	defer func() {
		if recover() == nil {
			t.Error("what JSON cannot hold is answered")
		}
	}()
	writeJSON(c, 200, "application/json", func() {})
}
