package server

import (
	"encoding"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// schemas are what types become in JSON, by their names in the description.
type schemas struct {
	t     testing.TB
	named openapi3.Schemas
	said  map[string]string // what the comments in the code say of Type.Field
}

func newSchemas(t testing.TB) *schemas {
	return &schemas{t: t, named: openapi3.Schemas{}, said: commentsIn(t, "../models", ".")}
}

// enums are the words of each type that has some.
var enums = map[reflect.Type][]string{
	reflect.TypeFor[models.Status]():        models.Texts(models.Statuses()),
	reflect.TypeFor[models.Severity]():      models.Texts(models.Severities()),
	reflect.TypeFor[models.DetectedBy]():    models.Texts(models.Detectors()),
	reflect.TypeFor[models.ResolvedHow]():   models.Texts(models.Resolutions()),
	reflect.TypeFor[models.Kind]():          models.Texts(models.Kinds()),
	reflect.TypeFor[models.NextApply]():     models.Texts(models.NextApplies()),
	reflect.TypeFor[models.Role]():          models.Texts(models.Roles()),
	reflect.TypeFor[models.MessageStatus](): models.Texts(models.MessageStatuses()),
	reflect.TypeFor[models.ScanOutcome]():   models.Texts([]models.ScanOutcome{models.ScanCreated, models.ScanRepeated, models.ScanResolved}),
}

// special are the types that say themselves how they are encoded.
var special = map[reflect.Type]openapi3.Schema{
	reflect.TypeFor[time.Time]():       {Type: &openapi3.Types{"string"}, Format: "date-time"},
	reflect.TypeFor[uuid.UUID]():       {Type: &openapi3.Types{"string"}, Format: "uuid"},
	reflect.TypeFor[models.IP]():       {Type: &openapi3.Types{"string"}},
	reflect.TypeFor[models.Money]():    {Type: &openapi3.Types{"number"}},
	reflect.TypeFor[models.MoneySum](): {Type: &openapi3.Types{"number"}},
	reflect.TypeFor[models.JSON]():     {},
}

// of gives what a type is encoded as. A type that it does not know fails the test.
func (s *schemas) of(t reflect.Type) *openapi3.SchemaRef {
	if schema, ok := special[t]; ok {
		return &openapi3.SchemaRef{Value: &schema}
	}
	if words, ok := enums[t]; ok {
		return &openapi3.SchemaRef{Value: openapi3.NewStringSchema().WithEnum(anyOf(words)...)}
	}
	if t.Implements(reflect.TypeFor[json.Marshaler]()) || t.Implements(reflect.TypeFor[encoding.TextMarshaler]()) ||
		t.Kind() == reflect.String && t != reflect.TypeFor[string]() {
		s.t.Fatalf("server/schemas_test.go: %s is encoded in a way of its own: write it into special or enums", t)
	}
	switch t.Kind() {
	case reflect.Bool:
		return openapi3.NewBoolSchema().NewRef()
	case reflect.String:
		return openapi3.NewStringSchema().NewRef()
	case reflect.Int, reflect.Int64:
		return openapi3.NewIntegerSchema().NewRef()
	case reflect.Float64:
		return openapi3.NewFloat64Schema().NewRef()
	case reflect.Slice:
		return &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"array"}, Items: s.of(t.Elem())}}
	case reflect.Map:
		return &openapi3.SchemaRef{Value: &openapi3.Schema{
			Type: &openapi3.Types{"object"}, PropertyNames: s.of(t.Key()), AdditionalProperties: openapi3.AdditionalProperties{Schema: s.of(t.Elem())},
		}}
	case reflect.Struct:
		return s.object(t)
	}
	s.t.Fatalf("server/schemas_test.go: nothing is known of %s", t)
	return nil
}

// object gives a reference to what a struct is encoded as.
func (s *schemas) object(t reflect.Type) *openapi3.SchemaRef {
	name := schemaName(t)
	ref := openapi3.NewSchemaRef("#/components/schemas/"+name, nil)
	if s.named[name] != nil {
		return ref
	}
	schema := openapi3.NewObjectSchema()
	schema.Description = strings.Replace(s.said[t.Name()], t.Name(), name, 1)
	s.named[name] = schema.NewRef()
	for _, f := range reflect.VisibleFields(t) {
		key, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || key == "-" {
			continue
		}
		if key == "" || !f.IsExported() {
			s.t.Fatalf("%s.%s has no name in JSON", t, f.Name)
		}
		mayLack := strings.Contains(options, "omitempty")
		if !mayLack {
			schema.Required = append(schema.Required, key)
		}
		schema.Properties[key] = s.field(t, f, mayLack)
	}
	return ref
}

// field gives what a field is encoded as, with what its comment says. A pointer is null
// where it may not be left out.
func (s *schemas) field(of reflect.Type, f reflect.StructField, mayLack bool) *openapi3.SchemaRef {
	t, null := f.Type, false
	if t.Kind() == reflect.Pointer {
		t, null = t.Elem(), !mayLack
	}
	ref := s.of(t)
	owner := of
	for _, i := range f.Index[:len(f.Index)-1] {
		owner = owner.Field(i).Type
	}
	said := s.said[owner.Name()+"."+f.Name]
	if said == "" { // of a response the entity says it
		said = s.said[strings.TrimSuffix(owner.Name(), "Response")+"."+f.Name]
	}
	switch {
	case ref.Ref != "" && null:
		s.t.Fatalf("%s.%s may be null, of which references know nothing", of, f.Name)
	case ref.Ref != "":
		return ref
	case null:
		ref.Value.Type = &openapi3.Types{(*ref.Value.Type)[0], "null"}
	}
	for _, other := range reflect.VisibleFields(of) { // are called as JSON calls them
		key, _, _ := strings.Cut(other.Tag.Get("json"), ",")
		said = regexp.MustCompile(`\b`+other.Name+`\b`).ReplaceAllString(said, key)
	}
	ref.Value.Description = said
	return ref
}

var listOf = regexp.MustCompile(`^List\[.*\.(\w+)\]$`)

// schemaName is what the description calls a type.
func schemaName(t reflect.Type) string {
	name := t.Name()
	if list := listOf.FindStringSubmatch(name); list != nil {
		return strings.TrimSuffix(list[1], "Response") + "List"
	}
	name = strings.TrimSuffix(name, "Response")
	return string(unicode.ToUpper(rune(name[0]))) + name[1:]
}

func anyOf(words []string) []any {
	list := make([]any, len(words))
	for i, w := range words {
		list[i] = w
	}
	return list
}

var (
	goNone = regexp.MustCompile(`\bnil\b`)
	goLink = regexp.MustCompile(`\[(\w[\w.]*)\]`)
)

// commentsIn reads what the comments of the files in some folders say of types and fields.
func commentsIn(t testing.TB, folders ...string) map[string]string {
	t.Helper()
	said := map[string]string{}
	say := func(name string, groups ...*ast.CommentGroup) {
		for _, g := range groups {
			if text := strings.Join(strings.Fields(g.Text()), " "); text != "" && said[name] == "" {
				said[name] = goNone.ReplaceAllString(goLink.ReplaceAllString(text, "$1"), "absent")
			}
		}
	}
	for _, folder := range folders {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(parsed, func(n ast.Node) bool {
				decl, ok := n.(*ast.GenDecl)
				if !ok {
					return true
				}
				for _, spec := range decl.Specs {
					of, ok := spec.(*ast.TypeSpec)
					if !ok {
						continue
					}
					say(of.Name.Name, decl.Doc, of.Doc)
					if fields, ok := of.Type.(*ast.StructType); ok {
						for _, f := range fields.Fields.List {
							for _, name := range f.Names {
								say(of.Name.Name+"."+name.Name, f.Doc, f.Comment)
							}
						}
					}
				}
				return true
			})
		}
	}
	return said
}
