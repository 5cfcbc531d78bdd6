package pages

import (
	"strings"
	"time"

	"github.com/clouddrift/guardian/models"
)

// relative is another drift of the same resource, with what was decided about it.
type relative struct {
	Heading string // up to the link
	Link    string
	Href    string // "" where it is deleted
	Status  string // in words, after the link
	By      string
	Reason  string
	When    *moment
	Until   *moment // when the approval ends or ended, nil for never
	Ticket  string
}

// predecessorOf tells of the drift whose place another took, if there is one.
func predecessorOf(now time.Time, r *models.Relative) *relative {
	return relativeOf(now, r, "It took the place of", "an earlier drift")
}

// successorOf tells of the drift that took the place of another, if there is one.
func successorOf(now time.Time, r *models.Relative) *relative {
	return relativeOf(now, r, "Its place was taken by", "a newer drift")
}

func relativeOf(now time.Time, r *models.Relative, heading, link string) *relative {
	if r == nil {
		return nil
	}
	v := &relative{Heading: heading, Link: link, Href: driftHref(r.ID), By: text(r.DecidedByEmail), Reason: text(r.Reason)}
	if r.Status == "" {
		v.Href, v.Status = "", "which is deleted by now"
		return v
	}
	if r.Deactivated {
		v.By += deactivated
	}
	is := "is"
	if r.Superseded {
		is = "was"
	}
	v.Status = strings.Join([]string{"which", is, string(r.Status)}, " ")
	v.Until, v.Ticket = untilOf(now, r.ApprovedUntil), r.Ticket
	if r.DecidedAt != nil {
		when := momentOf(now, *r.DecidedAt)
		v.When = &when
	}
	return v
}
