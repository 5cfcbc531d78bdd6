package rules_test

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/clouddrift/guardian/rules"
)

func TestNamesSecret(t *testing.T) {
	t.Parallel()
	table, err := rules.Parse(small)
	if err != nil {
		t.Fatal(err)
	}
	j := table.For("x_a")
	for text, want := range map[string]bool{
		"hidden": true, "admin_password": true, "adminPassword": true, "users[0].passwords[1]": true,
		"password_policy": false, "x": false, "password.x": false, "gate.password": false, "must_reset_password": false,
	} {
		if got := j.NamesSecret(path(t, text), "value"); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	for value, want := range map[any]bool{true: false, nil: false, "": false, json.Number("0"): false, json.Number("0.0"): false, json.Number("12345678"): true} {
		if j.NamesSecret(path(t, "password"), value) != want {
			t.Errorf("%v: want %v", value, want)
		}
	}
}

// Names that people give to secrets, and names that only sound like those.
func TestNamesOfTheDefaultTable(t *testing.T) {
	t.Parallel()
	j := rules.Default().For("zz_unknown")
	for text, want := range map[string]bool{
		"hmac_key": true, "secret_data": true, "storage_access_key": true, "private_key_openssh": true, "private_key_pkcs8": true, "ses_smtp_password_v4": true,
		"unseal_key": true, "recovery_key": true, "publish_profile": true, "kube_admin_config_raw": true, "primary_readonly_key": true, "public_key_pem": false,
		"DB_PASSWORD": true, "dbPass": true, "mysql_pwd": true, "GITHUB_TOKEN": true, "token": true, "AccessToken": true,
		"stripe_api_key": true, "apikey": true, "client_secret": true, "AWS_SECRET_ACCESS_KEY": true, "private_key_pem": true,
		"tls_private_key": true, "DATABASE_URL": true, "slack_webhook_url": true, "primary_connection_string": true, "SENTRY_DSN": false,
		"http_tokens": false, "creation_token": false, "next_page_token": false, "db_secret_name": false, "secret_id": false, "secret_arn": false,
		"kms_key": false, "kms_key_id": false, "public_key": false, "password_policy": false, "key_name": false, "bypass": false, "tokens_per_minute": false,
		"SMTP_PASS": true, "ansible_become_pass": true, "mail.pass": true, "keystorePass": true, "proxy_pass": false, "first_pass": false, "SECRET_KEY_BASE": true, "RAILS_MASTER_KEY": true, "TS_AUTHKEY": true, "existingSecret": false, "auth": false,
	} {
		if got := j.NamesSecret(path(t, text), "value"); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// A name and a password in base64 are a secret where they stand under such a name.
func TestNamesOfLogins(t *testing.T) {
	t.Parallel()
	j := rules.Default().For("zz_unknown")
	for text, want := range map[string]bool{"YXBwOmh1bnRlcjI=": true, "basic": false, "YXBwIGh1bnRlcjI=": false} {
		if j.NamesSecret(path(t, "auths.registry.auth"), text) != want || j.NamesSecret(path(t, "auths.registry.user"), text) {
			t.Errorf("%s: want %v", text, want)
		}
	}
}

func TestTakesSecret(t *testing.T) {
	t.Parallel()
	j := rules.Default().For("zz_unknown")
	for _, c := range []struct {
		flag, value any
		want        bool
	}{
		{"--password", "hunter2", true}, {"-Token", "hunter2", true}, {"--user", "app", false}, {"password", "hunter2", false},
		{"--password", "--user", false}, {"--password", "$PASSWORD", false}, {"--password", nil, false}, {1, "x", false},
	} {
		if j.TakesSecret(c.flag, c.value) != c.want {
			t.Errorf("%v %v: want %v", c.flag, c.value, c.want)
		}
	}
}

func TestSecretMembers(t *testing.T) {
	t.Parallel()
	j := rules.Default().For("zz_unknown")
	for name, c := range map[string]struct {
		object map[string]any
		want   []string
	}{
		"a Secret":             {map[string]any{"kind": "Secret", "data": map[string]any{}}, []string{"data", "stringData"}},
		"a ConfigMap":          {map[string]any{"kind": "ConfigMap", "data": map[string]any{}}, nil},
		"a variable":           {map[string]any{"name": "DB_PASSWORD", "value": "x"}, []string{"value"}},
		"another variable":     {map[string]any{"name": "LEVEL", "value": "x"}, nil},
		"a variable elsewhere": {map[string]any{"name": "DB_PASSWORD", "value_from": "x"}, nil},
		"a parameter":          {map[string]any{"Key": "ApiKey", "Value": "x"}, []string{"Value"}},
		"a stack's parameter":  {map[string]any{"ParameterKey": "DBPassword", "ParameterValue": "x"}, []string{"ParameterValue"}},
		"an option":            {map[string]any{"OptionName": "DB_PASSWORD", "Value": "x", "Namespace": "n"}, []string{"Value"}},
		"a list of them":       {map[string]any{"name": "tokens", "value": []any{"x"}}, []string{"value"}},
		"a declaration":        {map[string]any{"Type": "String", "NoEcho": true, "Default": "x"}, []string{"Default"}},
		"a secure parameter":   {map[string]any{"type": "securestring", "defaultValue": "x"}, []string{"defaultValue"}},
		"said to be secure":    {map[string]any{"key": "A", "value": "x", "secure": true}, []string{"value"}},
	} {
		if got := slices.Sorted(maps.Keys(j.SecretMembers(c.object))); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// What a name means is the value of the object that stands under it, as templates, tables and schemas write values.
func TestNamesAroundValues(t *testing.T) {
	t.Parallel()
	j := rules.Default().For("zz_unknown")
	for text, want := range map[string]bool{
		"parameters.adminPassword.value": true, "Parameters.DBPassword.Default": true, "parameters.token.defaultValue": true, "item.password.S": true, "item.pin.N": false,
		"fields.api_key.stringValue": true, "secret[0].value": true, "passwords[0].value[1]": true, "value": false, "size.value": false, "password_policy.value": false,
		"password.type": false, "password.value.x": false, "password.description": false,
	} {
		if got := j.NamesSecret(path(t, text), "hunter2"); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}
