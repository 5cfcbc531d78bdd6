package server

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
)

// What works, what downloads, what is counted and the health routes have room in the pool at once.
func TestPoolIsSharedOut(t *testing.T) {
	t.Parallel()
	for pool := 4; pool <= 100; pool++ {
		l := newLimiter(pool, time.Second)
		if sum := cap(l.work) + cap(l.exports) + 2; sum > pool {
			t.Errorf("of a pool of %d: %d", pool, sum)
		}
	}
}

// The time that a request has begins before it waits for its turn.
func TestWaitingIsPartOfTheTime(t *testing.T) {
	t.Parallel()
	s := &site{queryTimeout: time.Minute, limit: newLimiter(10, time.Minute)}
	router, asked := gin.New(), false
	router.GET("/", s.takeTurn, func(c *gin.Context) {
		asked = true
		if end, has := c.Request.Context().Deadline(); !has || end.After(time.Now().Add(s.queryTimeout+answerTimeout)) {
			t.Errorf("a request has until %s", end)
		}
	})
	router.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	if short := newLimiter(10, time.Second).patience; !asked || short != time.Second || s.limit.patience != queueTimeout {
		t.Errorf("asked: %v; of a second somebody waits for %s, of a minute for %s", asked, short, s.limit.patience)
	}
}

// Who lost the time of a request by waiting is told to come back, and who lost it in the database to ask for less.
func TestWhatTookTheTime(t *testing.T) {
	t.Parallel()
	s := &site{queryTimeout: time.Minute}
	over, cancel := context.WithDeadline(t.Context(), time.Now())
	defer cancel()
	for want, turn := range map[int]context.Context{http.StatusServiceUnavailable: over, http.StatusGatewayTimeout: t.Context()} {
		router := gin.New()
		s.add(&router.RouterGroup, route{path: "/", told: "late", json: []any{health{}}, answer: func(*gin.Context) error { return context.DeadlineExceeded }})
		w := httptest.NewRecorder()
		router.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil).WithContext(turn))
		if w.Code != want || (w.Header().Get("Retry-After") != "") != (want == http.StatusServiceUnavailable) {
			t.Errorf("got %d, want %d; Retry-After: %q", w.Code, want, w.Header().Get("Retry-After"))
		}
	}
}
