package schema_test

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/schema"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// Every setting of every tag counts: each kind of setting is falsified wherever it
// stands, and every one of them gives its line. In a line, %t and %c are the
// table and the column, and $1 is what the pattern found.
func TestEveryTagCounts(t *testing.T) {
	t.Parallel()
	db := testdb.OpenOwner(t)
	for _, c := range []struct {
		name    string
		falsify []falsification
		least   int // how many settings there are of the kind, at least
	}{
		{"length", []falsification{{`varchar\((\d+)\)`, "varchar(${1}0)", "%t.%c: the model says varchar(${1}0)"}}, 20},
		{"precision", []falsification{{`numeric\(10,2\)`, "numeric(10,1)", "%t.%c: the model says numeric(10,1)"}}, 3},
		{"uuid", []falsification{{`type:uuid`, "type:text", "%t.%c: the model says text"}}, 15},
		{"text", []falsification{{`type:text`, "type:varchar", "%t.%c: the model says varchar"}}, 5},
		{"time", []falsification{{`type:timestamptz`, "type:timestamp(6)", "%t.%c: the model says timestamp(6) without time zone"}}, 20},
		{"boolean", []falsification{
			{`type:boolean`, "type:text", "%t.%c: the model says text"},
			{`;index:(\w+)[^;]*,where:is_read [^;]*`, "", "%t, index $1: the model says"}, // it is about a boolean
		}, 6},
		{"integer", []falsification{{`type:integer`, "type:bigint", "%t.%c: the model says bigint"}}, 7},
		{"bigint", []falsification{{`type:bigint`, "type:integer", "%t.%c: the model says integer"}}, 1},
		{"bytes", []falsification{{`type:bytea`, "type:text", "%t.%c: the model says text"}}, 1},
		{"address", []falsification{{`type:inet`, "type:cidr", "%t.%c: the model says cidr"}}, 2},
		{"json", []falsification{
			{`type:jsonb`, "type:json", "%t.%c: the model says json"},
			{`;index:(\w+),type:gin[^;]*`, "", "%t, index $1: the model has none"},         // so are these
			{`;check:(\w+),[^;]*jsonb_[^;]*`, "", "%t, constraint $1: the model has none"}, // and what asks for a type of jsonb
			{`;default:('(\{\}|\[\])')`, ";default:$1", "%t.%c: the model says json not null default $1::json, the database jsonb not null default $1::jsonb"},
		}, 10},
		{"not null", []falsification{{`^type:([^;]*);not null`, "type:$1", "%t.%c: the model says $1"}}, 40},
		{"null", []falsification{{`^(type:[^;]*(?:;(?:default|references|index|check):[^;]*)*)$`, "$1;not null", "%t.%c: the model says "}}, 15},
		{"default", []falsification{{`;default:[^;]*`, "", "%t.%c: the model says "}}, 30},
		{"primary key", []falsification{{`primaryKey`, "not null;unique", "%t, constraint %t_pkey: the model "}}, 9},
		{"unique", []falsification{{`;unique(;|$)`, "$1", "%t, constraint %t_%c_key: the model has none"}}, 2},
		{"foreign key", []falsification{{`;references:[^;]*`, "", "%t, constraint %t_%c_fkey: the model has none"}}, 10},
		{"action", []falsification{{`references:(\w+\(id\))( ON DELETE [A-Z ]+)?`, "references:$1 ON DELETE RESTRICT",
			"%t, constraint %t_%c_fkey: the model says FOREIGN KEY (%c) REFERENCES $1 ON DELETE RESTRICT, the database FOREIGN KEY (%c) REFERENCES $1$2"}}, 10},
		{"index", []falsification{{`;index:(\w+)[^;]*`, "", "%t, index $1: the model "}}, 25},
		{"order", []falsification{{`index:(\w+)([^;]*),sort:desc`, "index:$1$2", "%t, index $1: the model says"}}, 12},
		{"columns", []falsification{{`index:(\w+),priority:1`, "index:$1,priority:9", "%t, index $1: the model says"}}, 10},
		{"condition", []falsification{{`index:(\w+)([^;]*),where:[^;]*`, "index:$1$2", "%t, index $1: the model says"}}, 1},
		{"expression", []falsification{{`index:(\w+)([^;]*),expression:[^;]*`, "index:$1$2", "%t, index $1: the model says"}}, 3},
		{"further columns", []falsification{{`index:(\w+)([^;]*),option:INCLUDE \([^)]*\)`, "index:$1$2", "%t, index $1: the model says"}}, 3},
		{"kind of index", []falsification{{`;index:(\w+),type:gin[^;]*`, "", "%t, index $1: the model has none"}}, 1},
		{"check", []falsification{{`check:(\w+),([^;]*)`, "check:$1,($2) OR false", "%t, constraint $1: the model says CHECK ("}}, 12},
		{"no check", []falsification{{`;check:(\w+),[^;]*`, "", "%t, constraint $1: the model has none"}}, 12},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			entities, want := map[string]any{}, []string{}
			for _, e := range models.Entities() {
				falsified, lines := falsify(e, c.falsify)
				entities[e.TableName()] = falsified
				want = append(want, lines...)
			}
			if len(want) < c.least {
				t.Errorf("%d tags are falsified, fewer than %d", len(want), c.least)
			}
			got, err := schema.VerifyEntities(t.Context(), db.Gorm, "", entities)
			if err != nil {
				t.Fatal(err)
			}
			text := "\n" + strings.Join(got, "\n")
			for _, line := range want {
				if !strings.Contains(text, "\n"+line) {
					t.Errorf("no line %q", line)
				}
			}
			if t.Failed() {
				t.Log("the lines:", text)
			}
		})
	}
}

// A falsification replaces a pattern in a tag, and gives a line that begins as told.
type falsification struct{ pattern, replacement, line string }

// falsify copies an entity with falsified tags.
func falsify(e models.Entity, kinds []falsification) (entity any, lines []string) {
	of := reflect.TypeOf(e)
	fields := reflect.VisibleFields(of)
	for i, f := range fields {
		tag := f.Tag.Get("gorm")
		column, settings, _ := strings.Cut(strings.TrimPrefix(tag, "column:"), ";")
		for _, k := range kinds {
			pattern := regexp.MustCompile(k.pattern)
			line := strings.NewReplacer("%t", e.TableName(), "%c", column).Replace(k.line)
			for _, found := range pattern.FindAllStringSubmatchIndex(settings, -1) {
				lines = append(lines, string(pattern.ExpandString(nil, line, settings, found)))
			}
			settings = pattern.ReplaceAllString(settings, k.replacement)
		}
		fields[i].Tag = reflect.StructTag(`gorm:"` + strings.ReplaceAll("column:"+column+";"+settings, `\`, `\\`) + `"`)
	}
	return reflect.New(reflect.StructOf(fields)).Interface(), lines
}
