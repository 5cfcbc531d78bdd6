package telling

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// failure is an attempt that failed, in words of this package alone: what others say may
// hold an address.
type failure struct {
	says string
	// slow says that the channel did not answer in time.
	slow bool
	// after is how long the channel asks to wait, 0 where it does not.
	after time.Duration
}

func (f *failure) Error() string { return f.says }

// answered is the failure of an answer that is no success.
func answered(code int, header http.Header, now time.Time) *failure {
	f := &failure{says: "it answered " + status(code)}
	if code >= 300 && code < 400 {
		f.says += ", and redirects are not followed"
	}
	given := header.Get("Retry-After")
	if seconds, err := strconv.Atoi(given); err == nil && seconds > 0 {
		f.after = time.Duration(min(seconds, 7*24*3600)) * time.Second
	} else if at, err := http.ParseTime(given); err == nil && at.After(now) {
		f.after = at.Sub(now)
	}
	return f
}

func status(code int) string {
	return strings.TrimSpace(strconv.Itoa(code) + " " + http.StatusText(code))
}

// unreachable words an error of the network.
func unreachable(err error) *failure {
	var dns *net.DNSError
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var netErr net.Error
	says := "it could not be reached"
	switch {
	case errors.Is(err, context.Canceled):
		says = "the sender was stopped"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &netErr) && netErr.Timeout():
		says = late
	case errors.As(err, &dns):
		says = "no host has its name"
	case errors.Is(err, syscall.ECONNREFUSED):
		says = "it refused the connection"
	case errors.As(err, &certificate):
		says = "its certificate cannot be trusted"
	case errors.As(err, &record):
		says = "it does not speak TLS"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		says = "it cut the connection"
	}
	return &failure{says: says, slow: says == late}
}

// late is what is said of a channel that is slow.
const late = "it did not answer in time"

var (
	// codeIn finds the status of an answer, of HTTP or of SMTP, in the words of another.
	codeIn = regexp.MustCompile(`(?:^|[\s:(])([45]\d\d)(?:[\s:),.]|$)`)
	// wordAtEnd finds the one word by which a service says why, such as Slack's channel_not_found.
	wordAtEnd = regexp.MustCompile(`: ([a-z]+(?:_[a-z]+)+)$`)
)

// refused words what shoutrrr says of a channel with this address: the status, the word of
// a service, or what the network did. All else it says is left out.
func refused(err error, address string) *failure {
	f := unreachable(err)
	if f.says != "it could not be reached" {
		return f
	}
	text := err.Error()
	if code := codeIn.FindStringSubmatch(text); code != nil && !strings.Contains(address, code[1]) {
		n, _ := strconv.Atoi(code[1])
		return &failure{says: "it answered " + status(n)}
	}
	if word := wordAtEnd.FindStringSubmatch(text); word != nil && !strings.Contains(address, word[1]) {
		return &failure{says: "it answered " + word[1]}
	}
	return f
}
