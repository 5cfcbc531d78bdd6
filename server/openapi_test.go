package server

import (
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/gin-gonic/gin"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

var update = flag.Bool("update", false, "write openapi.json")

// described is a server that has every route, and its routes.
func described() (*site, *gin.Engine) {
	s := newSite(Config{Reader: &repositories.Reader{}, Token: "there is one, so there are profiles"})
	return s, s.routes(s.allLists())
}

// TestDescription holds openapi.json to the routes and the types, or writes it.
func TestDescription(t *testing.T) {
	t.Parallel()
	s, _ := described()
	doc := describe(t, s.described)
	want, err := json.MarshalIndent(doc, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if want = append(want, '\n'); *update {
		if err := os.WriteFile("openapi.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
	} else if string(want) != string(description) {
		t.Error("server/openapi.json is not what the routes and types are; go test ./server -run Description -update writes it")
	}
	read, err := openapi3.NewLoader().LoadFromData(want)
	if err != nil {
		t.Fatal(err)
	}
	if err := read.Validate(t.Context()); err != nil || !read.IsOpenAPI31OrLater() {
		t.Errorf("it is no OpenAPI 3.1: %v", err)
	}
}

// Each route is in the description, and nothing else, each for GET and HEAD.
func TestDescriptionHasEveryRoute(t *testing.T) {
	t.Parallel()
	doc, err := openapi3.NewLoader().LoadFromData(description)
	if err != nil {
		t.Fatal(err)
	}
	_, engine := described()
	methods := map[string][]string{}
	for _, r := range engine.Routes() {
		path := describedPath(r.Path)
		methods[path] = append(methods[path], r.Method)
	}
	for path, of := range methods {
		slices.Sort(of)
		if doc.Paths.Value(path) == nil {
			t.Errorf("openapi.json lacks %s", path)
		}
		if !strings.HasPrefix(path, "/debug/pprof/") && !slices.Equal(of, []string{"GET", "HEAD"}) {
			t.Errorf("%s takes %v", path, of)
		}
	}
	for path := range doc.Paths.Map() {
		if methods[path] == nil {
			t.Errorf("openapi.json has %s, which is no route", path)
		}
	}
}

var inPath = regexp.MustCompile(`[:*](\w+)`)

// describedPath is how the description writes a route's path.
func describedPath(path string) string { return inPath.ReplaceAllString(path, "{$1}") }

// describe makes the description of routes.
func describe(t testing.TB, routes []route) *openapi3.T {
	all := newSchemas(t)
	doc := &openapi3.T{
		OpenAPI: "3.1.0",
		Info: &openapi3.Info{
			Title: "CloudDrift Guardian", Version: "1",
			Description: "A ledger of infrastructure drift, to be read. Each address takes HEAD as well as GET, and no other method. " +
				"A client that prefers text/html gets pages, everyone else JSON; the parameter format says it for either. " +
				"Answers are compressed where the client takes it.",
			License: &openapi3.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
		},
		Paths: openapi3.NewPaths(),
		Components: &openapi3.Components{
			Schemas: all.named,
			SecuritySchemes: openapi3.SecuritySchemes{
				"bearer": {Value: &openapi3.SecurityScheme{Type: "http", Scheme: "bearer", Description: "ADMIN_TOKEN, where it is set"}},
				"basic":  {Value: &openapi3.SecurityScheme{Type: "http", Scheme: "basic", Description: "ADMIN_TOKEN as the password of any user"}},
			},
		},
		Security: openapi3.SecurityRequirements{{}, {"bearer": {}}, {"basic": {}}},
	}
	failed := all.of(reflect.TypeFor[problem]())
	for _, r := range routes {
		doc.Paths.Set(describedPath(r.path), &openapi3.PathItem{Get: operation(r, all, failed)})
	}
	return doc
}

// operation describes a route.
func operation(r route, all *schemas, failed *openapi3.SchemaRef) *openapi3.Operation {
	op := &openapi3.Operation{OperationID: operationID(r.path), Summary: r.told, Responses: openapi3.NewResponsesWithCapacity(4)}
	page := openapi3.Content{"text/html": {Schema: openapi3.NewStringSchema().NewRef()}}
	for _, name := range inPath.FindAllStringSubmatch(r.path, -1) {
		p := openapi3.NewPathParameter(name[1]).WithSchema(openapi3.NewStringSchema())
		switch name[1] {
		case "id":
			p.Schema.Value.Format = "uuid"
		case "scope":
			p.Description = "the scope's name, each / in it as it is or as %2F"
		}
		op.AddParameter(p)
	}
	for _, p := range r.parameters {
		op.AddParameter(queryParameter(all.t, p))
	}
	if formats := r.formats(); formats != nil {
		op.AddParameter(openapi3.NewQueryParameter("format").WithDescription("how the answer is written, whatever Accept says").
			WithSchema(openapi3.NewStringSchema().WithEnum(anyOf(formats)...)))
	}
	if r.json == nil && r.media == "" {
		op.Responses.Set("302", answer("the address to go to", page))
	} else {
		op.Responses.Set("200", answer("what was asked for", contentOf(r, all)))
	}
	if strings.HasPrefix(r.path, "/debug") && r.json != nil || r.path == "/openapi.json" {
		op.Responses.Set("304", answer("of JSON: what If-None-Match names is as it was", nil))
	}
	if r.row != nil {
		op.Responses.Set("303", answer("of pages: the address of the same list as its form has it", page))
	}
	op.Responses.Set("default", answer("what is wrong", openapi3.Content{
		"application/problem+json": {Schema: failed}, "text/html": page["text/html"],
	}))
	return op
}

func answer(description string, content openapi3.Content) *openapi3.ResponseRef {
	return &openapi3.ResponseRef{Value: &openapi3.Response{Description: &description, Content: content}}
}

// contentOf describes what a route answers in each of its media types.
func contentOf(r route, all *schemas) openapi3.Content {
	text := func(description string) *openapi3.MediaType {
		schema := openapi3.NewStringSchema()
		schema.Description = description
		return &openapi3.MediaType{Schema: schema.NewRef()}
	}
	switch {
	case r.path == "/openapi.json":
		return openapi3.Content{r.media: {Schema: openapi3.NewObjectSchema().NewRef()}}
	case r.media != "":
		return openapi3.Content{r.media: text("")}
	}
	content := openapi3.Content{"text/html": text("a page")}
	var refs openapi3.SchemaRefs
	for _, value := range r.json {
		refs = append(refs, all.of(reflect.TypeOf(value)))
	}
	if len(refs) == 1 {
		content["application/json"] = &openapi3.MediaType{Schema: refs[0]}
	} else {
		content["application/json"] = &openapi3.MediaType{Schema: (&openapi3.Schema{AnyOf: refs}).NewRef()}
	}
	if r.row != nil {
		name := schemaName(reflect.TypeOf(r.row))
		content["text/csv"] = text("a line that names the columns, which are the fields of " + name + ", then a line a row")
		lines := text("a line a row, each the JSON of a " + name)
		lines.Schema.Value.ContentMediaType, lines.Schema.Value.ContentSchema = "application/x-ndjson", all.of(reflect.TypeOf(r.row))
		content["application/x-ndjson"] = lines
	}
	return content
}

// queryParameter describes a parameter by the line that its parser reads it by.
func queryParameter(t testing.TB, line models.FilterLine) *openapi3.Parameter {
	said := line.Usage()
	if line.Kind == models.FilterWords { // which the schema lists
		said = line.Help
	}
	p := openapi3.NewQueryParameter(line.Name).WithDescription(strings.ReplaceAll(said, "`", ""))
	schema := openapi3.NewStringSchema()
	switch line.Kind {
	case models.FilterWords:
		schema = openapi3.NewArraySchema().WithItems(schema.WithEnum(anyOf(append(slices.Clone(line.Words), "all"))...))
	case models.FilterTexts:
		schema = openapi3.NewArraySchema().WithItems(schema)
	case models.FilterID:
		schema.Format = "uuid"
	case models.FilterFlag:
		schema = openapi3.NewBoolSchema()
	case models.FilterAtLeast, models.ParameterNumber:
		schema = openapi3.NewIntegerSchema().WithMin(float64(line.Least)).WithMax(float64(line.Most))
	case models.ParameterWord:
		schema = schema.WithEnum(anyOf(line.Words)...)
	case models.ParameterText, models.ParameterMoment, models.FilterSince, models.FilterUntil:
	default:
		t.Fatalf("server/openapi_test.go: nothing is known of the kind %s of %s", line.Kind, line.Name)
	}
	if !line.Kind.Once() { // a,b, or repeated
		explode := false
		p.Style, p.Explode = openapi3.SerializationForm, &explode
	}
	return p.WithSchema(schema)
}

// operationID is a name for a path, as programs that are made of the description want one.
func operationID(path string) string {
	id := "get"
	for word := range strings.FieldsFuncSeq(strings.ReplaceAll(strings.ReplaceAll(path, ":", "by-"), "*", "by-"), func(r rune) bool { return !unicode.IsLetter(r) }) {
		id += strings.ToUpper(word[:1]) + word[1:]
	}
	return id
}
