package seed

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/clouddrift/guardian/models"
)

// object writes a JSON object of strings, given as names and values.
func object(pairs ...string) models.JSON {
	b := make([]byte, 0, 128)
	for i := 0; i < len(pairs); i += 2 {
		b = append(b, "{,"[min(i, 1)])
		b, _ = jsontext.AppendQuote(b, pairs[i]) // fails on invalid UTF-8 alone
		b = append(b, ':')
		b, _ = jsontext.AppendQuote(b, pairs[i+1])
	}
	return append(b, '}')
}
