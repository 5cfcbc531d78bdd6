package models_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

func TestSessionInputs(t *testing.T) {
	t.Parallel()
	type in = models.CreateSessionInput
	token := strings.Repeat("t", models.MinTokenLength)
	later := time.Now().Add(time.Hour)
	checkInput(t, in{UserID: someone, Token: token, ExpiresAt: later, IPAddress: someIP, UserAgent: "curl"}, slices.Concat(
		limit("userAgent", 500, false, func(s *in, text string) { s.UserAgent = text }),
		[]change[in]{
			{"nobody", func(s *in) { s.UserID = uuid.Nil }, []string{"userId"}},
			{"a random token", func(s *in) { s.Token = "" }, nil},
			{"a short token", func(s *in) { s.Token = token[1:] }, []string{"token"}},
			{"the longest token", func(s *in) { s.Token = strings.Repeat("t", models.MaxTokenLength) }, nil},
			{"a long token", func(s *in) { s.Token = strings.Repeat("t", models.MaxTokenLength+1) }, []string{"token"}},
			{"a token not in UTF-8", func(s *in) { s.Token = token + "\xff" }, []string{"token"}},
			{"no end", func(s *in) { s.ExpiresAt = time.Time{} }, []string{"expiresAt"}},
			{"an end that was", func(s *in) { s.ExpiresAt = noon.AddDate(-20, 0, 0) }, []string{"expiresAt"}},
			{"an end too late", func(s *in) { s.ExpiresAt = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, []string{"expiresAt"}},
			{"no address", func(s *in) { s.IPAddress = nil }, nil},
			{"an empty address", func(s *in) { s.IPAddress = &models.IP{} }, []string{"ipAddress"}},
			{"an address with a zone", func(s *in) { s.IPAddress = &models.IP{Addr: zoned} }, []string{"ipAddress"}},
		},
	))
	type rotate = models.RotateSessionInput
	checkInput(t, rotate{Token: "old", NewToken: token}, slices.Concat(
		limit("userAgent", 500, false, func(s *rotate, text string) { s.UserAgent = text }),
		[]change[rotate]{
			{"no token", func(s *rotate) { s.Token = "" }, []string{"token"}},
			{"a random new token", func(s *rotate) { s.NewToken = "" }, nil},
			{"a short new token", func(s *rotate) { s.NewToken = "short" }, []string{"newToken"}},
			{"the same token", func(s *rotate) { s.Token, s.NewToken = token, token }, []string{"newToken"}},
			{"a new end", func(s *rotate) { s.ExpiresAt = later }, nil},
			{"an end that was", func(s *rotate) { s.ExpiresAt = noon.AddDate(-20, 0, 0) }, []string{"expiresAt"}},
			{"an empty address", func(s *rotate) { s.IPAddress = &models.IP{} }, []string{"ipAddress"}},
		},
	))
	for _, err := range []error{in{Token: token[1:]}.Validate(), rotate{Token: token, NewToken: token}.Validate()} {
		if strings.Contains(err.Error(), token[1:]) {
			t.Errorf("the error shows the token: %v", err)
		}
	}
}
