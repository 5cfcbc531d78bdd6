package models

// List is the JSON of a page of a list, wherever it goes out.
type List[T any] struct {
	Items []T     `json:"items"`
	Total int64   `json:"total"` // how many there are in all
	Page  int     `json:"page"`  // from 1
	Limit int     `json:"limit"`
	Next  *string `json:"next"` // the cursor of what follows; null at the end
}

// ListOf gives a page as JSON shows it, each row by its response.
func ListOf[E, R any](p Page[E], response func(E) R) List[R] {
	list := List[R]{Items: make([]R, len(p.Items)), Total: p.Total, Page: p.Page, Limit: p.Limit}
	for i, e := range p.Items {
		list.Items[i] = response(e)
	}
	if p.Next != "" {
		list.Next = &p.Next
	}
	return list
}
