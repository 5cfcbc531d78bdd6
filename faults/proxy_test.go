//go:build linux

package main

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
)

// wire is a connection to a server on which things go wrong.
type wire struct {
	*toxiproxy.Proxy
	t *trial
}

func newWire(t *trial, to string) wire {
	t.Helper()
	zerolog.SetGlobalLevel(zerolog.Disabled)
	p := toxiproxy.NewProxy(toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop()), "database", "127.0.0.1:0", to)
	t.ok(p.Start())
	t.Cleanup(p.Stop)
	return wire{p, t}
}

// through gives a URL that leads through the wire to where it led.
func (w wire) through(raw string) string {
	w.t.Helper()
	u, err := url.Parse(raw)
	w.t.ok(err)
	u.Host = w.Listen
	return u.String()
}

// spoil makes something of a kind happen to all that goes in a direction, until the wire is mended.
func (w wire) spoil(kind, stream, attributes string) {
	w.t.Helper()
	_, err := w.Toxics.AddToxicJson(strings.NewReader(fmt.Sprintf(`{"type": %q, "stream": %q, "attributes": {%s}}`, kind, stream, attributes)))
	w.t.ok(err)
}

func (w wire) mend() { w.Toxics.ResetToxics(w.t.Context()) }

// cut ends all connections and lets nobody in until it is joined.
func (w wire) cut() { w.Stop() }

func (w wire) join() {
	w.t.Helper()
	w.t.ok(w.Start())
}
