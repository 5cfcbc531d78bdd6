package rules

import (
	"regexp"
	"strings"

	"github.com/clouddrift/guardian/models"
)

// lineReader goes through the lines of a text.
type lineReader struct {
	judge *Judge
	out   strings.Builder
	// manifest says that the document is a Secret of Kubernetes, and data is the
	// indentation of the name of its data, of which every value is a secret; -1 outside.
	manifest bool
	data     int
	// below is the indentation of a name whose value, over several lines, is a secret;
	// -1 outside.
	below int
	// until is the line at which such a value ends, where it says so itself; "" outside.
	until string
	// next is the indentation of a name without a value, which is a secret if the next line
	// holds it; -1 outside.
	next int
	// goesOn says that the line before ended with a flag whose value, a secret, is the next word.
	goesOn bool
	// around is the indentation of a name that means a secret and has an object or a list, in
	// which a value is that secret; -1 outside.
	around int
	// named says that the name before was such as `name`, with a value that means a secret.
	named bool
}

// kubernetesSecret is what a manifest says that is a Secret.
var kubernetesSecret = regexp.MustCompile(`(?m)^\s*kind:\s*["']?Secret["']?\s*$`)

// hideLines hides the values of names that mean a secret.
func (j *Judge) hideLines(text string) string {
	if flags := strings.Contains(text, " ") && strings.Contains(text, "-"); !flags && !strings.ContainsAny(text, "=:") {
		return text
	}
	r := &lineReader{judge: j, data: -1, below: -1, next: -1, around: -1}
	for i, document := range strings.SplitAfter(text, "\n---") {
		if r.manifest = strings.Contains(document, "Secret") && kubernetesSecret.MatchString(document); i > 0 {
			r.data, r.below, r.next, r.around = -1, -1, -1, -1
		}
		for line := range strings.Lines(document) {
			r.line(line)
		}
	}
	return r.out.String()
}

func (r *lineReader) line(line string) {
	body := strings.TrimRight(line, "\r\n")
	end := line[len(body):]
	indent := len(body) - len(strings.TrimLeft(body, " \t"))
	blank := indent == len(body)
	if r.until != "" && strings.TrimSpace(body) != r.until {
		return // it is hidden already
	}
	r.until = ""
	if r.below >= 0 {
		if blank || indent > r.below {
			return // it is hidden already
		}
		r.below = -1
	}
	if r.data >= 0 && !blank && indent <= r.data {
		r.data = -1
	}
	if r.around >= 0 && !blank && (indent < r.around || indent == r.around && body[indent] != '-') {
		r.around = -1
	}
	if r.next >= 0 && !blank {
		if _, names := nextAssignment(body, 0); !names && indent > r.next && body[indent] != '-' && secretValue(body[indent:]) {
			body = body[:indent] + models.Redacted
		}
		r.next = -1
	}
	if r.goesOn && !blank {
		r.goesOn = false
		if text, from, to := (assignment{value: indent}).textIn(body); body[indent] != '-' && secretValue(text) {
			body = body[:from] + models.Redacted + body[to:]
		}
	}
	r.out.WriteString(r.hide(body, indent))
	r.out.WriteString(end)
	if r.below >= 0 || r.until != "" {
		r.out.WriteString(strings.Repeat(" ", max(r.below, indent)+2) + models.Redacted + "\n")
	}
}

// hide gives a line without the secrets in it.
func (r *lineReader) hide(line string, indent int) string {
	var b strings.Builder
	done := 0
	for done < len(line) {
		a, ok := nextAssignment(line, done)
		if !ok {
			break
		}
		b.WriteString(line[done:a.value])
		done = a.value
		secret := r.isSecret(a)
		if a.colon && a.first && blockScalar.MatchString(line[a.value:]) {
			if secret {
				r.below = indent
			}
			break
		}
		if heredoc := hereDocument.FindStringSubmatch(line[a.value:]); heredoc != nil {
			if secret {
				r.until = heredoc[1]
			}
			break
		}
		if !secret && !tellsOfNext[a.name] && !strings.HasSuffix(a.name, "auth") {
			continue
		}
		text, from, to := a.text(line, secret)
		secret = secret || logsIn(a.name, text)
		if secret && a.flag && (text == `\` || text == "`") && to == len(line) {
			r.goesOn = true
			break
		}
		if secret && text == "" && a.colon && a.first {
			r.next, r.around = indent, indent
		}
		if secret && opens[text] && a.first {
			r.around = indent
		}
		if secret && secretValue(text) {
			b.WriteString(line[done:from] + models.Redacted)
			done = to
		} else if secret { // it says where the secret is, and nothing besides
			b.WriteString(line[done:to])
			done = to
		}
		r.named = tellsOfNext[a.name] && r.judge.hides(text)
		if r.manifest && a.colon && text == "" && (a.name == "data" || a.name == "stringData") {
			r.data = indent
		}
	}
	b.WriteString(line[done:])
	return b.String()
}

// blockScalar is what stands behind the name of a value over several lines.
var blockScalar = regexp.MustCompile(`^\s*[|>][-+0-9]*\s*(?:#.*)?$`)

// opens is what begins an object or a list over several lines.
var opens = map[string]bool{"{": true, "[": true, "[{": true}

// hereDocument is a value over several lines as shells and Terraform write it.
var hereDocument = regexp.MustCompile(`^\s*<<[-~]?\s*["']?(\w+)["']?\s*$`)

// tellsOfNext are the names whose values say what follows.
var tellsOfNext = map[string]bool{"name": true, "key": true, "Name": true, "Key": true, "data": true, "stringData": true}

// isSecret says whether the value of an assignment is a secret by its name, or by what
// was said before.
func (r *lineReader) isSecret(a assignment) bool {
	named := r.named
	r.named = false
	return r.judge.hides(a.name) || r.data >= 0 && a.colon || named && (a.name == "value" || a.name == "Value") ||
		r.around >= 0 && a.first && holdsValue[a.name]
}
