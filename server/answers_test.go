package server_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// answers holds what the servers of these tests answer to openapi.json.
var answers = newWatcher()

// watcher reads answers as the description says they are. It takes more of a schema than
// the description does: a field that it does not name is wrong.
type watcher struct {
	paths map[string]described
	parts map[string]*regexp.Regexp // of the paths, those with parameters

	mu       sync.Mutex
	compiler *jsonschema.Compiler
	schemas  map[string]*jsonschema.Schema // by where they stand in the description
	seen     map[string]bool               // which of them an answer was held to
	wrong    []string
}

// described is what the description says of a path.
type described struct {
	Get struct {
		Parameters []struct{ Name, In string }
		Responses  map[string]struct {
			Content map[string]struct {
				Schema struct {
					ContentSchema *struct {
						Ref string `json:"$ref"`
					}
				}
			}
		}
	}
}

func newWatcher() *watcher {
	text, err := os.ReadFile("openapi.json")
	if err != nil {
		panic(err)
	}
	var doc struct{ Paths map[string]described }
	if err := json.Unmarshal(text, &doc); err != nil {
		panic(err)
	}
	w := &watcher{paths: doc.Paths, parts: map[string]*regexp.Regexp{}, compiler: jsonschema.NewCompiler(), schemas: map[string]*jsonschema.Schema{}, seen: map[string]bool{}}
	for path := range doc.Paths {
		if strings.Contains(path, "{") {
			pattern := strings.ReplaceAll(regexp.QuoteMeta(path), `\{scope\}`, ".+")
			w.parts[path] = regexp.MustCompile("^" + regexp.MustCompile(`\\\{\w+\\\}`).ReplaceAllString(pattern, "[^/]+") + "$")
		}
	}
	whole, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		panic(err)
	}
	named := whole.(map[string]any)["components"].(map[string]any)["schemas"].(map[string]any)
	for _, schema := range named {
		schema.(map[string]any)["additionalProperties"] = false
	}
	w.compiler.AssertFormat()
	if err := w.compiler.AddResource("openapi.json", whole); err != nil {
		panic(err)
	}
	some, _ := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	for name, schema := range some.(map[string]any)["components"].(map[string]any)["schemas"].(map[string]any) {
		schema := schema.(map[string]any)
		if schema["additionalProperties"] = false; !strings.HasSuffix(name, "List") && name != "Relative" {
			delete(schema, "required")
		}
	}
	if err := w.compiler.AddResource(someColumns, some); err != nil {
		panic(err)
	}
	return w
}

// someColumns is the description where the parameter columns is given: no field of a row
// must be there.
const someColumns = "columns.json"

// verdict is 1 where an answer was wrong, or where all tests ran and none asked for
// something that the description has.
func (w *watcher) verdict() int {
	if all := flag.Lookup("test.run").Value.String() + flag.Lookup("test.skip").Value.String(); all == "" && !testing.Short() {
		for path, d := range w.paths {
			for media, content := range d.Get.Responses["200"].Content {
				if at := schemaOf(path, "200", media, content.Schema.ContentSchema != nil); strings.HasSuffix(media, "json") && !w.seen[at] {
					w.wrong = append(w.wrong, "no test asks for "+path+" as "+media)
				}
			}
		}
	}
	slices.Sort(w.wrong)
	for _, line := range slices.Compact(w.wrong) {
		fmt.Fprintln(os.Stderr, "not as openapi.json says:", line)
	}
	return min(len(w.wrong), 1)
}

// watch reads what a handler answers.
func (w *watcher) watch(h http.Handler) http.Handler {
	return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		a := &watched{ResponseWriter: out, status: http.StatusOK}
		h.ServeHTTP(a, r)
		if a.Header().Get("Content-Encoding") != "" {
			return
		}
		if err := w.check(r, a); err != nil {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.wrong = append(w.wrong, fmt.Sprintf("%s %s: %d %s: %v", r.Method, r.URL, a.status, a.Header().Get("Content-Type"), err))
		}
	})
}

// path is the description's path of an address.
func (w *watcher) path(of string) string {
	if _, ok := w.paths[of]; ok {
		return of
	}
	for path, pattern := range w.parts {
		if pattern.MatchString(of) {
			return path
		}
	}
	return ""
}

func (w *watcher) check(r *http.Request, a *watched) error {
	path := w.path(r.URL.Path)
	d := w.paths[path].Get
	status := strconv.Itoa(a.status)
	if path == "" { // there is nothing, and that is told as everything else is
		path, d, status = "/healthz", w.paths["/healthz"].Get, "default"
	}
	if a.status >= http.StatusBadRequest {
		status = "default"
	} else if a.status < http.StatusMultipleChoices {
		for name := range r.URL.Query() {
			if !slices.ContainsFunc(d.Parameters, func(p struct{ Name, In string }) bool { return p.In == "query" && p.Name == name }) && !strings.HasPrefix(path, "/debug/pprof") {
				return fmt.Errorf("it takes %s", name)
			}
		}
	}
	response, ok := d.Responses[status]
	switch {
	case a.status == http.StatusPermanentRedirect: // of a slash too many, on any path
		return nil
	case !ok:
		return fmt.Errorf("its status")
	case a.body.Len() == 0 || a.cut:
		return nil
	}
	media, _, err := mime.ParseMediaType(a.Header().Get("Content-Type"))
	if err != nil {
		return err
	}
	_, named := response.Content[media]
	if _, any := response.Content["*/*"]; !named && !any {
		return fmt.Errorf("its type")
	}
	hold := w.hold
	if r.URL.Query().Get("columns") != "" && status == "200" {
		hold = func(at string, text []byte) error {
			return w.hold(strings.Replace(at, "openapi.json", someColumns, 1), text)
		}
	}
	switch media {
	case "application/json", "application/problem+json":
		return hold(schemaOf(path, status, media, false), a.body.Bytes())
	case "application/x-ndjson":
		for line := range bytes.Lines(a.body.Bytes()) {
			if err := hold(schemaOf(path, status, media, true), line); err != nil {
				return err
			}
		}
	case "text/csv":
		header, _, _ := bytes.Cut(a.body.Bytes(), []byte("\n"))
		return w.holdColumns(response.Content["application/x-ndjson"].Schema.ContentSchema.Ref, strings.Split(strings.TrimSpace(string(header)), ","), r.URL.Query().Has("columns"))
	}
	return nil
}

// schemaOf is where the schema of an answer stands in the description; of lines that of
// each.
func schemaOf(path, status, media string, lines bool) string {
	escape := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D", "+", "%2B")
	at := "openapi.json#/paths/" + escape.Replace(path) + "/get/responses/" + status + "/content/" + escape.Replace(media) + "/schema"
	if lines {
		at += "/contentSchema"
	}
	return at
}

// schema gives the schema at a place of the description.
func (w *watcher) schema(at string) (*jsonschema.Schema, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if s := w.schemas[at]; s != nil {
		return s, nil
	}
	s, err := w.compiler.Compile(at)
	w.schemas[at] = s
	return s, err
}

// hold holds JSON to the schema at a place.
func (w *watcher) hold(at string, text []byte) error {
	schema, err := w.schema(at)
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return err
	}
	w.mu.Lock()
	w.seen[at] = true
	w.mu.Unlock()
	return schema.Validate(value)
}

// holdColumns holds the columns of a CSV to the fields of its rows: all of them, or some.
func (w *watcher) holdColumns(ref string, columns []string, some bool) error {
	schema, err := w.schema("openapi.json" + ref)
	if err != nil {
		return err
	}
	for _, name := range columns {
		if schema.Properties[name] == nil {
			return fmt.Errorf("column %s, of %v", name, slices.Sorted(maps.Keys(schema.Properties)))
		}
	}
	if !some && len(columns) != len(schema.Properties) {
		return fmt.Errorf("%d columns of %d fields", len(columns), len(schema.Properties))
	}
	return nil
}

// watched is an answer whose first MiB is kept.
type watched struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
	cut    bool
}

func (a *watched) WriteHeader(status int) {
	a.status = status
	a.ResponseWriter.WriteHeader(status)
}

func (a *watched) Write(b []byte) (int, error) {
	if a.cut = a.cut || a.body.Len()+len(b) > 1<<20; !a.cut {
		a.body.Write(b)
	}
	return a.ResponseWriter.Write(b)
}

// Unwrap is for http.ResponseController.
func (a *watched) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// Flush is for gin, which wants it.
func (a *watched) Flush() { _ = http.NewResponseController(a.ResponseWriter).Flush() }

// An answer that is not as the description says is noticed.
func TestWatcherNotices(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		path, media, body string
		status            int
		right             bool
	}{
		{"/healthz", "application/json", `{"status":"ok"}`, 200, true},
		{"/healthz", "application/json", `{"status":"ok","more":1}`, 200, false},
		{"/healthz", "application/json", `{}`, 200, false},
		{"/healthz", "application/json", `{"status":`, 200, false},
		{"/healthz", "application/json", `{"status":"ok"}`, 201, false},
		{"/healthz", "text/plain", `ok`, 200, false},
		{"/healthz?deep=1", "application/json", `{"status":"ok"}`, 200, false},
		{"/healthz", "application/problem+json", `{"type":"about:blank","title":"x","status":500,"requestId":"x"}`, 500, true},
		{"/healthz", "application/problem+json", `{"type":"about:blank","title":"x","status":"500","requestId":"x"}`, 500, false},
		{"/debug/users", "application/x-ndjson", "{}\n", 200, false},
		{"/debug/users", "text/csv", "id,hash\n", 200, false},
		{"/debug/users", "text/csv", "id\n", 200, false},
		{"/nothing", "application/json", `{}`, 200, false},
	} {
		w := newWatcher()
		get(w.watch(http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) {
			out.Header().Set("Content-Type", c.media)
			out.WriteHeader(c.status)
			_, _ = out.Write([]byte(c.body))
		})), c.path)
		if right := len(w.wrong) == 0; right != c.right {
			t.Errorf("%s %d %s: %v", c.path, c.status, c.body, w.wrong)
		}
	}
}
