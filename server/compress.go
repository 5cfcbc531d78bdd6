package server

import (
	"net/http"

	"github.com/klauspost/compress/gzhttp"
)

// compressed answers in gzip or zstd where the client takes it and there is more than a
// little. An answer that is broken off is broken off all the same.
func compressed(h http.Handler) http.Handler {
	wrap, err := gzhttp.NewWrapper()
	if err != nil {
		panic(err) // of options, of which there are none
	}
	return wrap(h)
}
