package telling

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/clouddrift/guardian/models"
)

// Services are spoken to in their own form: Mattermost takes Slack's, ntfy a text with a title.
func TestServices(t *testing.T) {
	t.Parallel()
	taken := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		taken <- r.Method + " " + r.URL.Path + " " + r.Header.Get("Title") + " " + string(body)
		if strings.HasPrefix(r.URL.Path, "/refused") {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		if strings.HasPrefix(r.URL.Path, "/hooks/") {
			fmt.Fprint(w, "ok")
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"id": "1"})
	}))
	t.Cleanup(server.Close)
	host := strings.TrimPrefix(server.URL, "http://")
	o := outgoing{Message: models.Message{Title: "critical drift in prod: aws_instance.a"}, items: []item{{Rule: "r", Severity: models.SeverityInfo, Says: "It <!channel> rests."}}}
	for address, want := range map[string][]string{
		"mattermost://" + host + "/TOKEN?disabletls=yes": {"POST /hooks/TOKEN", `"text":"critical drift in prod: aws_instance.a`, "‹!channel›"},
		"ntfy://" + host + "/topic?scheme=http":          {"POST /topic critical drift in prod: aws_instance.a", "info: r\n  It ‹!channel› rests."},
	} {
		s, ok := newService(address, "")
		if !ok {
			t.Fatalf("%s cannot be used", address)
		}
		if err := s.send(t.Context(), o); err != nil {
			t.Errorf("%s: %v", address, err)
		}
		got := <-taken
		for _, part := range want {
			if !strings.Contains(got, part) {
				t.Errorf("%s got %q, which lacks %q", address, got, part)
			}
		}
	}
	s, _ := newService("ntfy://"+host+"/refused?scheme=http", "")
	err := s.send(t.Context(), o)
	<-taken
	if err == nil || err.Error() != "it answered 503 Service Unavailable" && err.Error() != "it could not be reached" {
		t.Errorf("refused: %v", err)
	}
	if s, ok := newService("ntfy://"+host+"/topic", ""); !ok || s.send(t.Context(), outgoing{items: []item{{Kind: models.NoticeResolved}}}) != nil {
		t.Error("nothing to tell is told")
	}
}

// Of messages that are sent to one channel at once each has its own title.
func TestTitlesOfMessagesAtOnce(t *testing.T) {
	t.Parallel()
	const messages = 64
	taken := make(chan string, messages)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprint(w, "{}")
		first, _, _ := strings.Cut(string(body), "\n")
		taken <- r.Header.Get("Title") + "|" + first
	}))
	defer server.Close()
	s, ok := newService("ntfy://"+strings.TrimPrefix(server.URL, "http://")+"/topic?scheme=http", "")
	if !ok {
		t.Fatal("cannot be used")
	}
	var sending errgroup.Group
	for n := range messages {
		o := outgoing{Message: models.Message{Title: fmt.Sprintf("drift %d", n)}, items: []item{{Rule: "r", Says: "It rests."}}}
		sending.Go(func() error { return s.send(t.Context(), o) })
	}
	if err := sending.Wait(); err != nil {
		t.Fatal(err)
	}
	for range messages {
		if title, first, _ := strings.Cut(<-taken, "|"); title != first {
			t.Errorf("the message %q has the title %q", first, title)
		}
	}
}

// A mail has the first line as its subject, and no header that a resource's name brings.
func TestMail(t *testing.T) {
	t.Parallel()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	mail := make(chan string, 1)
	go takeMail(l, mail)
	s, ok := newService("smtp://"+l.Addr().String()+"/?from=guardian@example.com&to=ops@example.com&usestarttls=no&encryption=None&auth=None", "")
	if !ok {
		t.Fatal("cannot be used")
	}
	id := uuid.New()
	items := []item{{Kind: models.NoticeAlert, Drift: &id, Severity: models.SeverityInfo, Says: "It rests.", Address: "a\nContent-Type: text/html"}}
	o := outgoing{Message: models.Message{Title: titleOf(group{scope: "prod\r\n\nb"}, items)}, items: items}
	if err := s.send(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if got := <-mail; !strings.Contains(got, "Subject: info drift in prod   b: a Content-Type: text/html\n") || strings.Contains(got, "\nContent-Type: text/html") || !strings.Contains(got, "It rests.") || !strings.Contains(got, "ops@example.com") {
		t.Errorf("mail %q", got)
	}
}

// takeMail speaks SMTP with one client, and hands over all that it said.
func takeMail(l net.Listener, mail chan<- string) {
	conn, err := l.Accept()
	if err != nil {
		return
	}
	defer conn.Close()
	var said strings.Builder
	fmt.Fprint(conn, "220 test\r\n")
	lines := bufio.NewScanner(conn)
	for data := false; lines.Scan(); {
		line := lines.Text()
		said.WriteString(line + "\n")
		switch {
		case data && line == ".":
			data = false
			fmt.Fprint(conn, "250 ok\r\n")
			mail <- said.String()
		case data:
		case strings.HasPrefix(line, "DATA"):
			data = true
			fmt.Fprint(conn, "354 go on\r\n")
		case strings.HasPrefix(line, "QUIT"):
			fmt.Fprint(conn, "221 bye\r\n")
			return
		default:
			fmt.Fprint(conn, "250 ok\r\n")
		}
	}
}
