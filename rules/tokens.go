package rules

import (
	"regexp"
	"strings"
)

// minToken is how short a text may be and still hold a token.
const minToken = 20

// known are the tokens that say themselves what they are, by how they begin, and the addresses
// that whoever has them may write to. Where it is the last group alone that is secret, there is one.
var known = []form{
	{[]string{"ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"}, regexp.MustCompile(`\b(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{40,})`), false},
	{[]string{"gl"}, regexp.MustCompile(`\b(gl(?:pat|ptt|rt|cbt|dt|ft|soat|agent|sa)[-_][\w.-]{20,})`), false},
	{[]string{"xox", "xapp-"}, regexp.MustCompile(`\b(xox[a-z](?:\.xox[a-z])?-\d[\w-]{15,}|xapp-\d-[\w-]{20,})`), false},
	{[]string{"k_live_", "k_test_"}, regexp.MustCompile(`\b([sr]k_(?:live|test)_[A-Za-z0-9]{16,})`), false},
	{[]string{"whsec_"}, regexp.MustCompile(`\b(whsec_[A-Za-z0-9+/]{24,}={0,2})`), false},
	{[]string{"SG."}, regexp.MustCompile(`\b(SG\.[\w-]{20,24}\.[\w-]{39,50})`), false},
	{[]string{"AIza"}, regexp.MustCompile(`\b(AIza[\w-]{35})`), false},
	{[]string{"hvs.", "hvb.", "hvr."}, regexp.MustCompile(`\b(hv[sbr]\.[\w-]{24,})`), false},
	{[]string{"npm_", "pypi-", "dckr_pat_", "dop_v1_"}, regexp.MustCompile(`\b(npm_[A-Za-z0-9]{36}|pypi-AgE[\w-]{50,}|dckr_pat_[\w-]{27}|do[opr]_v1_[a-f0-9]{64})`), false},
	{[]string{"sk-"}, regexp.MustCompile(`\b(sk-(?:ant|proj|svcacct)-[\w-]{20,})`), false},
	{[]string{".atlasv1."}, regexp.MustCompile(`\b([A-Za-z0-9]{14}\.atlasv1\.[\w-]{40,})`), false},
	{[]string{"AGE-SECRET-KEY-"}, regexp.MustCompile(`\b(AGE-SECRET-KEY-1[A-Z0-9]{50,})`), false},
	{[]string{"eyJ"}, regexp.MustCompile(`\b(eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{16,})`), false},
	{[]string{"hooks.slack.com"}, regexp.MustCompile(`\bhooks\.slack\.com/(?:services|workflows|triggers)/([\w/-]{20,})`), false},
	{[]string{"/api/webhooks/"}, regexp.MustCompile(`\bdiscord(?:app)?\.com/api/webhooks/\d+/([\w-]{30,})`), false},
	{[]string{"/webhookb2/"}, regexp.MustCompile(`\bwebhook\.office\.com/webhookb2/([\w@/-]{30,})`), false},
	{[]string{"api.telegram.org"}, regexp.MustCompile(`\bapi\.telegram\.org/bot(\d+:[\w-]{30,})`), false},
}

// hideTokens hides the tokens that are known by their form.
func (j *Judge) hideTokens(text string) string {
	if !beginsToken(text) {
		return text
	}
	for _, f := range known {
		text = j.hideForm(text, f)
	}
	return text
}

// beginsToken says whether a word of a text begins as a token does: few do, and to look for
// every form costs more.
func beginsToken(text string) bool {
	for i := 0; i+minToken <= len(text); i++ {
		if i > 0 && isNameByte(text[i-1]) && text[i-1] != '-' && text[i-1] != '.' {
			continue
		}
		switch text[i : i+3] {
		case "ghp", "gho", "ghu", "ghs", "ghr", "git", "glp", "glr", "glc", "gld", "glf", "gls", "gla", "xox", "xap", "sk_", "rk_", "sk-",
			"whs", "SG.", "AIz", "hvs", "hvb", "hvr", "npm", "pyp", "dck", "dop", "doo", "dor", "AGE", "eyJ", "hoo", "dis", "web", "api":
			return true
		}
	}
	return strings.Contains(text, ".atlasv1.")
}
