package reports

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// embedded reads a text that is JSON of its own: read reads its value. An error
// within has the text's place in the report and its own within the text.
func (c *cursor) embedded(read func(in *cursor) error) error {
	text, err := c.text()
	if err != nil {
		return err
	}
	in := &cursor{dec: newDecoder(strings.NewReader(text)), makeReport: c.makeReport, kept: c.kept}
	if err = read(in); err == nil {
		if _, err = in.dec.ReadToken(); err == nil || isSyntax(err) {
			err = in.fail("more follows after its value; want one value and nothing after it")
		} else if errors.Is(err, io.EOF) {
			return nil
		}
	}
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	if strings.HasPrefix(e.Want, cutShort) {
		e.Want = "it ends too early"
	}
	place := fmt.Sprintf("character %d of the JSON in this text", utf8.RuneCountInString(text[:min(int(e.offset), len(text))])+1)
	if e.Path != "" {
		place += ", at " + e.Path
	}
	return c.fail(place + ": " + e.Want)
}

// embeddedObject decodes a text that is JSON of an object; null is nil.
func (c *cursor) embeddedObject() (object map[string]any, err error) {
	if c.null() {
		return nil, nil
	}
	err = c.embedded(func(in *cursor) error {
		in.own = true
		object, err = in.values()
		return err
	})
	return object, err
}
