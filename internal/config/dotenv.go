package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/joho/godotenv"
)

// readDotenv returns what a .env holds; a file that is not there holds nothing. Names that are no settings are
// other programs' business (docker compose reads the same file), so they are passed over.
func readDotenv(path string) (map[string]string, error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, &Error{Setting: path, Want: "a file that can be read", Hint: reason(err)}
	}
	values, ok := parseDotenv(raw)
	if !ok {
		return nil, &Error{
			Setting: fmt.Sprintf("%s:%d", path, badLine(raw)),
			Want:    "NAME=value, a comment or an empty line",
			Hint:    "a quote must be closed",
		}
	}
	return values, nil
}

// reason is the system's own words without the path, which the line already names.
func reason(err error) string {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err.Error()
	}
	return err.Error()
}

// parseDotenv drops the library's error: it quotes the file from the mistake on, secrets and all.
func parseDotenv(raw []byte) (map[string]string, bool) {
	values, err := godotenv.UnmarshalBytes(raw)
	_, nameless := values[""] // "=x", or a last line without "="
	return values, err == nil && !nameless
}

// badLine finds the line where a statement that cannot be read begins, which the library does not say: it takes
// lines until they can be read, a quoted value may have several, and what is left at the end begins with the mistake.
func badLine(raw []byte) int {
	lines := bytes.SplitAfter(raw, []byte("\n"))
	start := 0
	for i := range lines {
		if _, ok := parseDotenv(bytes.Join(lines[start:i+1], nil)); ok {
			start = i + 1
		}
	}
	return start + 1
}

// Variables looks up any variable, such as one that a rule names: in lookup, which is the environment, then in the
// .env of dir. Its error is an *Error: a .env that cannot be read.
func Variables(lookup func(name string) (string, bool), dir string) (func(name string) (string, bool), error) {
	fromFile, err := readDotenv(filepath.Join(dir, ".env"))
	if err != nil {
		return nil, err
	}
	return func(name string) (string, bool) {
		if v, ok := lookup(name); ok {
			return v, true
		}
		v, ok := fromFile[name]
		return v, ok
	}, nil
}
