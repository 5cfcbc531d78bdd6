package models

// The bounds of a page.
const (
	DefaultLimit = 50
	MaxLimit     = 500
	// MaxPage keeps page × limit within what an OFFSET takes.
	MaxPage = 10_000_000
)

// PageRequest asks for a part of a list: by Page, from 1, or by Cursor, which the
// page before gave as its Next and which costs the same at any depth.
type PageRequest struct {
	Page   int    // 0 is 1; not together with Cursor
	Limit  int    // 1 to MaxLimit; 0 is DefaultLimit
	Cursor string // opaque; of the same sort
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (p PageRequest) Validate() error {
	var c checks
	if p.Page < 0 || p.Page > MaxPage {
		c.fail("page", "takes a whole number from 1 to %d", MaxPage)
	}
	if p.Limit < 0 || p.Limit > MaxLimit {
		c.fail("limit", "takes a whole number from 1 to %d", MaxLimit)
	}
	if p.Cursor != "" && p.Page > 1 {
		c.fail("cursor", "goes without page")
	}
	return c.err()
}

// CheckLimit holds a number of rows to what a page may have, where there is no default.
func CheckLimit(limit int) error {
	if limit == 0 {
		return Invalid("limit", "is required: a whole number from 1 to 500")
	}
	return PageRequest{Limit: limit}.Validate()
}

// WithDefaults fills in what was left open.
func (p PageRequest) WithDefaults() PageRequest {
	if p.Page == 0 {
		p.Page = 1
	}
	if p.Limit == 0 {
		p.Limit = DefaultLimit
	}
	return p
}

// Page is a part of a list.
type Page[T any] struct {
	Items []T
	Total int64 // how many there are in all
	Page  int   // from 1
	Limit int
	Next  string // the cursor of what follows; "" at the end
	// AtLeast says that there are Total or more: to count them all takes long. Who asks
	// again later, and nothing has changed, gets the number.
	AtLeast bool
}

// List is the JSON of a page of a list, wherever it goes out.
type List[T any] struct {
	Items []T     `json:"items"`
	Total int64   `json:"total"` // how many there are in all
	Page  int     `json:"page"`  // from 1
	Limit int     `json:"limit"`
	Next  *string `json:"next"` // the cursor of what follows; null at the end
	// AtLeast says that there are total or more, which takes long to count.
	AtLeast bool `json:"totalAtLeast,omitempty"`
}

// ListOf gives a page as JSON shows it, each row by its response.
func ListOf[E, R any](p Page[E], response func(E) R) List[R] {
	list := List[R]{Items: make([]R, len(p.Items)), Total: p.Total, Page: p.Page, Limit: p.Limit, AtLeast: p.AtLeast}
	for i, e := range p.Items {
		list.Items[i] = response(e)
	}
	if p.Next != "" {
		list.Next = &p.Next
	}
	return list
}
