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
	return fmt.Appendf(nil, `{"options":{"deep":%t},"managed":%s,"unmanaged":%s,"missing":%s,"differences":%s,"coverage":null,"alerts":%s,"date":"2026-10-%02dT03:00:00Z"}`,
		a.deep, list(a.managed, "%s"), list(a.unmanaged, "%s"), list(a.missing, "%s"),
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
