package server

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/sirupsen/logrus"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// deaf is a client that takes no byte of an answer.
type deaf struct{ *httptest.ResponseRecorder }

func (deaf) Write([]byte) (int, error) { return 0, errors.New("connection reset") }

// TestBrokenOffDownloads: the log and the metrics tell how a download ended, not
// the 200 that it began with.
func TestBrokenOffDownloads(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		left, deaf, stopping bool
		status, level        string
	}{
		"the client left":        {left: true, status: "499", level: "info"},
		"the client takes none":  {deaf: true, status: "499", level: "info"},
		"the server stops":       {left: true, stopping: true, status: "503", level: "error"},
		"the database went away": {status: "503", level: "error"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var lines bytes.Buffer
			log := logrus.New()
			log.SetOutput(&lines)
			log.SetFormatter(&logrus.JSONFormatter{})
			s := New(Config{Reader: &repositories.Reader{}, Log: log})
			s.stopping.Store(test.stopping)
			ctx, leave := context.WithCancel(t.Context())
			defer leave()
			engine := gin.New()
			engine.Use(identify, s.observe, s.catchPanic)
			engine.GET("/list", func(c *gin.Context) {
				_ = s.download(c, "list", "ndjson", func(_ context.Context, w io.Writer, _ format) error {
					if _, err := w.Write(make([]byte, 2*exportBuffer)); err != nil {
						return err
					}
					if test.left {
						leave()
					}
					return &models.Error{Kind: models.ErrUnavailable}
				})
			})
			recorder := httptest.NewRecorder()
			var w http.ResponseWriter = recorder
			if test.deaf {
				w = deaf{recorder}
			}
			func() {
				defer func() {
					if cause := recover(); cause != http.ErrAbortHandler {
						t.Errorf("the answer ends with %v", cause)
					}
				}()
				engine.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "/list", nil))
			}()
			registry := prometheus.NewRegistry()
			registry.MustRegister(s.metrics.requests)
			families, err := registry.Gather()
			if err != nil || !strings.Contains(families[0].String(), test.status) {
				t.Errorf("counted as %v: %v", families, err)
			}
			line := lines.String()[strings.LastIndex(strings.TrimSpace(lines.String()), "\n")+1:]
			for _, want := range []string{`"status":` + test.status, `"level":"` + test.level + `"`, `"requestId":"` + recorder.Header().Get(requestIDHeader)} {
				if !strings.Contains(line, want) {
					t.Errorf("no %s in %s", want, line)
				}
			}
		})
	}
}
