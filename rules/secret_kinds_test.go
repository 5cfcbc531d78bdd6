package rules_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/rules"
)

// What a header authorizes with is a secret, as a member, in whatever map, or in a list of headers.
func TestHeadersThatAuthorize(t *testing.T) {
	t.Parallel()
	j := rules.Default().For("zz_unknown")
	for _, c := range []struct {
		path, value string
		want        bool
	}{
		{"http_target[0].headers.Authorization", "Bearer abcdef123456", true},
		{"headers.Authorization", "abcdef123456", true}, {"request_headers.authorization", "Basic YTpi", true},
		{`request_parameters["integration.request.header.Authorization"]`, "'Basic YTpi'", true},
		{`request_parameters["integration.request.header.Authorization"]`, "method.request.header.Authorization", false},
		{"headers.Proxy-Authorization", "Token abc123", true}, {"headers.Cookie", "session=abc123", true}, {"headers.Accept", "text/html", false},
		{"authorization", "AWS_IAM", false}, {"authorization", "NONE", false}, {"authorization", "Bearer abcdef123456", true},
		{"headers.Authorization", "Bearer ${var.token}", false}, {"headers.Authorization", "$TOKEN", false}, {"authorization", "token required", false},
	} {
		if got := j.NamesSecret(path(t, c.path), c.value); got != c.want {
			t.Errorf("%s %s: %v", c.path, c.value, got)
		}
	}
	for _, object := range []map[string]any{
		{"name": "Authorization", "value": "Bearer abcdef123456"}, {"key": "authorization", "value": "Basic YTpi"}, {"HeaderName": "X-Shared-Secret", "HeaderValue": "x"},
		{"header_name": "x-api-key", "header_value": "x"}, {"AttributeName": "api-key", "AttributeValue": "x"}, {"headerName": "Authorization", "headerValue": "Bearer abcdef123456"},
	} {
		if len(j.SecretMembers(object)) != 1 {
			t.Errorf("%v is shown", object)
		}
	}
	if got := j.SecretMembers(map[string]any{"name": "authorization", "value": "AWS_IAM"}); got != nil {
		t.Errorf("a way to authorize is hidden: %v", got)
	}
}

// An object may say by itself that what it holds is a secret, in the words of its provider.
func TestObjectsThatSayTheyAreSecret(t *testing.T) {
	t.Parallel()
	j := rules.Default().For("zz_unknown")
	for _, flag := range []string{"is_value_secret", "IsValueSecret", "isValueSecret", "is_sensitive", "isSensitive", "isSecret", "secured", "encrypted", "masked"} {
		for _, said := range []any{true, "true"} {
			if got := slices.Sorted(maps.Keys(j.SecretMembers(map[string]any{"name": "a", "value": "x", flag: said}))); !slices.Equal(got, []string{"value"}) {
				t.Errorf("%s %v: %v", flag, said, got)
			}
		}
		if got := j.SecretMembers(map[string]any{"name": "a", "value": "x", flag: false}); got != nil {
			t.Errorf("no %s: %v", flag, got)
		}
	}
	for _, typ := range []string{"secret_text", "SECRET"} {
		for _, member := range []string{"value", "text"} {
			if got := slices.Sorted(maps.Keys(j.SecretMembers(map[string]any{"name": "a", member: "x", "type": typ}))); !slices.Equal(got, []string{member}) {
				t.Errorf("%s %s: %v", typ, member, got)
			}
		}
	}
	// A name says it of a value alone: a record or a page of that name is no secret.
	if got := j.SecretMembers(map[string]any{"name": "token", "text": "x", "content": "x"}); got != nil {
		t.Errorf("by its name: %v", got)
	}
}

// A name that is glued together, or one of several with a number, means what it ends with; and names of maps that hold
// secrets alone.
func TestGluedAndNumberedNames(t *testing.T) {
	t.Parallel()
	j := rules.Default().For("zz_unknown")
	for text, want := range map[string]bool{
		"adminpassword": true, "cipassword": true, "rootpasswd": true, "clientsecret": true, "psksecret": true, "secretkey": true, "privatekey": true, "authtoken": true,
		"DB_PASSWORD_2": true, "password1": true, "password2[0].value": true, "apiKey2": true, "http_tokens2": false, "existingSecret1": false, "p12": true,
		"secure_environment_variables.A": true, "secretEnvironmentVariables.A": true, "sensitive_vars.A": true, "secure_json_data.a": true, "environment_variables.A": false,
		"service_key": true, "raw_key": true, "authentication_key": true, "storage_key": true, "sas_uri": true, "tokenValue": true, "api_key_value": true, "basic_auth_credentials": true,
		"community_string": true, "bindpass": true, "protected_settings": true, "service_id": false, "key_value": false, "raw": false,
	} {
		if got := j.NamesSecret(path(t, text), "hunter2-value"); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// Secrets that no provider marks, or that reports of tools without marks name otherwise, by their type.
func TestSecretsOfTypes(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"aws_cloudfront_distribution origin[0].custom_header[0].value", "AWS::CloudFront::Distribution DistributionConfig.Origins[0].OriginCustomHeaders[0].HeaderValue",
		"AWS::CloudFront::Distribution distributionConfig.origins.items[0].customHeaders.items[0].headerValue", "aws:cloudfront/distribution:Distribution origins[0].customHeaders[0].value",
		"aws_api_gateway_api_key value", "AWS::ApiGateway::ApiKey Value", "aws:apigateway/apiKey:ApiKey value", "aws_appsync_api_key key",
		"AWS::OpsWorks::Stack CustomCookbooksSource.SshKey", "AWS::OpsWorks::App AppSource.SshKey", "AWS::Pinpoint::APNSChannel TokenKey", "AWS::Pinpoint::GCMChannel ServiceJson",
		"AWS::KinesisFirehose::DeliveryStream HttpEndpointDestinationConfiguration.EndpointConfiguration.AccessKey", "aws_kinesis_firehose_delivery_stream http_endpoint_configuration[0].access_key",
		"google_compute_interconnect_attachment pairing_key", "sumologic_http_source url", "datadog_synthetics_test request_headers.X-Token",
		"rancher2_cluster cluster_registration_token[0].command", "rancher2_cluster cluster_registration_token[0].insecure_node_command", "signalfx_webhook_integration headers[0].header_value",
	} {
		typ, at, _ := strings.Cut(line, " ")
		if !rules.Default().For(typ).NamesSecret(path(t, at), "hunter2-value") {
			t.Errorf("%s is shown", line)
		}
	}
}

// Windows' file of answers has the value of a password one element deeper.
func TestPasswordsOfAnswerFiles(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"<AdministratorPassword>\n  <Value>hunter2</Value>":                                        "<AdministratorPassword>\n  <Value>S</Value>",
		"<AutoLogon><Password><Value>hunter2</Value></Password><Username>a</Username></AutoLogon>": "<AutoLogon><Password><Value>S</Value></Password><Username>a</Username></AutoLogon>",
		"<Size><Value>12 GB</Value></Size>":                                                        "<Size><Value>12 GB</Value></Size>",
	} {
		if got := hidden(text); got != want {
			t.Errorf("%s is shown as %s", text, got)
		}
	}
}

// Only words of secrets may be glued to what comes before them: of a guard's every name would be one.
func TestGluedWordsAreOfSecrets(t *testing.T) {
	t.Parallel()
	if _, err := rules.Parse("critical\t~\t*key\tx\n"); err == nil {
		t.Error("want an error")
	}
	table, err := rules.Parse("secret\t~\t*password\tx\n")
	if err != nil {
		t.Fatal(err)
	}
	j := table.For("x_a")
	if !j.NamesSecret(path(t, "adminpassword"), "hunter2") || j.NamesSecret(path(t, "adminpasswordhint"), "hunter2") {
		t.Error("glued words are those that a name ends with")
	}
}
