package pages

import (
	"embed"
	"html/template"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/clouddrift/guardian/models"
)

//go:embed templates
var templateFiles embed.FS

// templates are the pages by name, each with the layout and the shared pieces.
var templates = parseTemplates()

func parseTemplates() map[string]*template.Template {
	badges := map[string]template.HTML{}
	shared := template.Must(template.New("").Funcs(template.FuncMap{
		"asset": assetPath, "list": func(v ...any) []any { return v }, "soft": soft, "middle": middle, "timeTag": timeTag, "cut": cut, "most": most, "foldedName": foldedName,
		"scopeHref": scopeHref, "ofWords": ofWords,
		"unknown": func() models.NextApply { return models.NextApplyUnknown },
		"badge":   func(kind, value string) template.HTML { return badges[kind+value] },
	}).ParseFS(templateFiles, "templates/layout.html", "templates/parts.html", "templates/cells.html", "templates/forms.html"))
	for _, severity := range models.Severities() {
		badges["severity"+string(severity)] = piece(template.Must(shared.Clone()), "severity-badge", severity)
	}
	for _, word := range models.StatusWords() {
		badges["status"+word] = piece(template.Must(shared.Clone()), "status-badge", word)
	}
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		panic(err)
	}
	all := map[string]*template.Template{}
	for _, file := range names {
		if name := strings.TrimSuffix(path.Base(file), ".html"); !slices.Contains([]string{"layout", "parts", "cells", "forms"}, name) {
			all[name] = template.Must(template.Must(shared.Clone()).ParseFS(templateFiles, file))
		}
	}
	return all
}

// piece renders a small template once for what pages show hundreds of times.
func piece(from *template.Template, name string, value any) template.HTML {
	var b strings.Builder
	if err := from.ExecuteTemplate(&b, name, value); err != nil {
		panic(err)
	}
	return template.HTML(b.String())
}
