package cli

import (
	"context"
	"net/url"
	"syscall"
	"testing"
)

func TestUnanswered(t *testing.T) {
	t.Parallel()
	for cause, want := range map[error]string{
		context.DeadlineExceeded: "http://x/readyz did not answer within 5.5s",
		syscall.ECONNREFUSED:     "nothing answers at http://x/readyz: connection refused",
	} {
		if got := unanswered("http://x/readyz", &url.Error{Op: "Get", URL: "http://x/readyz", Err: cause}).Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
