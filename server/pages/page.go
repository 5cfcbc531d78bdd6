// Package pages turns what the ledger holds into pages for people: words, tables,
// plots, and what of a drift's two states differs. It knows neither HTTP nor the
// database; the time by which it tells ages is handed in.
//
// Each page has a function that makes a [Page] of entities; the lists of one shape
// make a [Table], which [List] puts on a page with the form of its filters.
package pages

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// Page is one page, ready to be shown in a [Frame].
type Page struct {
	template string
	title    string // of the browser's tab
	body     any
}

// Frame is what stands around a page.
type Frame struct {
	At        Address
	Now       time.Time
	Version   string
	RequestID string
	// Sections are the entries of the navigation.
	Sections []Section
	// Failed is for the page of an error, which is no other way to look at something.
	Failed bool
}

// layout is what the template of the frame shows.
type layout struct {
	Title     string
	Nav       []navigated
	Version   string
	RequestID string
	Rendered  moment
	JSON      string // the address of the same content as JSON; "" where there is none
	Body      any
}

// Section is an entry of the navigation.
type Section struct{ Name, Path string }

// navigated is a section, and whether the page is of it.
type navigated struct {
	Section
	Current bool
}

// Render writes a page in its frame as HTML.
func (p Page) Render(f Frame) ([]byte, error) {
	l := layout{Title: p.title, Version: f.Version, RequestID: f.RequestID, Rendered: momentOf(f.Now, f.Now), Body: p.body}
	for _, s := range f.Sections {
		current := f.At.path == s.Path || s.Path != "/debug" && strings.HasPrefix(f.At.path, s.Path+"/")
		l.Nav = append(l.Nav, navigated{s, current})
	}
	if !f.Failed {
		l.JSON = f.At.with("format", "json")
	}
	var b bytes.Buffer
	if err := templates[p.template].ExecuteTemplate(&b, "layout.html", l); err != nil {
		return nil, fmt.Errorf("rendering the page %s: %w", p.template, err)
	}
	return b.Bytes(), nil
}
