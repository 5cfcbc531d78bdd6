package server

import (
	"context"
	"errors"
	"net/http"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/server/pages"
)

// statusClientGone is for the access log alone: the client went away before the
// answer. The number is nginx's.
const statusClientGone = 499

// statuses is the one table from a kind of error to its status.
var statuses = []struct {
	kind   error
	status int
}{
	{models.ErrInvalid, http.StatusBadRequest},
	{models.ErrForbidden, http.StatusForbidden},
	{models.ErrNotFound, http.StatusNotFound},
	{models.ErrConflict, http.StatusConflict},
	{models.ErrImmutable, http.StatusConflict},
	{models.ErrUnavailable, http.StatusServiceUnavailable},
	{context.Canceled, statusClientGone},
	{models.ErrTimeout, http.StatusGatewayTimeout},
	{context.DeadlineExceeded, http.StatusGatewayTimeout},
}

// sentences say what a person can do where the error has no words for it.
var sentences = map[int]string{
	http.StatusInternalServerError: "Something went wrong here. The log has the cause under the request id.",
	http.StatusServiceUnavailable:  "The database cannot be reached right now. Try again in a moment.",
	http.StatusGatewayTimeout:      "The database took too long. Try again, or narrow the filters.",
}

// problem is the body of every error, as RFC 9457 has it. The type is always
// about:blank, so the title is the status's own phrase.
type problem struct {
	Type          string         `json:"type"`
	Title         string         `json:"title"`
	Status        int            `json:"status"`
	Detail        string         `json:"detail,omitempty"`
	Instance      string         `json:"instance,omitempty"`
	RequestID     string         `json:"requestId"`
	InvalidParams []invalidParam `json:"invalidParams,omitempty"`
}

type invalidParam struct {
	Name   string `json:"name"`
	Reason string `json:"reason"`
}

// statusError is an error of this package's own that already knows its status.
type statusError struct {
	status int
	detail string
}

func (e *statusError) Error() string { return e.detail }

// problemOf turns an error into what may be shown of it.
func problemOf(err error) problem {
	p := problem{Type: "about:blank", Status: http.StatusInternalServerError}
	var own *statusError
	var known *models.Error
	switch {
	case errors.As(err, &own):
		p.Status, p.Detail = own.status, own.detail
	default:
		for _, row := range statuses {
			if errors.Is(err, row.kind) {
				p.Status = row.status
				break
			}
		}
		told := p.Status < http.StatusInternalServerError
		if errors.As(err, &known) && (told || p.Status == http.StatusServiceUnavailable && known.Message != "") {
			shown := *known
			shown.Fields = fewProblems(known.Fields, "values")
			p.Detail = shown.Error() // what the database lacks, too
			for _, f := range shown.Fields {
				p.InvalidParams = append(p.InvalidParams, invalidParam{f.Field, f.Problem})
			}
		}
	}
	if p.Title = http.StatusText(p.Status); p.Title == "" {
		p.Title = "Client Closed Request"
	}
	if p.Detail == "" {
		p.Detail = sentences[p.Status]
	}
	return p
}

// page is the problem as its page shows it.
func (p problem) page() pages.Problem {
	shown := pages.Problem{Status: p.Status, Title: p.Title, Detail: p.Detail, RequestID: p.RequestID}
	for _, wrong := range p.InvalidParams {
		shown.InvalidParams = append(shown.InvalidParams, pages.InvalidParam(wrong))
	}
	return shown
}
