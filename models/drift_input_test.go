package models_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

func TestCreateDriftInput(t *testing.T) {
	t.Parallel()
	type in = models.CreateDriftInput
	checkInput(t, in{
		ResourceID: "i-1", ResourceType: "EC2", Region: "eu-west-1", AccountID: "123456789012", ExpectedState: models.JSON(`{"a":1}`),
		ActualState: models.JSON(`{}`), Severity: models.SeverityInfo, CostImpactMonthly: models.Cents(-1), DetectedBy: models.DetectedByAPI, DetectedAt: noon,
	}, slices.Concat(
		limit("resourceId", 255, true, func(d *in, s string) { d.ResourceID = s }),
		limit("resourceType", 50, true, func(d *in, s string) { d.ResourceType = s }),
		limit("region", 50, true, func(d *in, s string) { d.Region = s }),
		limit("accountId", 12, false, func(d *in, s string) { d.AccountID = s }),
		jsonObject("expectedState", true, func(d *in, j models.JSON) { d.ExpectedState = j }),
		jsonObject("actualState", true, func(d *in, j models.JSON) { d.ActualState = j }),
		moment("detectedAt", false, func(d *in, at time.Time) { d.DetectedAt = at }),
		[]change[in]{
			{"no severity", func(d *in) { d.Severity = "" }, []string{"severity"}},
			{"another severity", func(d *in) { d.Severity = "CRITICAL" }, []string{"severity"}},
			{"another detector", func(d *in) { d.DetectedBy = "x" }, []string{"detectedBy"}},
			{"nothing", func(d *in) { *d = in{} },
				[]string{"resourceId", "resourceType", "region", "expectedState", "actualState", "severity", "detectedBy"}},
		},
	))
}

func TestLifecycleInputs(t *testing.T) {
	t.Parallel()
	checkInput(t, models.TriageDriftInput{TriagedBy: someone}, []change[models.TriageDriftInput]{
		{"nobody", func(in *models.TriageDriftInput) { in.TriagedBy = uuid.Nil }, []string{"triagedBy"}},
	})
	checkInput(t, models.ResolveDriftInput{How: models.ResolvedManualFix, ResolvedBy: someone}, []change[models.ResolveDriftInput]{
		{"nobody, nohow", func(in *models.ResolveDriftInput) { *in = models.ResolveDriftInput{} }, []string{"resolvedHow", "resolvedBy"}},
		{"another way", func(in *models.ResolveDriftInput) { in.How = "manual" }, []string{"resolvedHow"}},
	})
	for reason, wrong := range map[string]bool{
		"": true, "too short": true, "          ": true, "  nine char \n": true, "\u3000123456789\u3000": true,
		"ten chars!": false, "  ten chars!\t": false, "十個の文字だけですよ": false, "ずっと短いです": true, strings.Repeat("a", 100_000): false,
		"with U+0000 \x00 inside": true, "not in UTF-8 \xff at all": true,
	} {
		var want []string
		if wrong {
			want = []string{"reason"}
		}
		if got := fieldsOf(t, models.ApproveDriftInput{Reason: reason, ApprovedBy: someone}.Validate()); !slices.Equal(got, want) {
			t.Errorf("approve because of %.20q: %v", reason, got)
		}
		if got := fieldsOf(t, models.RejectDriftInput{Reason: reason, RejectedBy: someone}.Validate()); !slices.Equal(got, want) {
			t.Errorf("reject because of %.20q: %v", reason, got)
		}
	}
	if got := fieldsOf(t, models.ApproveDriftInput{}.Validate()); !slices.Equal(got, []string{"reason", "approvedBy"}) {
		t.Error(got)
	}
	if got := fieldsOf(t, models.RejectDriftInput{}.Validate()); !slices.Equal(got, []string{"reason", "rejectedBy"}) {
		t.Error(got)
	}
	err := models.ApproveDriftInput{Reason: " because ", ApprovedBy: someone}.Validate()
	if err == nil || err.Error() != "reason: takes at least 10 characters, got 7" {
		t.Error(err)
	}
}
