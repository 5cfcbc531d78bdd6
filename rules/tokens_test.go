package rules_test

import (
	"strings"
	"testing"
)

// Tokens that say themselves what they are, under whatever name they stand. None is anybody's.
func TestHideTokens(t *testing.T) {
	t.Parallel()
	many := func(n int) string { return strings.Repeat("a1B2c3D4e5", n/10+1)[:n] }
	hex := strings.Repeat("0123456789abcdef", 4)
	for token, want := range map[string]string{
		"ghp_" + many(36): "S", "ghs_" + many(36): "S", "github_pat_" + many(22) + "_" + many(59): "S",
		"glpat-" + many(20): "S", "glrt-" + many(20): "S", "xox" + "b-123456789012-1234567890123-" + many(24): "S", "xapp-1-A012-" + many(30): "S",
		"sk_live_" + many(24): "S", "rk_live_" + many(24): "S", "whsec_" + many(32): "S", "SG." + many(22) + "." + many(43): "S",
		"AIza" + many(35): "S", "hvs." + many(90): "S", "npm_" + many(36): "S", "pypi-AgEIcHlwaS5vcmc" + many(60): "S", "dckr_pat_" + many(27): "S",
		"dop_v1_" + hex: "S", "sk-ant-api03-" + many(40): "S", many(14) + ".atlasv1." + many(60): "S",
		"AGE-SECRET-KEY-1" + strings.ToUpper(many(58)):                                                         "S",
		"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0." + many(43):                                                     "S",
		"https://hooks.slack.com/services/T0123456/B0123456/" + many(24):                                       "https://hooks.slack.com/services/S",
		"https://discord.com/api/webhooks/123456789012345678/" + many(68):                                      "https://discord.com/api/webhooks/123456789012345678/S",
		"https://x.webhook.office.com/webhookb2/" + many(36) + "@" + many(36) + "/IncomingWebhook/" + many(32): "https://x.webhook.office.com/webhookb2/S",
		"https://api.telegram.org/bot123456789:" + many(35) + "/sendMessage":                                   "https://api.telegram.org/botS/sendMessage",
	} {
		for _, around := range []string{"%", "image: x # %", "https://%@github.com/a/b.git", "a\n--x %\nb", `["%"]`} {
			if strings.HasPrefix(token, "https://") && strings.HasPrefix(around, "https://") {
				continue
			}
			text, shown := strings.Replace(around, "%", token, 1), strings.Replace(around, "%", want, 1)
			if got := hidden(text); got != shown {
				t.Errorf("%q is shown as %q, want %q", text, got, shown)
			}
		}
	}
}

// What only begins as one does is shown.
func TestTokensThatAreNone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"github.com/org/ghp_helper/repository-of-many-words", "ghp_short and some other words", "npm_config_registry=https://registry.npmjs.org/",
		"glpat-documentation", "https://hooks.slack.com/services/", "https://discord.com/api/webhooks/{id}/{token}", "eyJhbGciOiJIUzI1NiJ9 is a header alone",
		"SG.1234 of a security group, sg-0123456789abcdef0", "sk-learn-contributions-and-more", "hvs.example.com is a host of ours", "whsec_ and base64 of it",
		"projects/x/locations/y/apiGateways/webhooks-and-discord", "xoxo-and-hugs-from-all-of-us",
	} {
		if got := hidden(text); got != text {
			t.Errorf("%q is shown as %q", text, got)
		}
	}
}
