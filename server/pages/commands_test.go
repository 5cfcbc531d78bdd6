package pages

import (
	"html"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

func TestCommandsOf(t *testing.T) {
	t.Parallel()
	for status, want := range map[models.Status]string{
		models.StatusDetected: "triage approve approve reject resolve", models.StatusTriaged: "approve approve reject resolve",
		models.StatusApproved: "resolve", models.StatusRejected: "resolve", models.StatusResolved: "",
	} {
		var got []string
		for _, command := range commandsOf(models.Drift{ID: driftID, Status: status}) {
			words := strings.Fields(command)
			got = append(got, words[2])
			if words[3] != driftID.String() || words[4] != "--as" {
				t.Error(command)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", status, got, want)
		}
	}
}

// The page of what can be decided has the commands; that of the past has none.
func TestCommandsOnThePage(t *testing.T) {
	t.Parallel()
	for _, at := range []time.Time{{}, now} {
		page, err := Drift(now, group(), at, Address{})
		if err != nil {
			t.Fatal(err)
		}
		if has := strings.Contains(shows(t, page), "guardian drift approve "+driftID.String()); has != at.IsZero() {
			t.Errorf("as of %s: %t", at, has)
		}
	}
}

// A browser breaks a line behind a hyphen, within --reason too, unless a flag is a piece of its own; what is copied stays the same.
func TestNoFlagIsBroken(t *testing.T) {
	t.Parallel()
	page, err := Drift(now, group(), time.Time{}, Address{})
	if err != nil {
		t.Fatal(err)
	}
	body := shows(t, page)
	begin := strings.Index(body, `<pre class="commands"`)
	commands := body[begin : begin+strings.Index(body[begin:], "</pre>")]
	whole := regexp.MustCompile(`<b>--[a-z]+</b>`)
	if n := len(whole.FindAllString(commands, -1)); n != 11 || strings.Contains(whole.ReplaceAllString(commands, ""), "--") {
		t.Errorf("%d flags are whole: %s", n, commands)
	}
	text := html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(commands, ""))
	if want := strings.Join(commandsOf(group().Drift), ""); text != want {
		t.Errorf("copied are %q, want %q", text, want)
	}
}
