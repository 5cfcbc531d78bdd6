package repositories

import (
	"reflect"
	"strings"

	"github.com/clouddrift/guardian/models"
)

// constraintFields names the field that a constraint is about, as JSON spells it. Those
// of foreign keys are in references.
var constraintFields = map[string]models.FieldError{
	"users_email_key":            {Field: "email", Problem: "is taken"},
	"email_format":               {Field: "email", Problem: "must be an address such as name@example.com"},
	"valid_role":                 {Field: "role", Problem: "takes admin, engineer, viewer"},
	"valid_status":               {Field: "status", Problem: "takes detected, triaged, approved, rejected, resolved"},
	"valid_severity":             {Field: "severity", Problem: "takes critical, warning, info"},
	"valid_scan_detected_by":     {Field: "detectedBy", Problem: "takes scheduler, manual, api"},
	"scan_scope_length":          {Field: "scope", Problem: "takes 1 to 1024 bytes"},
	"valid_detected_by":          {Field: "detectedBy", Problem: "takes scheduler, manual, api"},
	"sessions_refresh_token_key": {Field: "refreshToken", Problem: "is taken"},

	"valid_occurrence_kind":    {Field: "kind", Problem: "takes configuration, state, unmanaged, unknown"},
	"valid_summary_kind":       {Field: "kind", Problem: "takes configuration, state, unmanaged, unknown"},
	"valid_summary_next_apply": {Field: "nextApply", Problem: "takes revert, keep, unknown"},
	"summary_seen_in_order":    {Field: "firstSeen", Problem: "must not be after lastSeen"},
	"summary_occurrences":      {Field: "occurrences", Problem: "must be at least 1"},
}

// references are the foreign keys of the entities.
var references = referenceFields()

// fieldOf names the field that a constraint is about.
func fieldOf(constraint string) (models.FieldError, bool) {
	field, known := references[constraint]
	if !known {
		field, known = constraintFields[constraint]
	}
	return field, known
}

// referenceFields names the field of each foreign key of an entity, drift_id being
// driftId, by the name that PostgreSQL gives the key.
func referenceFields() map[string]models.FieldError {
	named := map[string]models.FieldError{}
	for _, e := range models.Entities() {
		of := reflect.TypeOf(e)
		for i := range of.NumField() {
			table, _, refers := strings.Cut(setting(of.Field(i), "references"), "(")
			if !refers {
				continue
			}
			column := setting(of.Field(i), "column")
			words := strings.Split(column, "_")
			for i, word := range words[1:] {
				words[i+1] = strings.ToUpper(word[:1]) + word[1:]
			}
			named[e.TableName()+"_"+column+"_fkey"] = models.FieldError{Field: strings.Join(words, ""), Problem: "is no " + strings.TrimSuffix(table, "s")}
		}
	}
	return named
}

// setting reads one setting of the tag of an entity's field; "" is none.
func setting(of reflect.StructField, name string) string {
	_, value, _ := strings.Cut(of.Tag.Get("gorm"), name+":")
	value, _, _ = strings.Cut(value, ";")
	return value
}
