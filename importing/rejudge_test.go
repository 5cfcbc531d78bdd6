package importing

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
	"github.com/clouddrift/guardian/rulebook"
)

// What an import kept and judges anew is what it judges when it sees the same again:
// whatever is in it, and however much of that is hidden, it is a repeat, so that no
// drift is new each night and no approval is lost.
func TestWhatIsSeenAgainIsARepeat(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	types := []string{"aws_security_group", "aws_iam_role", "aws_ecs_task_definition", "foo_bar", "kubernetes_manifest", "AWS::WAFv2::WebACL", "aws:s3/bucketV2:BucketV2"}
	for n := range 3_000 {
		typ := types[n%len(types)]
		own := someRules(t, rand.New(rand.NewPCG(seed, uint64(n%100)))).On(rulebook.Subject{Type: typ}, time.Now())
		judge := func(key string) []models.JudgedChange {
			values := valuesOf{rand.New(rand.NewPCG(seed, uint64(n)))}
			before := values.object(3)
			e := reports.Entry{
				Resource: reports.Resource{Address: typ + ".a", Type: typ, ID: "i-1"}, Action: reports.ActionUpdate,
				Expected: before, Actual: values.changed(before).(map[string]any), About: func(models.Change) reports.About { return reports.About{} },
			}
			e.Actual["there"] = true
			return Options{SecretKey: []byte(key)}.judge(e, own).changes
		}
		for _, key := range []string{"", strings.Repeat("k", 32)} {
			was, err := models.DecodeChanges(models.EncodeChanges(judge(key)))
			if err != nil {
				t.Fatal(err)
			}
			is := judge(key)
			if today := (Options{}).rejudge(typ, reports.ActionUpdate, own)(was); !models.SameDrift(today, is, true) {
				t.Fatalf("seed %d, %d: %s\n%s\nis no repeat of\n%s", seed, n, typ, models.EncodeChanges(is), models.EncodeChanges(today))
			}
		}
	}
}

// someRules makes rules for what valuesOf makes.
func someRules(t *testing.T, random *rand.Rand) *rulebook.Book {
	var source strings.Builder
	for i := range random.IntN(4) {
		paths := []string{"a", "*.a", "name", "password", "*.password", "tags", "tags.*", "policy", "env", "ingress[*].a", "*[*]", "[\\\"x.y\\\"]", "*.description"}
		path := paths[random.IntN(len(paths))]
		fmt.Fprintf(&source, "ignore \"%d\" {\n  path = [\"%s\"]\n  reason = \"r\"\n}\n", i, path)
		fmt.Fprintf(&source, "grade \"%d\" {\n  path = [\"%s\"]\n  severity = \"%s\"\n}\n", i, paths[random.IntN(len(paths))], models.Severities()[random.IntN(3)])
	}
	return bookOf(t, source.String())
}

// valuesOf makes values as reports have them.
type valuesOf struct{ *rand.Rand }

func (r valuesOf) one(of ...any) any { return of[r.IntN(len(of))] }

func (r valuesOf) object(depth int) map[string]any {
	o := map[string]any{}
	for range r.IntN(5) {
		name := r.one("a", "name", "id", "password", "tags", "description", "policy", "x.y", "k[0]", "", "Statement", "env", "ingress", "value", "region").(string)
		o[name] = r.value(depth - 1)
	}
	return o
}

func (r valuesOf) value(depth int) (v any) {
	switch n := r.IntN(10); {
	case n < 3 && depth > 0:
		v = r.object(depth)
	case n < 5 && depth > 0:
		list := []any{}
		for range r.IntN(4) {
			list = append(list, r.value(depth-1))
		}
		v = list
	default:
		v = r.scalar()
	}
	if r.IntN(6) == 0 {
		return models.Mask(v)
	}
	return v
}

func (r valuesOf) scalar() any {
	secret := r.one("hunter22hunter22", "s<&>\"3cret", "two\nlines").(string)
	json := func(v any) string { return string(models.MustJSON(v)) }
	return r.one(nil, true, false, "", "x", "1", models.Redacted, "0.0.0.0/0", "2026-01-02T03:04:05Z", "2026-01-02T04:04:05+01:00",
		"/subscriptions/s/resourceGroups/A/providers/p/x", "/subscriptions/s/resourcegroups/a/providers/P/x", "export DB_PASSWORD="+secret, "password: "+secret+"\n",
		json(map[string]any{"password": secret, "n": r.IntN(2)}), json([]any{map[string]any{"name": "DB_PASSWORD", "value": secret}}),
		fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[%s],"Resource":"*"}]}`, r.one(`"a:B","a:C"`, `"a:C","a:B"`)))
}

// changed gives other values in the place of some.
func (r valuesOf) changed(v any) any {
	switch v := v.(type) {
	case map[string]any:
		o := map[string]any{}
		for _, name := range models.SortedKeys(v) {
			if r.IntN(8) > 0 {
				o[name] = r.changed(v[name])
			}
		}
		return o
	case []any:
		list := []any{}
		for _, part := range v {
			if r.IntN(8) > 0 {
				list = append(list, r.changed(part))
			}
		}
		if r.IntN(4) == 0 {
			r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		}
		return list
	}
	if r.IntN(2) == 0 {
		return r.value(1)
	}
	return v
}
