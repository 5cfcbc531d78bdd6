package models

import (
	"bytes"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// JSON is a jsonb column as the bytes of its text: nothing is decoded on the
// way through, so every digit stays. An empty JSON is NULL.
type JSON []byte

// EncodeJSON writes a decoded value (see [DecodeJSON]) as JSON. Keys come out sorted.
func EncodeJSON(v any) (JSON, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("cannot be written as JSON: %w", err)
	}
	return JSON(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), nil
}

// EncodeJSONList writes a list as [EncodeJSON] does, nil as one without members, which it writes one after the other:
// of a long list the encoder would hold the text twice.
func EncodeJSONList[T any](list []T) (JSON, error) {
	b := bytes.NewBufferString("[")
	for i, v := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		member, err := EncodeJSON(v)
		if err != nil {
			return nil, err
		}
		b.Write(member)
	}
	b.WriteByte(']')
	return JSON(b.Bytes()), nil
}

// MustJSON is EncodeJSON for literals in code; it panics on what JSON cannot hold.
func MustJSON(v any) JSON {
	j, err := EncodeJSON(v)
	if err != nil {
		panic(err)
	}
	return j
}

// Object decodes j as an object. An empty j is an empty one, and so is any other value: another
// client may have written it, and it says nothing by name.
func (j JSON) Object() (map[string]any, error) {
	if len(j) == 0 {
		return map[string]any{}, nil
	}
	v, err := DecodeJSON(j)
	if err != nil {
		return nil, err
	}
	if o, ok := v.(map[string]any); ok {
		return o, nil
	}
	return map[string]any{}, nil
}

// MarshalJSON gives the bytes as they are; an empty JSON is null.
func (j JSON) MarshalJSON() ([]byte, error) {
	if len(j) == 0 {
		return []byte("null"), nil
	}
	return j, nil
}

// UnmarshalJSON keeps a copy of the bytes.
func (j *JSON) UnmarshalJSON(raw []byte) error {
	*j = append(JSON(nil), raw...)
	return nil
}

// Value implements driver.Valuer; an empty JSON is NULL.
func (j JSON) Value() (driver.Value, error) {
	if len(j) == 0 {
		return nil, nil
	}
	return string(j), nil
}

// Scan implements sql.Scanner; NULL is an empty JSON.
func (j *JSON) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*j = nil
	case string:
		*j = JSON(v)
	case []byte:
		*j = append(JSON(nil), v...)
	default:
		return fmt.Errorf("json: cannot read %T", src)
	}
	return nil
}

// DecodeJSON reads one JSON value as nil, bool, [json.Number], string, []any or
// map[string]any. It is strict: UTF-8, no name twice in an object, nothing after
// the value, at most 10,000 levels. Numbers stay text, so every digit is kept.
// The error's text can be shown.
func DecodeJSON(raw []byte) (any, error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(raw))
	v, err := DecodeJSONFrom(d)
	if err != nil {
		return nil, jsonProblem(err)
	}
	if _, err := d.ReadToken(); err != io.EOF {
		return nil, errors.New("is not JSON: more follows after the value")
	}
	return v, nil
}

// ErrTwoValues: a name stands twice in one object, with values that differ.
var ErrTwoValues = errors.New("a name stands twice in an object, with two values")

// DecodeJSONFrom reads the next value of a stream, as [DecodeJSON] does, with the
// stream's own options and errors, and with [ErrTwoValues] where the stream's options
// let a name stand twice.
func DecodeJSONFrom(d *jsontext.Decoder) (any, error) {
	t, err := d.ReadToken()
	if err != nil {
		return nil, err
	}
	switch t.Kind() {
	case jsontext.KindNull:
		return nil, nil
	case jsontext.KindTrue, jsontext.KindFalse:
		return t.Bool(), nil
	case jsontext.KindString:
		return t.String(), nil
	case jsontext.KindNumber:
		return json.Number(t.String()), nil
	case jsontext.KindBeginArray:
		return decodeArray(d)
	default:
		return decodeObject(d)
	}
}

func decodeArray(d *jsontext.Decoder) (any, error) {
	list := []any{}
	for d.PeekKind() != jsontext.KindEndArray {
		v, err := DecodeJSONFrom(d)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := d.ReadToken()
	return list, err
}

func decodeObject(d *jsontext.Decoder) (any, error) {
	object := map[string]any{}
	for d.PeekKind() != jsontext.KindEndObject {
		name, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		key := name.String()
		value, err := DecodeJSONFrom(d)
		if err != nil {
			return nil, err
		}
		if before, twice := object[key]; twice && !EqualJSON(before, value) {
			return nil, ErrTwoValues
		}
		object[key] = value
	}
	_, err := d.ReadToken()
	return object, err
}

// jsonProblem words a decoder's error without its package's prefix.
func jsonProblem(err error) error {
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) && !errors.Is(err, io.ErrUnexpectedEOF) {
		if errors.Is(err, jsontext.ErrDuplicateName) {
			return fmt.Errorf("is not JSON that can be kept: name %s stands twice", quote(string(syntax.JSONPointer)))
		}
		return fmt.Errorf("is not JSON: %v at byte %d", syntax.Err, syntax.ByteOffset)
	}
	return errors.New("is not JSON: it ends too soon")
}
