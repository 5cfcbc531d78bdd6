package importing_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/importing"
)

// The stack of another region or account may have the name of this one, and its resources
// the logical ids: they are not taken for one another.
func TestStacksOfOneName(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	answer := func(region, account, status, properties, at string) string {
		return `{"StackResourceDrifts":[` +
			resourceOf(region, account, "Table", "orders", status, properties, at) + `,` +
			resourceOf(region, account, "Elsewhere", "arn:aws:x:us-east-1:111122223333:y", "IN_SYNC", `{}`, at) + `]}`
	}
	take := func(text string, o importing.Options) (importing.Summary, error) {
		file := filepath.Join(t.TempDir(), "stack.json")
		must(t, os.WriteFile(file, []byte(text), 0o600))
		return importFile(t, store, file, o)
	}
	open := func(region, account, at string) string { return answer(region, account, "MODIFIED", `{"Size":2}`, at) }
	_, err := take(open("us-west-2", "111122223333", "02"), importing.Options{})
	must(t, err)
	for _, other := range [][2]string{{"eu-west-1", "111122223333"}, {"us-west-2", "444455556666"}} {
		for _, text := range []string{open(other[0], other[1], "03"), answer(other[0], other[1], "IN_SYNC", `{}`, "03")} {
			_, err := take(text, importing.Options{ResolveMissing: true})
			if err == nil || !strings.Contains(err.Error(), "--scope") || !strings.Contains(err.Error(), "us-west-2 in account 111122223333") {
				t.Errorf("%v: %v", other, err)
			}
		}
		s, err := take(open(other[0], other[1], "03"), importing.Options{Scope: other[0] + other[1]})
		if err != nil || s.Created != 1 {
			t.Errorf("%v with a scope of its own: %+v, %v", other, s, err)
		}
	}
	s, err := take(answer("us-west-2", "111122223333", "IN_SYNC", `{}`, "04"), importing.Options{ResolveMissing: true})
	if err != nil || s.Resolved != 1 {
		t.Errorf("the stack itself: %+v, %v", s, err)
	}
	if s, err = take(open("eu-west-1", "111122223333", "05"), importing.Options{}); err != nil || s.Created != 1 {
		t.Errorf("where nothing is open: %+v, %v", s, err)
	}
}

// A resource of a stack may be in another region, as a subscription is to a topic there: what
// does not list it any more is the same stack's answer, and another stack's is refused by it as by any.
func TestAStackWithAResourceElsewhere(t *testing.T) {
	t.Parallel()
	const account, topic = "111122223333", "arn:aws:sns:us-east-1:111122223333:t"
	for name, listed := range map[string][]string{
		"beside one of its own":                 {"Subscription", "Table"},
		"by itself":                             {"Subscription"},
		"by itself, and what is in its own one": {"Subscription", "Topic"},
	} {
		store := newStore(t)
		ids := map[string]string{"Subscription": topic, "Table": "orders", "Topic": "arn:aws:sns:us-west-2:111122223333:t"}
		take := func(region, day string, addresses ...string) (importing.Summary, error) {
			var all []string
			for _, a := range addresses {
				all = append(all, resourceOf(region, account, a, ids[a], "MODIFIED", `{"Size":2}`, day))
			}
			file := filepath.Join(t.TempDir(), "stack.json")
			must(t, os.WriteFile(file, []byte(`{"StackResourceDrifts":[`+strings.Join(all, ",")+`]}`), 0o600))
			return importFile(t, store, file, importing.Options{})
		}
		if s, err := take("us-west-2", "02", listed...); err != nil || s.Created != len(listed) {
			t.Fatalf("%s: %+v, %v", name, s, err)
		}
		for _, other := range []string{"us-east-1", "eu-west-1"} {
			if _, err := take(other, "03", "Table"); err == nil || !strings.Contains(err.Error(), "holds drifts of us-west-2 in account") {
				t.Errorf("%s: a stack in %s: %v", name, other, err)
			}
		}
		if _, err := take("us-west-2", "04", "Table"); err != nil {
			t.Errorf("%s: the same stack: %v", name, err)
		}
	}
}

func resourceOf(region, account, address, id, status, properties, day string) string {
	return `{"StackId":"arn:aws:cloudformation:` + region + `:` + account + `:stack/shop/1","LogicalResourceId":"` + address + `","PhysicalResourceId":"` + id + `",
		"ResourceType":"AWS::DynamoDB::Table","ExpectedProperties":"{\"Size\":1}","ActualProperties":` + strconv.Quote(properties) + `,
		"PropertyDifferences":[{"PropertyPath":"/Size","ExpectedValue":"1","ActualValue":"2","DifferenceType":"NOT_EQUAL"}],
		"StackResourceDriftStatus":"` + status + `","Timestamp":"2026-10-` + day + `T00:00:00Z"}`
}
