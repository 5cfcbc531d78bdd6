package pages

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"mime"
	"path"
	"strings"
)

//go:embed static
var staticFiles embed.FS

type asset struct {
	contentType string
	body        []byte
}

// assets are the static files by their public name, which holds a digest of the
// content: a browser may keep one for ever, and a new version has a new name.
// assetNames gives the public name of each file.
var assets, assetNames = readAssets()

func readAssets() (map[string]asset, map[string]string) {
	files, err := staticFiles.ReadDir("static")
	if err != nil {
		panic(err)
	}
	all, names := map[string]asset{}, map[string]string{}
	for _, f := range files {
		body, err := staticFiles.ReadFile("static/" + f.Name())
		if err != nil {
			panic(err)
		}
		digest := sha256.Sum256(body)
		extension := path.Ext(f.Name())
		name := strings.TrimSuffix(f.Name(), extension) + "." + hex.EncodeToString(digest[:6]) + extension
		all[name] = asset{mime.TypeByExtension(extension), body}
		names[f.Name()] = name
	}
	return all, names
}

// assetPath is where a static file is served, for the templates.
func assetPath(file string) string { return "/static/" + assetNames[file] }

// Asset gives a static file by its public name: what it is and what it holds.
func Asset(name string) (contentType string, body []byte, found bool) {
	a, found := assets[name]
	return a.contentType, a.body, found
}
