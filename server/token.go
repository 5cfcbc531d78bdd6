package server

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"
)

// tokenCheck compares what a request brings with the token. It keeps the
// token's digest alone: digests have one length, so the time that a comparison
// takes tells nothing about the token, not even how long it is.
type tokenCheck struct{ digest [sha256.Size]byte }

// newTokenCheck returns nil, which lets everybody in, for the empty token.
func newTokenCheck(token string) *tokenCheck {
	if token == "" {
		return nil
	}
	return &tokenCheck{sha256.Sum256([]byte(token))}
}

func (t *tokenCheck) accepts(r *http.Request) bool {
	given, ok := tokenOf(r)
	digest := sha256.Sum256([]byte(given))
	return subtle.ConstantTimeCompare(digest[:], t.digest[:]) == 1 && ok
}

// tokenOf is the bearer token, or the password of HTTP Basic under any user name.
func tokenOf(r *http.Request) (string, bool) {
	if _, password, ok := r.BasicAuth(); ok {
		return password, true
	}
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(token), ok && strings.EqualFold(scheme, "Bearer")
}
