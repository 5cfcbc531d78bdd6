package pages

import (
	"strings"
	"testing"
)

func TestAssets(t *testing.T) {
	t.Parallel()
	for file, kind := range map[string]string{"style.css": "text/css", "favicon.svg": "image/svg+xml"} {
		name := strings.TrimPrefix(assetPath(file), "/static/")
		contentType, body, found := Asset(name)
		if !found || len(body) == 0 || !strings.HasPrefix(contentType, kind) || name == file {
			t.Errorf("%s as %s: %v, %d bytes of %s", file, name, found, len(body), contentType)
		}
	}
	if _, _, found := Asset("style.css"); found {
		t.Error("a file is found without the digest in its name")
	}
}
