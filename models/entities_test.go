package models_test

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// What has a list has the columns that a list stands on: the id that tells its rows
// apart, and the time that they are sorted by.
func TestListedEntitiesHaveTheirColumns(t *testing.T) {
	t.Parallel()
	for _, e := range models.Entities() {
		of := reflect.TypeOf(e)
		if _, shown := of.MethodByName("Response"); !shown || of == reflect.TypeFor[models.Occurrence]() {
			continue // it has no list, or that of its drift alone
		}
		for name, tag := range map[string]string{
			"ID":        "column:id;type:uuid;primaryKey;default:gen_random_uuid()",
			"CreatedAt": "column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP",
		} {
			if f, _ := of.FieldByName(name); !strings.HasPrefix(strings.ReplaceAll(f.Tag.Get("gorm"), "not null;", ""), tag) {
				t.Errorf("models: a list of %s takes the column of %s; write it in the migration, and in the struct %s with a tag that begins `gorm:\"%s`", e.TableName(), name, of.Name(), tag)
			}
		}
	}
}

// The Action… constants of an entity's file are what its method actions gives.
func TestActionsAreAll(t *testing.T) {
	t.Parallel()
	constant, own := regexp.MustCompile(`(?m)^(?:const |\t)(Action\w+) += "(.+)"$`), models.Actions()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range constant.FindAllStringSubmatch(string(source), -1) {
			found++
			if !slices.Contains(own, c[2]) {
				t.Errorf("models/%s: %s is no action of an entity; write it in the method actions() []string of the entity that it is about, and the entity in Entities", file, c[1])
			}
		}
	}
	if found < len(own) {
		t.Errorf("the methods actions give %d, of which constants name %d: write a constant Action… for each", len(own), found)
	}
}
