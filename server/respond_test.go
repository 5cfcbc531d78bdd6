package server

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gin-gonic/gin"
)

func TestRespond(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	c, _ := gin.CreateTestContext(w)
	c.Request = httptest.NewRequest(http.MethodGet, "/", nil)
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

// JSON that a client has already is not sent again.
func TestETag(t *testing.T) {
	t.Parallel()
	answer := func(value string, given ...string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		c, _ := gin.CreateTestContext(w)
		c.Request = httptest.NewRequest(http.MethodGet, "/", nil)
		c.Set(hasETag, true)
		for _, line := range given {
			c.Request.Header.Add("If-None-Match", line)
		}
		if err := respondJSON(c, value); err != nil {
			t.Fatal(err)
		}
		return w
	}
	tag := answer("a").Header().Get("ETag")
	if other := answer("b").Header().Get("ETag"); tag == "" || other == tag || answer("a").Header().Get("ETag") != tag {
		t.Errorf("tags %q and %q", tag, other)
	}
	for _, c := range []struct {
		given []string
		want  int
	}{
		{nil, 200}, {[]string{`"x"`}, 200}, {[]string{tag}, 304}, {[]string{tag[2:]}, 304}, {[]string{`"x", ` + tag}, 304}, {[]string{`"x"`, tag}, 304}, {[]string{"*"}, 304}, {[]string{""}, 200},
	} {
		w := answer("a", c.given...)
		if w.Code != c.want || (w.Body.Len() == 0) != (c.want == 304) || w.Header().Get("ETag") != tag || w.Header().Get("Cache-Control") != "private, no-cache" {
			t.Errorf("%q: %d %q %v", c.given, w.Code, w.Body, w.Header())
		}
	}
}
