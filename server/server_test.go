package server_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/server"
)

// serve runs a server on a port of its own and gives its address, what stops it,
// and what Serve returned.
func serve(t *testing.T, cfg server.Config) (address string, stop context.CancelFunc, done <-chan error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	cfg.Reader = &repositories.Reader{}
	ended := make(chan error, 1)
	go func() { ended <- server.New(cfg).Serve(ctx, l) }()
	return l.Addr().String(), cancel, ended
}

func TestGracefulStop(t *testing.T) {
	t.Parallel()
	arrived, release := make(chan struct{}), make(chan struct{})
	address, stop, done := serve(t, server.Config{Ready: func(context.Context) error {
		close(arrived)
		<-release
		return nil
	}})
	answer := make(chan string, 1)
	go func() {
		r, err := http.Get("http://" + address + "/readyz")
		if err != nil {
			answer <- err.Error()
			return
		}
		defer r.Body.Close()
		body, _ := io.ReadAll(r.Body)
		answer <- strings.TrimSpace(string(body))
	}()
	<-arrived
	stop()
	for refused := false; !refused; { // the listener closes while the request is in flight
		c, err := net.DialTimeout("tcp", address, time.Second)
		if refused = err != nil; !refused {
			c.Close()
		}
	}
	select {
	case err := <-done:
		t.Fatalf("Serve returned %v with a request in flight", err)
	default:
	}
	close(release)
	if got := <-answer; got != `{"status":"ready"}` {
		t.Errorf("the request in flight got %s", got)
	}
	if err := <-done; err != nil {
		t.Errorf("Serve returned %v", err)
	}
}

func TestServeTellsOfABrokenListener(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	must(t, l.Close())
	if err := server.New(server.Config{Reader: &repositories.Reader{}}).Serve(t.Context(), l); err == nil {
		t.Error("Serve on a closed listener returned nil")
	}
}

// TestOptionsOfTheServer: net/http answers OPTIONS * by itself where it is let.
func TestOptionsOfTheServer(t *testing.T) {
	t.Parallel()
	address, _, _ := serve(t, server.Config{})
	c, err := net.Dial("tcp", address)
	must(t, err)
	defer c.Close()
	_, err = io.WriteString(c, "OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
	must(t, err)
	answer, err := http.ReadResponse(bufio.NewReader(c), nil)
	must(t, err)
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusMethodNotAllowed || answer.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("%d, Allow: %s", answer.StatusCode, answer.Header.Get("Allow"))
	}
}
