package rules_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// What only says where a secret is, or that there is none, is shown.
func TestValuesThatAreNoSecret(t *testing.T) {
	t.Parallel()
	for _, value := range []string{
		"${var.password}", "$PASSWORD", "$(cat /run/secret)", "{{ .Values.password }}", "{{resolve:secretsmanager:db}}", "<your password>",
		"arn:aws:ssm:eu-west-1:123456789012:parameter/db", "$.Task.Token", "true", "null", "~", "required", "optional",
		"var.db_password", `file("/etc/x")`, "process.env.DB_PASSWORD", `os.environ["X"]`, "/run/secrets/db", "/etc/ssl/private/key.pem",
		"${env:PASSWORD}", "${{ secrets.PASSWORD }}", "(Get-Secret db)", "3600", "****", "xxxx", models.Redacted,
	} {
		for _, form := range []string{"password: ", "password = ", "PASSWORD="} {
			if got := hidden(form + value); !strings.HasSuffix(got, strings.ReplaceAll(value, models.Redacted, "S")) {
				t.Errorf("%s%s is shown as %s", form, value, got)
			}
		}
	}
	for _, value := range []string{"hunter2", "123456", "$6$salt$hash", "$ecret-of-mine", "p@ss:w/rd", "${DB:-hunter2}", "/hunter2", "Summer-Holiday"} {
		if got := hidden("password: " + value); got != "password: S" {
			t.Errorf("%s is shown as %s", value, got)
		}
	}
}
