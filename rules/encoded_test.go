package rules_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"strings"
	"testing"
)

// Base64 of what holds a secret is hidden wherever it stands, in one line or in many.
func TestHideEncoded(t *testing.T) {
	t.Parallel()
	code := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	secret := code(strings.Repeat("# a script\n", 12) + "export DB_PASSWORD=hunter2\n")
	wrapped := secret[:76] + "\n    " + secret[76:152] + "\n    " + secret[152:]
	other := code(strings.Repeat("# a script\n", 12))
	for text, want := range map[string]string{
		"content: " + secret + "\nport: 1":         "content: S\nport: 1",
		"content: |\n    " + wrapped + "\nport: 1": "content: |\n    S\nport: 1",
		"a " + other + " b " + secret + " c":       "a " + other + " b S c",
		"client-key-data: " + code("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n"): "client-key-data: S",
		code("inner: " + secret): "S",
		"powershell -enc " + code("$\x00p\x00a\x00s\x00s\x00w\x00o\x00r\x00d\x00=\x00h\x00u\x00n\x00t\x00e\x00r\x002\x00"): "powershell -enc S",
		"/usr/local/lib/python3/dist-packages/some/long/path/to/whatever":                                                  "/usr/local/lib/python3/dist-packages/some/long/path/to/whatever",
		"sha256-n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=":                                                              "sha256-n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=",
		other + "\n" + strings.Repeat("word ", 30):                                                                         other + "\n" + strings.Repeat("word ", 30),
	} {
		if got := hidden(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}

// What gzip has packed is looked into, as the user data that cloud-init takes: it is no less a secret. What cannot be
// looked into whole is hidden.
func TestHidePacked(t *testing.T) {
	t.Parallel()
	pack := func(text string) string {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return base64.StdEncoding.EncodeToString(b.Bytes())
	}
	script := "#cloud-config\nruncmd:\n - echo hello\n"
	harmless, image := pack(script), pack("\x89PNG\xff\xfe")
	for text, want := range map[string]string{
		pack(script + "password: hunter2\n"): "S", "user_data: " + pack("export TOKEN=hunter2") + "\nsize: 1": "user_data: S\nsize: 1",
		harmless: harmless, image: image, harmless[:24]: harmless[:24],
		pack(strings.Repeat("a", 100_000)): "S", pack("content: " + pack(script) + "\n"): "S", pack("content: " + base64.StdEncoding.EncodeToString([]byte("export TOKEN=hunter2"))): "S",
	} {
		if got := hidden(text); got != want {
			t.Errorf("%s is shown as %s, want %s", text, got, want)
		}
	}
}
