package reports

import (
	"bytes"
	"errors"
	"io"
	"time"

	"github.com/clouddrift/guardian/models"
	"github.com/go-json-experiment/json/jsontext"
)

// errStop ends a walk early, without anything being wrong, and errLast at the report's
// end.
var errStop, errLast = errors.New("stop"), errors.New("the last one")

// newDecoder reads JSON leniently where people would: bytes that are no UTF-8
// become U+FFFD. Equal names in an object are left to the cursor.
func newDecoder(r io.Reader) *jsontext.Decoder {
	return jsontext.NewDecoder(r, jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
}

// cursor walks JSON and turns what it meets into an *Error with its place.
type cursor struct {
	dec *jsontext.Decoder
	// base and path are where the decoder's text begins within the report.
	base int64
	path jsontext.Pointer
	// own: it reads a resource's values, so that names are the report's own but for the
	// first.
	own bool
	// makeReport is what to do instead, where the file is not what is read.
	makeReport string
	// kept counts what is remembered of the report; nil where it is read once more.
	kept *kept
}

// another goes on to the next object after the report's, or gives errLast.
func (c *cursor) another() error {
	if c.dec.PeekKind() == jsontext.KindBeginObject {
		return nil
	}
	switch _, err := c.dec.ReadToken(); {
	case err == nil, isSyntax(err):
		return c.fail("more follows after the report's JSON object; want nothing after it")
	case !errors.Is(err, io.EOF):
		return err
	}
	return errLast
}

// readable writes a place within the decoder's text as people write it.
func (c *cursor) readable(within jsontext.Pointer) string {
	if c.own {
		return readablePath(c.path+within, 1)
	}
	return readablePath(c.path+within, -1)
}

// fail is an *Error at the value that was read or peeked at last.
func (c *cursor) fail(want string) error {
	return &Error{offset: c.base + c.dec.InputOffset(), Path: c.readable(c.dec.StackPointer()), Want: want}
}

// failAt is fail for a part of the value that was read last.
func (c *cursor) failAt(part jsontext.Pointer, want string) error {
	return &Error{offset: c.base + c.dec.InputOffset(), Path: c.readable(c.dec.StackPointer() + part), Want: want}
}

// syntax gives an error of the decoder its place; the file's own errors pass.
func (c *cursor) syntax(err error) error {
	var syntax *jsontext.SyntacticError
	switch {
	case errors.As(err, &syntax):
		return &Error{
			offset: c.base + syntax.ByteOffset,
			Path:   c.readable(syntax.JSONPointer),
			Want:   syntaxProblem(syntax, c.makeReport),
		}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return c.fail(cutShort + c.makeReport)
	}
	return err
}

// next reads a token of the kind that want names.
func (c *cursor) next(kind jsontext.Kind, want string) (jsontext.Token, error) {
	t, err := c.dec.ReadToken()
	if err != nil {
		return t, c.syntax(err)
	}
	if t.Kind() != kind {
		return t, c.fail("want " + want + ", not " + kindName(t.Kind()))
	}
	return t, nil
}

func kindName(k jsontext.Kind) string {
	switch k {
	case jsontext.KindBeginObject:
		return "an object"
	case jsontext.KindBeginArray:
		return "an array"
	case jsontext.KindString:
		return "a string"
	case jsontext.KindNumber:
		return "a number"
	}
	return k.String()
}

// null reads a null if that is next, and says whether it was.
func (c *cursor) null() bool {
	if c.dec.PeekKind() != jsontext.KindNull {
		return false
	}
	_, err := c.dec.ReadToken()
	return err == nil
}

// members reads an object, in which each name stands once; each member's value is read
// by visit. The error of visit ends the walk; errStop does so without reading the rest.
func (c *cursor) members(visit func(name string) error) error {
	seen := map[string]bool{}
	return c.allMembers(func(name string) error {
		if seen[name] {
			return c.fail(twice)
		}
		seen[name] = true
		return visit(name)
	})
}

const twice = "stands twice; want each name of an object once"

// allMembers is members where a name may stand more than once.
func (c *cursor) allMembers(visit func(name string) error) error {
	if _, err := c.next(jsontext.KindBeginObject, "an object"); err != nil {
		return err
	}
	for c.dec.PeekKind() != jsontext.KindEndObject {
		t, err := c.dec.ReadToken()
		if err != nil {
			return c.syntax(err)
		}
		if err := visit(t.String()); err != nil {
			return err
		}
	}
	_, err := c.dec.ReadToken()
	return err
}

// optionalMembers is members where null stands for an absent object.
func (c *cursor) optionalMembers(visit func(name string) error) error {
	if c.null() {
		return nil
	}
	return c.members(visit)
}

// elements reads an array, null being an empty one; each element is read by visit.
func (c *cursor) elements(visit func() error) error {
	if c.null() {
		return nil
	}
	if _, err := c.next(jsontext.KindBeginArray, "an array"); err != nil {
		return err
	}
	for c.dec.PeekKind() != jsontext.KindEndArray {
		if err := visit(); err != nil {
			return err
		}
		if full := c.kept.full(); full != "" {
			return c.fail(full)
		}
	}
	_, err := c.dec.ReadToken()
	return err
}

func (c *cursor) text() (string, error) {
	t, err := c.next(jsontext.KindString, "a string")
	if err != nil {
		return "", err
	}
	return t.String(), nil
}

// optionalText is text where null is "".
func (c *cursor) optionalText() (string, error) {
	if c.null() {
		return "", nil
	}
	return c.text()
}

// texts reads an array of strings.
func (c *cursor) texts() (list []string, err error) {
	err = c.elements(func() error {
		text, err := c.text()
		list = append(list, text)
		return err
	})
	return list, err
}

func (c *cursor) boolean() (bool, error) {
	t, err := c.dec.ReadToken()
	if err != nil {
		return false, c.syntax(err)
	}
	if k := t.Kind(); k != jsontext.KindTrue && k != jsontext.KindFalse {
		return false, c.fail("want true or false, not " + kindName(k))
	}
	return t.Bool(), nil
}

// moment is a time in UTC, zero for null and for Go's zero time, which is written for none.
func (c *cursor) moment() (time.Time, error) {
	text, err := c.optionalText()
	if err != nil || text == "" {
		return time.Time{}, err
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, c.fail("want a time such as 2006-01-02T15:04:05Z, not " + found(text))
	}
	if t.Unix() == (time.Time{}).Unix() {
		return time.Time{}, nil
	}
	return t.UTC(), nil
}

// value decodes the next value as models.DecodeJSON does. A name may stand in an
// object once more with the same value: there are such plans about, mended by hand.
func (c *cursor) value() (any, error) {
	v, err := models.DecodeJSONFrom(c.dec)
	switch {
	case errors.Is(err, models.ErrTwoValues):
		return nil, c.fail(twice)
	case err != nil:
		return nil, c.syntax(err)
	}
	return v, nil
}

// values decodes an object, or null as nil.
func (c *cursor) values() (map[string]any, error) {
	if c.null() {
		return nil, nil
	}
	if k := c.dec.PeekKind(); k != jsontext.KindBeginObject && k != jsontext.KindInvalid {
		t, err := c.dec.ReadToken()
		if err != nil {
			return nil, c.syntax(err)
		}
		return nil, c.fail("want an object or null, not " + kindName(t.Kind()))
	}
	v, err := c.value()
	if err != nil {
		return nil, err
	}
	return v.(map[string]any), nil
}

func (c *cursor) skip() error {
	if err := c.dec.SkipValue(); err != nil {
		return c.syntax(err)
	}
	return nil
}

// raw gives the next value as it stands.
func (c *cursor) raw() (jsontext.Value, error) {
	raw, err := c.dec.ReadValue()
	if err != nil {
		return nil, c.syntax(err)
	}
	return raw.Clone(), nil
}

// inside reads the next value whole and gives a cursor over it.
func (c *cursor) inside() (*cursor, jsontext.Value, error) {
	raw, err := c.dec.ReadValue()
	if err != nil {
		return nil, nil, c.syntax(err)
	}
	return &cursor{
		dec:  newDecoder(bytes.NewBuffer(raw)),
		base: c.base + c.dec.InputOffset() - int64(len(raw)),
		path: c.path + c.dec.StackPointer(),

		makeReport: c.makeReport, kept: c.kept,
	}, raw, nil
}
