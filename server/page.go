package server

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/clouddrift/guardian/models"
)

//go:embed templates
var templateFiles embed.FS

// pages are the templates by name, each with the layout and the shared pieces.
var pages = parsePages()

func parsePages() map[string]*template.Template {
	badges := map[string]template.HTML{}
	shared := template.Must(template.New("").Funcs(template.FuncMap{
		"asset": assetPath, "list": func(v ...any) []any { return v }, "soft": soft, "timeTag": timeTag, "filtered": filtered, "cut": cut, "foldedName": foldedName,
		"badge": func(kind, value string) template.HTML { return badges[kind+value] },
	}).ParseFS(templateFiles, "templates/layout.html", "templates/parts.html", "templates/cells.html"))
	for _, severity := range models.Severities() {
		badges["severity"+string(severity)] = piece(template.Must(shared.Clone()), "severity-badge", severity)
	}
	for _, status := range models.Statuses() {
		badges["status"+string(status)] = piece(template.Must(shared.Clone()), "status-badge", status)
	}
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		panic(err)
	}
	all := map[string]*template.Template{}
	for _, file := range names {
		if name := strings.TrimSuffix(path.Base(file), ".html"); !slices.Contains([]string{"layout", "parts", "cells"}, name) {
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

// soft writes a name so that a long one breaks between its words.
func soft(s string) template.HTML {
	var b strings.Builder
	for i, piece := range softPieces(s) {
		if i > 0 {
			b.WriteString("<wbr>")
		}
		b.WriteString(template.HTMLEscapeString(piece))
	}
	return template.HTML(b.String())
}

// timeTag writes a moment: how long ago, and the time itself.
func timeTag(m moment) template.HTML {
	return template.HTML(`<time datetime="` + m.ISO + `"><span class="ago">` + m.Ago + `</span> <span class="utc">` + m.UTC + `</span></time>`)
}

// frame is what the layout shows around a page's own content.
type frame struct {
	Title     string
	Nav       []navItem
	Version   string
	RequestID string
	Rendered  moment
	JSON      string // the address of the same content as JSON; "" where there is none
	Body      any
}

type navItem struct {
	Name, Path string
	Current    bool
}

// sections are the entries of the navigation.
var sections = []navItem{
	{Name: "Overview", Path: "/debug"},
	{Name: "Drifts", Path: "/debug/drifts"},
	{Name: "Scans", Path: "/debug/scans"},
	{Name: "Alerts", Path: "/debug/alerts"},
	{Name: "Costs", Path: "/debug/cost-metrics"},
	{Name: "Audit", Path: "/debug/audit-logs"},
	{Name: "Users", Path: "/debug/users"},
	{Name: "Sessions", Path: "/debug/sessions"},
	{Name: "Schema", Path: "/debug/schema"},
}

// page renders a page into a buffer before the first header goes out.
func (s *Server) page(c *gin.Context, status int, name, title string, body any) error {
	f := frame{
		Title: title, Version: s.version, RequestID: requestID(c), Rendered: s.moment(s.now()), Body: body,
	}
	for _, item := range sections {
		item.Current = c.Request.URL.Path == item.Path || item.Path != "/debug" && strings.HasPrefix(c.Request.URL.Path, item.Path+"/")
		f.Nav = append(f.Nav, item)
	}
	if status < http.StatusBadRequest {
		f.JSON = addressOf(c).with("format", "json")
	}
	var b bytes.Buffer
	if err := pages[name].ExecuteTemplate(&b, "layout.html", f); err != nil {
		return fmt.Errorf("rendering the page %s: %w", name, err)
	}
	write(c, status, "text/html; charset=utf-8", b.Bytes())
	return nil
}

func (s *Server) errorPage(c *gin.Context, p problem) {
	if err := s.page(c, p.Status, "error", p.Title, p); err != nil {
		writeJSON(c, p.Status, "application/problem+json", p)
	}
}
