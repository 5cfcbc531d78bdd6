package server_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// What is more than a little is compressed where the client takes it, and is the same.
func TestCompressed(t *testing.T) {
	t.Parallel()
	l, h := newFurnished(t)
	site := httptest.NewServer(h)
	t.Cleanup(site.Close)
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	ask := func(path, accept, encoding string) (*http.Response, []byte) {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, site.URL+path, nil)
		must(t, err)
		request.Header.Set("Accept", accept)
		request.Header.Set("Accept-Encoding", encoding)
		answer, err := client.Do(request)
		must(t, err)
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		must(t, err)
		return answer, body
	}
	for _, c := range []struct{ path, accept string }{
		{"/debug/drifts", "application/json"}, {"/debug/drifts?format=csv", "*/*"}, {"/debug/drifts", "application/x-ndjson"}, {"/debug/drifts/" + l.group.String(), "*/*"}, {"/metrics", "*/*"},
	} {
		_, plain := ask(c.path, c.accept, "identity")
		for encoding, reader := range map[string]func(io.Reader) (io.Reader, error){
			"gzip": func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
			"zstd": func(r io.Reader) (io.Reader, error) { return zstd.NewReader(r) },
		} {
			answer, body := ask(c.path, c.accept, encoding)
			if got := answer.Header.Get("Content-Encoding"); got != encoding {
				t.Errorf("%s in %s: Content-Encoding %q", c.path, encoding, got)
				continue
			}
			from, err := reader(bytes.NewReader(body))
			must(t, err)
			whole, err := io.ReadAll(from)
			must(t, err)
			if c.path != "/metrics" && !bytes.Equal(whole, plain) || len(body) >= len(plain) {
				t.Errorf("%s in %s: %d bytes that are %d, plain they are %d", c.path, encoding, len(body), len(whole), len(plain))
			}
		}
	}
	answer, _ := ask("/debug/drifts", "application/json", "gzip")
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, site.URL+"/debug/drifts", nil)
	must(t, err)
	request.Header.Set("Accept-Encoding", "gzip")
	request.Header.Set("If-None-Match", answer.Header.Get("ETag"))
	same, err := client.Do(request)
	must(t, err)
	same.Body.Close()
	if same.StatusCode != http.StatusNotModified {
		t.Errorf("with its own tag: %d", same.StatusCode)
	}
	if small, _ := ask("/healthz", "application/json", "gzip"); small.Header.Get("Content-Encoding") != "" {
		t.Error("a little is compressed")
	}
}
