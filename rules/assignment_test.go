package rules_test

import "testing"

func TestHideAssignments(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Server=db;User Id=app;Password=hun&ter=;Encrypt=true":        "Server=db;User Id=app;Password=S;Encrypt=true",
		"Endpoint=sb://x/;SharedAccessKeyName=a;SharedAccessKey=aGk=": "Endpoint=sb://x/;SharedAccessKeyName=a;SharedAccessKey=S",
		"https://x/?token=hunter2&page=2":                             "https://x/?token=S&page=2",
		"mysql --user app --password hunter2 --port 3306":             "mysql --user app --password S --port 3306",
		"run --password=hunter2 --token \"a b\" --secret --x":         "run --password=S --token \"S\" --secret --x",
		"PGPASSWORD=hunter2 psql -h db":                               "PGPASSWORD=S psql -h db",
		`Environment="API_TOKEN=hunter2" "A=1"`:                       `Environment="API_TOKEN=S" "A=1"`,
		`{ name: DB_PASSWORD, value: hunter2, port: 1 }`:              `{ name: DB_PASSWORD, value: S, port: 1 }`,
		`'{"password": "hunter2", "port": 1}'`:                        `'{"password": "S", "port": 1}'`,
		`"api_token" => "hunter2",`:                                   `"api_token" => "S",`,
		`token := hunter2`:                                            `token := S`,
		`if token == expected`:                                        `if token == expected`,
		"spring.datasource.password=hunter2":                          "spring.datasource.password=S",
		`C="{\"password\":\"hun\\\"ter2\",\"user\": \"app\"}"`:        `C="{\"password\":\"S\",\"user\": \"app\"}"`,
		`Password="hun""ter2";User='a'`:                               `Password="S";User='a'`,
		`Password='hun''ter2' port=1`:                                 `Password='S' port=1`,
		`curl -H 'X-Api-Key: hunter2' -H "Accept: a"`:                 `curl -H 'X-Api-Key: S' -H "Accept: a"`,
		`echo "DB_PASSWORD: hunter2" > x`:                             `echo "DB_PASSWORD: S" > x`,
		`-Password "hunter2" -Token hunter2 -Id a`:                    `-Password "S" -Token S -Id a`,
		`ssh -p 22 -o pass-word a`:                                    `ssh -p 22 -o pass-word a`,
		`c["password"]="hunter2"; declare d=([token]="hunter2")`:      `c["password"]="S"; declare d=([token]="S")`,
		`tokens[0]='hunter2' tokens=(hunter2 "hunter3") a=(b)`:        `tokens[0]='S' tokens=S a=(b)`,
		`echo ${PASSWORD:-hunter2} "${TOKEN:=hunter2}" ${HOME:-x}`:    `echo ${PASSWORD:-S} "${TOKEN:=S}" ${HOME:-x}`,
		"password=": "password=", "=x": "=x", "--password": "--password",
		"passwords:\n  - a": "passwords:\n  - a",
		"next_page_token=x password_policy=strict key_name=a": "next_page_token=x password_policy=strict key_name=a",
	} {
		if got := hidden(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}
