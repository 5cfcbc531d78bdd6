package rules

import (
	"regexp"
	"slices"
	"strings"

	"github.com/clouddrift/guardian/models"
)

// form is a way to write a secret in a line without a name and a sign in front of it. The
// secret is the last group of the pattern.
type form struct {
	signs   []string // one of them stands in each line that has the form
	pattern *regexp.Regexp
	named   bool // the first group is a name, which must mean a secret
}

// value is a word, or what stands between quotes; the quotes stay.
const value = `["']?([^\s"'\\|;&]+)`

// reads are the commands that take a secret from what they are fed, echoed how
// that is fed, and sets what has servers send a header.
const (
	reads  = `(?:--password-stdin|passwd --stdin|--with-token|\bsudo -S|\bcryptsetup)`
	echoed = `\b(?:echo|printf)\s+(?:-\w+\s+)*(?:["']?%s(?:\\n)?["']?\s+)?`
	sets   = `\b(?:\w+_header|(?:Request)?Header\s+(?:always\s+)?(?:set|add|append|merge|setifempty)|(?:set|add|replace)-header)\s+["']?`
)

// Where what is fed stands behind a sign, or in the next lines.
var (
	readers = []string{"-stdin", "--with-token", "sudo -S", "cryptsetup"}
	fed     = regexp.MustCompile(`(?:` + reads + `[^\n<]*<<[^\n<]|<<[^\n<]*` + reads + `)[^\n<]*\n[ \t]*([^\r\n]+)`)
)

// commands are the forms of several words, of what sets machines up.
var commands = []form{
	// Headers: Authorization: Bearer …
	{[]string{"uthorization", "UTHORIZATION"}, regexp.MustCompile(`(?i)authorization\\?["']?(?:\s*[:=,]+>?\s*\\?["']?|\s+["'])(?:basic|bearer|token|apikey)\s+` + value), false},
	{[]string{"eader"}, regexp.MustCompile(sets + `(?i:authorization)["']?\s+["']?(?:(?i:basic|bearer|token|apikey)[\s\\]+)?([^\s"'\\;]+)`), false},
	{[]string{"eader"}, regexp.MustCompile(sets + `([\w-]+)["']?\s+["']?([^\s"'\\;]+)`), true},
	// Tools that take a password by a letter, or as a word.
	{[]string{"curl"}, regexp.MustCompile(`\bcurl\b[^\n|;]*?\s(?:-u|--user)[ =]?["']?([\w.-]{20,}):(?:["'\s]|$|x\b|X\b|api_token\b|x-oauth-basic\b)`), false}, // a token
	{[]string{"curl"}, regexp.MustCompile(`\bcurl\b[^\n|;]*?\s(?:-u|--user|-U|--proxy-user)[ =]?["']?[^\s:"'$]+:([^\s"'\\]+)`), false},
	{[]string{"sshpass"}, regexp.MustCompile(`\bsshpass\s+-p\s*` + value), false},
	{[]string{"login"}, regexp.MustCompile(`\b(?:docker|podman|helm registry|az acr|az)\s+login\b[^\n|;]*?\s-p[ =]?` + value), false},
	{[]string{"vault login"}, regexp.MustCompile(`\bvault login\s+([^\s"'|;=-][^\s"'|;=]*)`), false},
	{[]string{"mysql", "mariadb"}, regexp.MustCompile(`\b(?:mysql|mariadb)[a-z-]*[^\n|;]*?\s-p` + value), false},
	{[]string{"redis-cli"}, regexp.MustCompile(`\bredis-cli\b[^\n|;]*?\s-a\s+` + value), false},
	{[]string{"pass:"}, regexp.MustCompile(`-pass(?:in|out)?\s+pass:` + value), false},
	{[]string{"chpasswd"}, regexp.MustCompile(`\b[\w.-]+:([^\s"'|:]+)["']?\s*\|\s*(?:sudo\s+)?chpasswd`), false},
	{[]string{"net user", "Net User", "NET USER"}, regexp.MustCompile(`(?i)\bnet\s+user\s+[^\s/]+\s+["']?([^\s"'/][^\s"']*)`), false},
	{[]string{"/pass", "/Pass", "/PASS"}, regexp.MustCompile(`(?i)["'\s]/pass(?:word)?[:=]` + value), false},
	{[]string{"schtasks"}, regexp.MustCompile(`\bschtasks\b[^\n]*?\s/rp\s+` + value), false},
	{[]string{"mongo"}, regexp.MustCompile(`\bmongo(?:sh|dump|restore|export|import)\b[^\n|;]*?\s-p\s*` + value), false},
	{[]string{"sqlplus", "impdp", "expdp", "sqlldr"}, regexp.MustCompile(`\b(?:sqlplus|impdp|expdp|sqlldr)\s+(?:-\w+\s+)*["']?[\w$#]+/([^\s@"'/]+)`), false},
	{[]string{"SecureString"}, regexp.MustCompile(`ConvertTo-SecureString\s+(?:-\w+\s+)*["']([^"'\n]+)`), false},
	{[]string{"sqlcmd", "bcp"}, regexp.MustCompile(`\b(?:sqlcmd|bcp)\b[^\n|;]*?\s-P\s*` + value), false},
	{[]string{"rabbitmqctl"}, regexp.MustCompile(`\brabbitmqctl\b[^\n|;]*?\s(?:add_user|change_password)\s+\S+\s+` + value), false},
	{[]string{"htpasswd"}, regexp.MustCompile(`\bhtpasswd\s+(?:-[a-zA-Z]+\s+)*-[a-zA-Z]*b[a-zA-Z]*\s+(?:-[a-zA-Z]+\s+)*\S+\s+\S+\s+` + value), false},
	{[]string{"ldap"}, regexp.MustCompile(`\bldap(?:search|add|modify|delete|passwd|whoami|compare)\b[^\n|;]*?\s-w\s*` + value), false},
	{readers, regexp.MustCompile(echoed + `["']?([^\s"'|;&][^"'|;&\n]*?)["']?\s*\|[^\n;&]*` + reads), false},
	{readers, regexp.MustCompile(echoed + `(?:"|')([^"'\n]+)["']\s*\|[^\n;&]*` + reads), false},
	{[]string{"<<<"}, regexp.MustCompile(reads + `[^\n|;&]*<<<\s*` + value), false},
	{[]string{"<<<"}, regexp.MustCompile(`\bchpasswd\b[^\n|;&]*<<<\s*["']?[\w.-]+:([^\s"']+)`), false},
	{[]string{"useradd", "usermod"}, regexp.MustCompile(`\buser(?:add|mod)\s(?:[^\n|;&]*?\s)?-[mrMNoU]*p\s*["']?([^\s"'|;&]+)`), false},
	{[]string{"openssl passwd", "mkpasswd"}, regexp.MustCompile(`\b(?:openssl |mk)passwd\s+(?:-salt\s+\S+\s+|-m\s+\S+\s+|-\w+\s+)*["']?([^\s"'|;&)` + "`" + `-][^\s"'|;&)` + "`" + `]*)`), false},
	{[]string{"7z", "rar "}, regexp.MustCompile(`\b(?:7z\w?|rar|unrar)(?:\.exe)?["']?\s[^\n|;&]*?\s-h?p` + value), false},
	{[]string{"zip "}, regexp.MustCompile(`(?:^|[\s;&|(/"'])(?:un)?zip\s(?:[^\n|;&]*?\s)?-P\s*` + value), false},
	{[]string{"openssl"}, regexp.MustCompile(`\bopenssl\s[^\n|;&]*?\s-[kK]\s+` + value), false},
	// Statements of SQL, where '' is a quote.
	{[]string{"IDENTIFIED", "identified", "PASSWORD", "password"}, regexp.MustCompile(`(?i)\b(?:identified\s+(?:with\s+\S+\s+)?by(?:\s+password)?|password)\s*[(]?\s*'((?:[^'\n]|'')+)'`), false},
	// Redis' settings.
	{[]string{"requirepass", "masterauth"}, regexp.MustCompile(`^\s*(?:requirepass|masterauth)\s+` + value), false},
	// A name and its value as the parts of a call or of a list of arguments, or as words.
	{[]string{`",`, `',`, `" ,`, `' ,`}, regexp.MustCompile(`(?:\(\s*["']|["']--?)([A-Za-z][\w.-]*)["']\s*,\s*["']([^"'\n]+)["']`), true},
	{[]string{"setx ", "setenv ", "SetEnv ", "fastcgi_param ", " set "}, regexp.MustCompile(`\b(?:setx|setenv|SetEnv|fastcgi_param|(?:configure|config) set)\s+([\w./:-]+)\s+` + value), true},
	{[]string{"ENV ", "env "}, regexp.MustCompile(`^\s*(?:ENV|env)\s+([A-Za-z_]\w*)[ \t]+["']?([^\s"'=][^"'\n\r]*)`), true}, // a Dockerfile's
	{[]string{"value"}, regexp.MustCompile(`<([A-Za-z][\w.:-]*)\s(?:[^<>]*\s)?value\s*=\s*["']([^"'<>]+)`), true},           // XML
}

// tokens are the forms of one word: PostgreSQL's file of passwords, and addresses of
// databases, user:password@tcp(…) and Oracle's user/password@….
var tokens = []form{
	{[]string{":5432:", ":5433:", ":6432:", ":*:"}, regexp.MustCompile(`^[^:\s/#]+:(?:\d{4,5}|\*):[^:\s/]+:[^:\s/]+:([^:\s]+)$`), false},
	{[]string{"@tcp(", "@unix("}, regexp.MustCompile(`[\w.-]+:([^\s"']+)@(?:tcp|unix)\(`), false},
	{[]string{"oracle:"}, regexp.MustCompile(`\bjdbc:oracle:\w+:[\w$#]+/([^\s@"']+)@`), false},
}

// people are those whose passwords cloud-init or chpasswd sets, in the block that lists them.
var (
	people = regexp.MustCompile(`chpasswd:[ \t]*\r?\n(?:[ \t]+expire:.*\n)?[ \t]+list:[ \t]*(?:\|[-+]?[ \t]*)?\r?\n(?:[ \t]+(?:- )?["']?[\w.-]+:[^\s:]+\s*)+|` +
		`(?:\bchpasswd[^\n<]*<<[^\n<]|<<[^\n<]*\bchpasswd)[^\n<]*\n(?:[ \t]*[\w.-]+:[^\s:]+[ \t]*\r?\n)+`)
	person = regexp.MustCompile(`(?:[ \t]|\n)["']?[\w.-]+:([^\s:"']+)`)
)

// netrc are the entries of .netrc, over one line or several, and netrcPassword what is secret in one.
var (
	netrc         = regexp.MustCompile(`\bmachine(?:\s|\\n)+\S+(?:(?:\s|\\n)+(?:login|account)(?:\s|\\n)+\S+)*(?:\s|\\n)+password(?:\s|\\n)+[^\s"'\\]+`)
	netrcPassword = regexp.MustCompile(`password(?:\s|\\n)+([^\s"'\\]+)$`)
)

// hideForms hides the secrets that are written in one of the forms.
func (j *Judge) hideForms(text string) string {
	if strings.Contains(text, "chpasswd:") || strings.Contains(text, "chpasswd") && strings.Contains(text, "<<") {
		text = people.ReplaceAllStringFunc(text, func(block string) string {
			return hideLast(block, person, func(groups []string) bool { return groups[1] != "RANDOM" })
		})
	}
	if strings.Contains(text, "<<") {
		text = hideLast(text, fed, func([]string) bool { return true })
	}
	if strings.Contains(text, "machine") && strings.Contains(text, "password") {
		text = netrc.ReplaceAllStringFunc(text, func(entry string) string {
			return hideLast(entry, netrcPassword, func([]string) bool { return true })
		})
	}
	if strings.Contains(text, " ") {
		for _, f := range commands {
			text = j.hideForm(text, f)
		}
	}
	if strings.Contains(text, ":") {
		for _, f := range tokens {
			text = j.hideForm(text, f)
		}
	}
	return text
}

// hideForm hides the secrets of one form, in the lines alone that have a sign of it; then
// where several lines are one command.
func (j *Judge) hideForm(text string, f form) string {
	if !slices.ContainsFunc(f.signs, func(sign string) bool { return strings.Contains(text, sign) }) {
		return text
	}
	text = j.hideFormIn(text, text, f)
	if one := joined(text); one != text {
		text = j.hideFormIn(text, one, f)
	}
	return text
}

// joints are where a line says that it goes on in the next, as shells and PowerShell have it.
var joints = regexp.MustCompile("(?:\\\\| `)\r?\n")

// joined is a text of the same length in which such lines are one.
func joined(text string) string {
	if !strings.Contains(text, "\\\n") && !strings.Contains(text, "\\\r\n") && !strings.Contains(text, " `") {
		return text
	}
	return joints.ReplaceAllStringFunc(text, func(joint string) string { return strings.Repeat(" ", len(joint)) })
}

// hideFormIn hides the secrets of one form that are seen in another spelling of the text, which is as long.
func (j *Judge) hideFormIn(text, seen string, f form) string {
	var b strings.Builder
	next := make([]int, len(f.signs)) // where each sign stands from done on; the text's length where it does not
	done := 0
	for {
		at := len(seen)
		for i, sign := range f.signs {
			if done == 0 || next[i] < done {
				next[i] = len(seen)
				if found := strings.Index(seen[done:], sign); found >= 0 {
					next[i] = done + found
				}
			}
			at = min(at, next[i])
		}
		if at == len(seen) {
			break
		}
		from := done + strings.LastIndexByte(seen[done:at], '\n') + 1
		line := upTo(seen[from:], "\n")
		b.WriteString(text[done:from])
		done = from + len(line)
		b.WriteString(hideGroup(text[from:done], line, f.pattern, f.pattern.NumSubexp(), func(groups []string) bool { return !f.named || j.hides(groups[1]) }))
	}
	b.WriteString(text[done:])
	return b.String()
}

// hideLast hides the last group of each match of a pattern, where it may be a secret and
// the groups say so.
func hideLast(text string, pattern *regexp.Regexp, secret func(groups []string) bool) string {
	return hideGroup(text, text, pattern, pattern.NumSubexp(), secret)
}

// hideGroup hides one group of each match of a pattern, as hideLast does, which is seen in another spelling of
// the text that is as long.
func hideGroup(text, seen string, pattern *regexp.Regexp, group int, secret func(groups []string) bool) string {
	var b strings.Builder
	done := 0
	for _, at := range pattern.FindAllStringSubmatchIndex(seen, -1) {
		groups := make([]string, len(at)/2)
		for i := range groups {
			groups[i] = seen[at[2*i]:at[2*i+1]]
		}
		if !secretValue(groups[group]) || !secret(groups) {
			continue
		}
		b.WriteString(text[done:at[2*group]] + models.Redacted)
		done = at[2*group+1]
	}
	b.WriteString(text[done:])
	return b.String()
}
