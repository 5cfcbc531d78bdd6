package models_test

import (
	"reflect"
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
			"CreatedAt": "column:created_at;type:timestamptz;",
		} {
			if f, _ := of.FieldByName(name); !strings.HasPrefix(f.Tag.Get("gorm"), tag) {
				t.Errorf("models: a list of %s takes the column of %s; write it in the migration, and in the struct %s with a tag that begins `gorm:\"%s`", e.TableName(), name, of.Name(), tag)
			}
		}
	}
}
