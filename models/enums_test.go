package models_test

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// checkEnum holds a type to its values, on the way into the database and out of it.
func checkEnum[E interface {
	~string
	driver.Valuer
}](t *testing.T, field string, values []E) {
	t.Helper()
	scan := func(dst *E, src any) error { return any(dst).(sql.Scanner).Scan(src) }
	for _, want := range values {
		for _, src := range []any{string(want), []byte(want)} {
			var got E
			if err := scan(&got, src); err != nil || got != want {
				t.Errorf("%s: %v of %T is %q, %v", field, src, src, got, err)
			}
		}
		if v, err := want.Value(); err != nil || v != string(want) {
			t.Errorf("%s: Value of %q is %v, %v", field, want, v, err)
		}
		if got, err := models.ParseEnum(field, string(want), values); err != nil || got != want {
			t.Errorf("%s: %q is %q, %v", field, want, got, err)
		}
	}
	for _, src := range []any{"", "nonsense", strings.ToUpper(string(values[0])), string(values[0]) + " ", []byte("x"), nil, 1, true} {
		got := values[0]
		err := scan(&got, src)
		if err == nil || !strings.Contains(err.Error(), field) || got != values[0] {
			t.Errorf("%s: %v is read as %q, %v", field, src, got, err)
		}
	}
	for _, wrong := range []E{"", "nonsense", E(strings.ToUpper(string(values[0]))), E(strings.Repeat("x", 10_000) + "\n")} {
		if v, err := wrong.Value(); err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: %.20q is written as %v, %v", field, wrong, v, err)
		}
		_, err := models.ParseEnum(field, string(wrong), values)
		if names := fieldsOf(t, err); len(names) != 1 || names[0] != field {
			t.Errorf("%s: %.20q: %v", field, wrong, err)
		}
		for _, v := range values {
			if !strings.Contains(err.Error(), string(v)) {
				t.Errorf("%s: the error does not offer %s: %v", field, v, err)
			}
		}
		if len(err.Error()) > 300 || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: not a line: %v", field, err)
		}
	}
}

func TestEnums(t *testing.T) {
	t.Parallel()
	checkEnum(t, "status", models.Statuses())
	checkEnum(t, "severity", models.Severities())
	checkEnum(t, "detectedBy", models.Detectors())
	checkEnum(t, "resolvedHow", models.Resolutions())
	checkEnum(t, "role", models.Roles())
	checkEnum(t, "nextApply", models.NextApplies())
}

// The checks of the tables, which schema verify holds the tags to, list the same values.
func TestEnumsAreTheTables(t *testing.T) {
	t.Parallel()
	check := regexp.MustCompile(`check:\w+,(\w+) IN \('([^)]*)'\)`)
	want := map[string]string{
		"users.role":                   fmt.Sprint(models.Roles()),
		"drifts.status":                fmt.Sprint(models.Statuses()),
		"drifts.severity":              fmt.Sprint(models.Severities()),
		"drifts.detected_by":           fmt.Sprint(models.Detectors()),
		"scans.detected_by":            fmt.Sprint(models.Detectors()),
		"drift_occurrences.next_apply": fmt.Sprint(models.NextApplies()),
		"drift_occurrences.kind":       fmt.Sprint(models.Kinds()),
		"drift_summaries.next_apply":   fmt.Sprint(models.NextApplies()),
		"drift_summaries.kind":         fmt.Sprint(models.Kinds()),
		"notices.kind":                 fmt.Sprint([]models.NoticeKind{models.NoticeAlert, models.NoticeOverdue, models.NoticeResolved, models.NoticeRuleEnded}),
		"notices.severity":             fmt.Sprint(models.Severities()),
		"messages.severity":            fmt.Sprint(models.Severities()),
		"messages.status":              fmt.Sprint(models.MessageStatuses()),
	}
	got := map[string]string{}
	for _, e := range models.Entities() {
		for _, f := range reflect.VisibleFields(reflect.TypeOf(e)) {
			if found := check.FindStringSubmatch(f.Tag.Get("gorm")); found != nil {
				got[e.TableName()+"."+found[1]] = fmt.Sprint(strings.Split(found[2], "','"))
			}
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the tables have %v\nthe types   %v", got, want)
	}
}

func TestLifecycle(t *testing.T) {
	t.Parallel()
	allowed := map[models.Status]string{
		models.StatusDetected: "triaged approved rejected resolved",
		models.StatusTriaged:  "approved rejected resolved",
		models.StatusApproved: "resolved",
		models.StatusRejected: "resolved",
		models.StatusResolved: "",
	}
	for _, from := range models.Statuses() {
		for _, to := range append(models.Statuses(), "", "nonsense") {
			want := strings.Contains(" "+allowed[from]+" ", " "+string(to)+" ") && to != ""
			if got := from.CanBecome(to); got != want {
				t.Errorf("%s → %q: %t", from, to, got)
			}
		}
		open := from == models.StatusDetected || from == models.StatusTriaged || from == models.StatusRejected
		if from.Open() != open {
			t.Errorf("%s: open is %t", from, !open)
		}
	}
}

func TestSeverityAtLeast(t *testing.T) {
	t.Parallel()
	all := models.Severities()
	for i, s := range all {
		for j, other := range all {
			if got := s.AtLeast(other); got != (i <= j) {
				t.Errorf("%s at least %s: %t", s, other, got)
			}
		}
	}
	if models.Severity("nonsense").AtLeast(models.SeverityInfo) || models.Severity("").AtLeast("") {
		t.Error("what is no severity is as grave as one")
	}
}

func TestRoleMayAct(t *testing.T) {
	t.Parallel()
	for role, want := range map[models.Role]bool{
		models.RoleAdmin: true, models.RoleEngineer: true, models.RoleViewer: false, "": false, "Admin": false,
	} {
		if role.MayAct() != want {
			t.Errorf("%q may act: %t", role, !want)
		}
	}
}

func TestResourceTypeOf(t *testing.T) {
	t.Parallel()
	for tool, want := range map[string]string{
		"aws_instance": "EC2", "AWS::EC2::Instance": "EC2", "aws:ec2/instance:Instance": "EC2",
		"aws_db_instance": "RDS", "AWS::S3::Bucket": "S3", "aws:s3/bucketV2:BucketV2": "S3",
		"aws_iam_role": "IAM_ROLE", "AWS::EC2::SecurityGroup": "SECURITY_GROUP",
		"aws_lambda_function": "aws_lambda_function", "": "", "EC2": "EC2", "AWS_INSTANCE": "AWS_INSTANCE",
	} {
		if got := models.ResourceTypeOf(tool); got != want {
			t.Errorf("%s is %s", tool, got)
		}
	}
}
