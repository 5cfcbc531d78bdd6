package cli

import (
	"errors"
	"net"
	"runtime"
	"slices"
	"testing"

	"github.com/clouddrift/guardian/internal/config"
)

func TestPagesAt(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]config.Config{
		"http://127.0.0.1:8080":    {HTTPAddr: "127.0.0.1:8080"},
		"http://127.0.0.1:9":       {HTTPAddr: ":9"},
		"http://127.0.0.1:80":      {HTTPAddr: "0.0.0.0:80"},
		"http://127.0.0.1:81":      {HTTPAddr: "[::]:81"},
		"http://[::1]:8080":        {HTTPAddr: "[::1]:8080"},
		"http://localhost:8080":    {HTTPAddr: "localhost:8080"},
		"https://guardian.example": {HTTPAddr: "127.0.0.1:0", PublicURL: "https://guardian.example"},
	} {
		if got, err := pagesAt(c); err != nil || got != want {
			t.Errorf("%+v: %s, %v; want %s", c, got, err, want)
		}
	}
	var setting *config.Error
	if _, err := pagesAt(config.Config{HTTPAddr: "127.0.0.1:0"}); !errors.As(err, &setting) {
		t.Errorf("got %v", err)
	}
}

func TestListens(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	if !listens(addr) {
		t.Error("nobody hears")
	}
	l.Close()
	if listens(addr) {
		t.Error("somebody hears")
	}
}

func TestBrowserCommand(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("other systems have one command each")
	}
	for _, name := range []string{"DISPLAY", "WAYLAND_DISPLAY", "BROWSER"} {
		got := browserCommand(func(asked string) string { return map[string]string{name: "x"}[asked] })
		if !slices.Equal(got, []string{"xdg-open"}) {
			t.Errorf("%s: %v", name, got)
		}
	}
	if got := browserCommand(func(string) string { return "" }); got != nil {
		t.Errorf("without a screen %v", got)
	}
}
