package rules_test

import "testing"

func TestHideInLines(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"#cloud-config\nusers:\n  - name: app\n    passwd: $6$salt$hash\n    shell: /bin/sh\n":                                                       "#cloud-config\nusers:\n  - name: app\n    passwd: S\n    shell: /bin/sh\n",
		"password: |\n  hunter2\n\n  more\nport: 1\n":                                                                                                "password: |\n  S\nport: 1\n",
		"script: |\n  export TOKEN=hunter2\n":                                                                                                        "script: |\n  export TOKEN=S\n",
		"env:\n  - name: DB_PASSWORD\n    value: hunter2\n  - name: LEVEL\n    value: info\n":                                                        "env:\n  - name: DB_PASSWORD\n    value: S\n  - name: LEVEL\n    value: info\n",
		"kind: Secret\nmetadata:\n  name: a\ndata:\n  user: YXBw\n  note: >\n    x\n    y\ntype: Opaque\n---\nkind: ConfigMap\ndata:\n  user: app\n": "kind: Secret\nmetadata:\n  name: a\ndata:\n  user: S\n  note: >\n    S\ntype: Opaque\n---\nkind: ConfigMap\ndata:\n  user: app\n",
		"[db]\r\nhost = db\r\npassword = my pass word ; old\r\n":                                                                                     "[db]\r\nhost = db\r\npassword = S ; old\r\n",
		"DB_HOST=db\nDB_PASSWORD=\"hun ter\\\"2\"\nDB_PORT=5432":                                                                                     "DB_HOST=db\nDB_PASSWORD=\"S\"\nDB_PORT=5432",
		"key = {\n  client_secret = 'hunter2'\n}":                                                                                                    "key = {\n  client_secret = 'S'\n}",
		"To reset the password: ask.":                                                                                                                "To reset the password: ask.",
		"secret = <<-EOT\n  hunter2\n  more\n  EOT\nport = 1\n":                                                                                      "secret = <<-EOT\n  S\n  EOT\nport = 1\n",
		"script = <<EOT\n  TOKEN=hunter2\nEOT\n":                                                                                                     "script = <<EOT\n  TOKEN=S\nEOT\n",
		"password:\n  hunter2\nport:\n  80\n":                                                                                                        "password:\n  S\nport:\n  80\n",
		"secret:\n  name: a\ntokens:\n  - a\npassword:\nport: 1":                                                                                     "secret:\n  name: a\ntokens:\n  - a\npassword:\nport: 1",
		"_auth=YXBwOmh1bnRlcjI=\nauth: basic\n":                                                                                                      "_auth=S\nauth: basic\n",
		"adminPassword:\n  value: hunter2\nsize:\n  value: small\n":                                                                                  "adminPassword:\n  value: S\nsize:\n  value: small\n",
		"Parameters:\n  Password:\n    Type: String\n    Default: hunter2\n  Size:\n    Default: small\n":                                            "Parameters:\n  Password:\n    Type: String\n    Default: S\n  Size:\n    Default: small\n",
		"x=1 {\n \"token\": {\n  \"type\": \"string\",\n  \"value\": \"hunter2\"\n },\n \"value\": \"a\"\n}":                                         "x=1 {\n \"token\": {\n  \"type\": \"string\",\n  \"value\": \"S\"\n },\n \"value\": \"a\"\n}",
		"secrets:\n- name: a\n  value: hunter2\nvalue: b\n":                                                                                          "secrets:\n- name: a\n  value: S\nvalue: b\n",
		"token = {\n  value = \"hunter2\"\n}\nvalue = 1\n":                                                                                           "token = {\n  value = \"S\"\n}\nvalue = 1\n",
		"password: !Ref Password":                                                                                                                    "password: !Ref Password",
		"password: hunter2":                                                                                                                          "password: S",
	} {
		if got := hidden(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}
