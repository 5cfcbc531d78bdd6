package importing_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
)

// account is a scan of driftctl of some night: what is in its lists, as type:id.
type account struct {
	deep                                   bool
	managed, unmanaged, missing, differing string
	alert                                  string
	denied                                 string // a type that it could not list
	onlyManaged, late, resolved            bool
}

func (a account) report(night int) []byte {
	list := func(ids string, wrap string) string {
		var all []string
		for _, of := range strings.Fields(ids) {
			typ, id, _ := strings.Cut(of, ":")
			all = append(all, fmt.Sprintf(wrap, fmt.Sprintf(`{"id":%q,"type":%q}`, id, typ)))
		}
		return "[" + strings.Join(all, ",") + "]"
	}
	alerts := "null"
	if a.alert != "" {
		alerts = fmt.Sprintf(`{%q:[{"message":"An error occured listing it"}]}`, a.alert)
	}
	if a.denied != "" {
		alerts = fmt.Sprintf(`{%[1]q:[{"message":"An error occured listing %[1]s: listing %[1]s is forbidden: no"}]}`, a.denied)
	}
	return fmt.Appendf(nil, `{"options":{"deep":%t,"only_managed":%t},"managed":%s,"unmanaged":%s,"missing":%s,"differences":%s,"coverage":null,"alerts":%s,"date":"2026-10-%02dT03:00:00Z"}`,
		a.deep, a.onlyManaged, list(a.managed, "%s"), list(a.unmanaged, "%s"), list(a.missing, "%s"),
		list(a.differing, `{"res":%s,"changelog":[{"type":"update","path":["versioning"],"from":true,"to":false}]}`), alerts, night)
}

// What a night found astray, the next one closes where it found it in order, and only
// as far as it looked.
func TestWhatADriftctlScanCloses(t *testing.T) {
	t.Parallel()
	first := account{
		deep: true, managed: "aws_s3_bucket:logs aws_s3_bucket:docs", unmanaged: "aws_iam_user:eve aws_sqs_queue:tmp",
		missing: "aws_iam_role:deploy", differing: "aws_s3_bucket:logs",
	}
	const all = "aws_s3_bucket:logs aws_s3_bucket:docs aws_iam_user:eve aws_iam_role:deploy"
	for name, c := range map[string]struct {
		second account
		closed string
		why    string
	}{
		"a deep scan closes what it compared":          {account{deep: true, managed: all}, "aws_iam_role:deploy aws_iam_user:eve aws_s3_bucket:logs", ""},
		"any other closes what it found there":         {account{managed: all}, "aws_iam_role:deploy aws_iam_user:eve", "only what is there again or in the code by now is closed: the scan compared no attributes"},
		"what is listed nowhere stays":                 {account{deep: true, managed: "aws_s3_bucket:docs"}, "", ""},
		"nothing where something was not read":         {account{deep: true, managed: all, alert: "aws_vpc"}, "", "nothing was closed: driftctl warns that it did not read everything of aws_vpc"},
		"all but the type that was not listed":         {account{deep: true, managed: all, denied: "aws_iam_role"}, "aws_iam_user:eve aws_s3_bucket:logs", "only what was read is closed: driftctl warns that it did not read everything of aws_iam_role"},
		"nothing of the bucket's type, by its id":      {account{deep: true, managed: all, denied: "aws_s3_bucket.other"}, "aws_iam_role:deploy aws_iam_user:eve", "only what was read is closed: driftctl warns that it did not read everything of aws_s3_bucket"},
		"all but that type, as any other closes":       {account{managed: all, denied: "aws_iam_role"}, "aws_iam_user:eve", "only what is there again or in the code by now is closed: the scan compared no attributes"},
		"what differs still is open":                   {account{deep: true, managed: all, differing: "aws_s3_bucket:logs"}, "aws_iam_role:deploy aws_iam_user:eve", ""},
		"what another type has under an id is another": {account{deep: true, managed: "aws_iam_group:eve"}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLedger(t)
			s := l.take(first.report(1), importing.Options{})
			if s.Created != 4 || s.Checked != 3 {
				t.Fatalf("%d created, %d checked", s.Created, s.Checked)
			}
			s = l.take(c.second.report(2), importing.Options{ResolveMissing: true})
			var closed []string
			for _, i := range s.Items {
				if i.Outcome == importing.Resolved {
					closed = append(closed, i.Address)
				}
			}
			slices.Sort(closed)
			if strings.Join(closed, " ") != c.closed || !strings.HasPrefix(s.Unclosed(), c.why) || (c.why == "") != (s.Unclosed() == "") {
				t.Errorf("closed %v; %q", closed, s.Unclosed())
			}
		})
	}
}

// What no code knew is no repeat of what code knows, nor the other way round.
func TestUnmanagedThenManaged(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.take(account{unmanaged: "aws_iam_user:eve"}.report(1), importing.Options{})
	again := l.take(account{unmanaged: "aws_iam_user:eve"}.report(2), importing.Options{})
	if again.Repeated != 1 || again.Items[0].Severity != models.SeverityCritical || again.Items[0].Kind != models.KindUnmanaged {
		t.Errorf("%+v", again)
	}
	gone := l.take(account{missing: "aws_iam_user:eve"}.report(3), importing.Options{})
	if gone.Superseded != 1 || gone.Items[0].Kind != models.KindConfiguration || !gone.Items[0].Gone {
		t.Errorf("%+v", gone)
	}
}

// A late report closes nothing, whatever it proves.
func TestLateDriftctlScanClosesNothing(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.take(account{unmanaged: "aws_iam_user:eve"}.report(5), importing.Options{})
	late := l.take(account{managed: "aws_iam_user:eve"}.report(4), importing.Options{ResolveMissing: true})
	if late.Resolved != 0 || !strings.HasPrefix(late.Unclosed(), "nothing was closed: the report is older") {
		t.Errorf("%d resolved, %q", late.Resolved, late.Unclosed())
	}
}

// What no code knew and the next scan does not list was deleted, or a filter leaves it out, which
// leaves no mark: its drift stays, and the import says so.
func TestUnmanagedThatIsListedNoMore(t *testing.T) {
	t.Parallel()
	const why = "since what a filter leaves out is not listed either"
	const tmp = "aws_sqs_queue:tmp, which no code knew, is listed no more: resolve its drift by hand if it was deleted, " + why
	for name, c := range map[string]struct {
		second account
		want   string
	}{
		"one of two":                {account{unmanaged: "aws_iam_user:eve"}, tmp},
		"both":                      {account{}, "aws_iam_user:eve and 1 more, which no code knew, are listed no more: resolve by hand the drifts of those that were deleted, " + why},
		"all are listed":            {account{unmanaged: "aws_iam_user:eve aws_sqs_queue:tmp"}, ""},
		"it is in the code now":     {account{unmanaged: "aws_iam_user:eve", managed: "aws_sqs_queue:tmp"}, ""},
		"it was, and is gone":       {account{unmanaged: "aws_iam_user:eve", missing: "aws_sqs_queue:tmp"}, ""},
		"its type was not listed":   {account{unmanaged: "aws_iam_user:eve", denied: "aws_sqs_queue"}, ""},
		"another type was not":      {account{unmanaged: "aws_iam_user:eve", denied: "aws_vpc"}, tmp},
		"something was not read":    {account{unmanaged: "aws_iam_user:eve", alert: "aws_vpc"}, ""},
		"none were to be listed":    {account{onlyManaged: true}, ""},
		"a late scan":               {account{unmanaged: "aws_iam_user:eve", late: true}, ""},
		"its drift is resolved now": {account{unmanaged: "aws_iam_user:eve", resolved: true}, ""},
	} {
		l := newLedger(t)
		first := l.take(account{unmanaged: "aws_iam_user:eve aws_sqs_queue:tmp"}.report(2), importing.Options{})
		if c.second.resolved {
			_, err := l.store.Drifts.Resolve(t.Context(), *first.Items[1].DriftID, models.ResolveDriftInput{How: models.ResolvedManualFix, ResolvedBy: l.user})
			must(t, err)
		}
		s := l.take(c.second.report(map[bool]int{true: 1, false: 3}[c.second.late]), importing.Options{ResolveMissing: true})
		got := ""
		for _, r := range s.Remarks {
			if strings.Contains(r, "no code knew") {
				got += r
			}
		}
		if got != c.want || c.want != "" && s.Resolved != 0 {
			t.Errorf("%s: %q, %d resolved, want %q", name, got, s.Resolved, c.want)
		}
	}
}
