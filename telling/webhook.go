package telling

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// webhook sends Standard Webhooks.
type webhook struct {
	address string
	key     *standardwebhooks.Webhook
	pages   string
}

// event is the payload: the same, byte for byte, in each attempt.
type event struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      eventData `json:"data"`
}

// eventData is what a program needs to know. Drifts are the ten gravest of Total.
type eventData struct {
	Title    string  `json:"title"`
	Text     string  `json:"text"`
	Severity string  `json:"severity"`
	Scope    string  `json:"scope,omitempty"`
	Owner    string  `json:"owner,omitempty"`
	Total    int     `json:"total"`
	Drifts   []entry `json:"drifts"`
	List     string  `json:"list"`
}

// entry is one thing that an event tells.
type entry struct {
	item
	Page string `json:"page,omitempty"`
}

func (w *webhook) send(ctx context.Context, o outgoing) error {
	told := o.told()
	if len(told) == 0 {
		return nil
	}
	o.resolved = nil // a payload is the same in each attempt
	data := eventData{Title: o.Title, Text: textOf(o, w.pages), Severity: string(o.Severity), Scope: o.Scope, Owner: o.Owner,
		Total: len(told), List: listOf(o, w.pages)}
	for _, i := range told[:min(len(told), mostTold)] {
		e := entry{item: i}
		if i.Before = nil; i.Drift != nil {
			e.Page = pageOf(w.pages, "/debug/drifts/"+i.Drift.String())
		}
		data.Drifts = append(data.Drifts, e)
	}
	payload, err := json.Marshal(event{Type: "drift.told", Timestamp: o.CreatedAt.UTC(), Data: data})
	if err != nil {
		return err
	}
	// The receiver compares this with its own clock, so it is this machine's, not the ledger's.
	at := time.Now()
	signature, err := w.key.Sign(o.ID.String(), at, payload)
	if err != nil {
		return err
	}
	return post(ctx, w.address, payload, o.now, http.Header{
		http.CanonicalHeaderKey(standardwebhooks.HeaderWebhookID):        {o.ID.String()},
		http.CanonicalHeaderKey(standardwebhooks.HeaderWebhookTimestamp): {strconv.FormatInt(at.Unix(), 10)},
		http.CanonicalHeaderKey(standardwebhooks.HeaderWebhookSignature): {signature},
	})
}

// client follows no redirect: what is told goes to the address that was given, and to no other.
var client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// post sends JSON. Its error is a [failure].
func post(ctx context.Context, address string, payload []byte, now time.Time, header http.Header) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(payload))
	if err != nil {
		return &failure{says: "its address cannot be used"}
	}
	for name, values := range header {
		req.Header[name] = values
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "clouddrift-guardian")
	res, err := client.Do(req)
	if err != nil {
		return unreachable(err)
	}
	defer res.Body.Close()
	// What it says is of no use, but a connection is used again once its answer was read.
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10))
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return answered(res.StatusCode, res.Header, now)
	}
	return nil
}
