package reports

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// source is a report's file, which is read from its start several times.
type source struct {
	file io.ReadSeeker
	sum  [sha256.Size]byte // of the bytes as they came; set by whole
	size int64
	kept kept // of its first reading
	// makeReport is what to do instead, where the file is not what is read.
	makeReport string
	// failed is the file's own error, if reading it gave one. The decoder would
	// wrap it, and locate takes it out again.
	failed error
}

// Read reads the file and remembers its error.
func (s *source) Read(p []byte) (int, error) {
	n, err := s.file.Read(p)
	if err != nil && err != io.EOF {
		s.failed = err
	}
	return n, err
}

var (
	bomUTF8    = []byte{0xEF, 0xBB, 0xBF}
	bomLittle  = []byte{0xFF, 0xFE}
	bomBig     = []byte{0xFE, 0xFF}
	magicGzip  = []byte{0x1F, 0x8B}
	magicZip   = []byte("PK\x03\x04")
	bufferSize = 64 << 10
)

// start goes back to the file's start and gives its text as UTF-8 without a byte
// order mark. What passes through is fed to sum, unless that is nil.
func (s *source) start(sum hash.Hash, size *int64) (io.Reader, error) {
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	var raw io.Reader = s
	if sum != nil {
		raw = io.TeeReader(raw, io.MultiWriter(sum, (*counter)(size)))
	}
	text := bufio.NewReaderSize(raw, bufferSize)
	head, err := text.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, magicGzip):
		return nil, &Error{Want: "the file is compressed with gzip; unpack it first"}
	case bytes.HasPrefix(head, magicZip):
		return nil, &Error{Want: "a saved plan or another zip archive, not JSON; " + makeWith(terraformCommand)}
	case bytes.HasPrefix(head, bomUTF8):
		_, err := text.Discard(len(bomUTF8))
		return text, err
	case bytes.HasPrefix(head, bomLittle), bytes.HasPrefix(head, bomBig):
		return transform.NewReader(text, unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder()), nil
	case wide(head, 0):
		return transform.NewReader(text, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder()), nil
	case wide(head, 1):
		return transform.NewReader(text, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder()), nil
	}
	return text, nil
}

// wide says whether a file begins as JSON does in UTF-16 without a byte order mark, the
// first character in its byte low.
func wide(head []byte, low int) bool {
	return len(head) > 1 && head[1-low] == 0 && bytes.IndexByte([]byte("{[ \t\r\n"), head[low]) >= 0
}

// counter counts what is written to it.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// object starts reading at the report's top object, of which members are read
// with cursor.members.
func (s *source) object(sum hash.Hash, size *int64) (*cursor, io.Reader, error) {
	text, err := s.start(sum, size)
	if err != nil {
		return nil, nil, err
	}
	c := &cursor{dec: newDecoder(text), makeReport: s.makeReport}
	if sum != nil {
		c.kept = &s.kept
	}
	switch c.dec.PeekKind() {
	case jsontext.KindBeginObject:
		return c, text, nil
	case jsontext.KindInvalid:
		if _, err := c.dec.ReadToken(); errors.Is(err, io.EOF) {
			return nil, nil, c.fail("the file is empty, as a command that failed leaves it; " + s.makeReport)
		} else if !isSyntax(err) {
			return nil, nil, err
		}
		return nil, nil, s.noJSON()
	}
	return nil, nil, s.noObject(c)
}

// noObject is the error of a file that begins with another JSON value, or with text that
// begins like one: "failed to read", "[command]", a date.
func (s *source) noObject(c *cursor) error {
	if is, err := s.isJSON(); err != nil {
		return err
	} else if !is {
		return s.noJSON()
	}
	if c.dec.PeekKind() != jsontext.KindBeginArray {
		return other(c.fail("a JSON value that is no object; " + s.makeReport))
	}
	if _, err := c.dec.ReadToken(); err != nil {
		return err
	}
	wrong := c.fail("a JSON array, not an object; " + s.makeReport)
	if l := likeArray(c); l != nil {
		wrong = c.fail(l.instead())
	}
	return other(wrong)
}

// isJSON says whether the file's beginning is JSON.
func (s *source) isJSON() (bool, error) {
	text, err := s.start(nil, nil)
	if err != nil {
		return false, err
	}
	dec := newDecoder(io.LimitReader(text, int64(bufferSize)))
	for err == nil {
		_, err = dec.ReadToken()
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF), nil
}

// emptyAnswer is what the AWS CLI prints as text where there is nothing.
const emptyAnswer = "None"

// noJSON is the error of a file that begins with other text, which says whether
// JSON follows.
func (s *source) noJSON() error {
	text, err := s.start(nil, nil)
	if err != nil {
		return err
	}
	head, err := io.ReadAll(io.LimitReader(text, int64(bufferSize)))
	if err != nil {
		return err
	}
	if strings.TrimSpace(string(head)) == emptyAnswer {
		return &Error{Want: "an answer of the AWS CLI with nothing in it (None), so that there is nothing to import"}
	}
	lines := strings.Split(string(head), "\n")
	isObject := func(line string) bool { return strings.HasPrefix(line, "{") }
	switch follows := slices.ContainsFunc(lines[1:], isObject); {
	case follows && strings.HasPrefix(lines[0], "[command]"):
		return &Error{Want: "text stands before the JSON, as the wrapper of HashiCorp's setup-terraform action puts it there unless it is told `terraform_wrapper: false`; " + s.makeReport}
	case follows, strings.Contains(lines[0], ` {"`) && !strings.HasPrefix(lines[0], "[{"):
		return &Error{Want: "text stands before the JSON, such as a log's prefix or a command's warnings: keep its standard error out of the file (no `2>&1`); " + s.makeReport}
	}
	return &Error{Want: "text, not JSON; " + s.makeReport}
}

// whole reads the report from its start to its end: each of the top object's
// members by member, then nothing but white space. It sets sum and size.
func (s *source) whole(member func(c *cursor, name string) error) error {
	read := false
	return s.documents(func(c *cursor) error {
		if read {
			return c.fail("more follows after the report's JSON object; want one report a file and nothing after it")
		}
		read = true
		return c.members(func(name string) error { return member(c, name) })
	})
}

// documents is whole for a report that may be several objects one after the other,
// such as the pages of an answer: read reads each of them.
func (s *source) documents(read func(c *cursor) error) error {
	sum, size := sha256.New(), int64(0)
	c, text, err := s.object(sum, &size)
	for err == nil {
		if err = read(c); err != nil {
			return err
		}
		if full := c.kept.full(); full != "" {
			return c.fail(full)
		}
		err = c.another()
	}
	if !errors.Is(err, errLast) {
		return err
	}
	if _, err := io.Copy(io.Discard, text); err != nil {
		return err
	}
	sum.Sum(s.sum[:0])
	s.size = size
	return nil
}

// entries reads the report again: visit reads a member of the top object, yields the
// entries that it finds there, and ends the reading with errStop.
func (s *source) entries(visit func(c *cursor, name string, yield func(Entry) bool) error) iter.Seq2[Entry, error] {
	return s.again(func(c *cursor, yield func(Entry) bool) error {
		return c.members(func(name string) error { return visit(c, name, yield) })
	})
}

// again is entries for a report that documents has read.
func (s *source) again(read func(c *cursor, yield func(Entry) bool) error) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		c, _, err := s.object(nil, nil)
		for err == nil {
			if err = read(c, func(e Entry) bool { return yield(e, nil) }); err == nil {
				err = c.another()
			}
		}
		if !errors.Is(err, errStop) && !errors.Is(err, errLast) {
			yield(Entry{}, err)
		}
	}
}

// locate completes the line and the column of an *Error; where the file itself
// failed it gives the file's error.
func (s *source) locate(err error) error {
	if s.failed != nil {
		return s.failed
	}
	var e *Error
	if !errors.As(err, &e) || e.Line != 0 {
		return err
	}
	e.Line, e.Column = 1, 1
	text, startErr := s.start(nil, nil)
	if startErr != nil {
		return err // what is wrong is the very start
	}
	buf := make([]byte, bufferSize)
	for left := e.offset; left > 0; {
		n, readErr := text.Read(buf[:min(left, int64(len(buf)))])
		for _, b := range buf[:n] {
			if b == '\n' {
				e.Line, e.Column = e.Line+1, 1
			} else if utf8.RuneStart(b) {
				e.Column++
			}
		}
		left -= int64(n)
		if readErr != nil {
			break
		}
	}
	return err
}
