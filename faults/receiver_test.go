//go:build linux

package main

import (
	"context"
	"encoding/base64"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"github.com/clouddrift/guardian/telling"
)

// webhookSecret signs the webhooks.
var webhookSecret = "whsec_" + base64.StdEncoding.EncodeToString([]byte("a secret of thirty-two bytes, it is"))

// receiver takes webhooks.
type receiver struct {
	*httptest.Server
	t      *trial
	mu     sync.Mutex
	bodies map[string]string // by the message's id
	again  int               // how often a message came that had come before
	ahead  time.Duration     // of the tellers' clock
}

func newReceiver(t *trial) *receiver {
	t.Helper()
	r := &receiver{t: t, bodies: map[string]string{}}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(request.Body)
		if err != nil {
			return // whoever sent it was stopped
		}
		r.take(request.Header.Get("webhook-id"), string(body))
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) take(id, body string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	before, known := r.bodies[id]
	if known {
		r.again++
	}
	if known && before != body || id == "" {
		r.t.Errorf("message %q came as\n%s\nand as\n%s", id, before, body)
	}
	r.bodies[id] = body
}

// tell is one round of telling.
func (o *office) tell(ctx context.Context, _ *rand.Rand) error {
	teller := telling.Teller{
		Store: o.store,
		Now: func(ctx context.Context) (time.Time, error) {
			now, err := o.store.Now(ctx)
			return now.Add(o.told.ahead), err
		},
		Settings: telling.Settings{Secret: webhookSecret, Lookup: func(string) (string, bool) { return o.told.URL, true }},
	}
	report, err := teller.Round(ctx)
	for _, attempt := range append(report.Waiting, report.GivenUp...) {
		o.Errorf("a message was not taken: %+v", attempt)
	}
	return err
}
