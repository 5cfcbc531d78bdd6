package rules_test

import (
	"strings"
	"testing"
)

// How commands and files write a secret without a name and a sign in front of it.
func TestHideForms(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`curl -u app:hunter2 https://x`:                                                      `curl -u app:S https://x`,
		`curl -s --user "app:hun ter2" https://x`:                                            `curl -s --user "app:S ter2" https://x`,
		`curl -H "Authorization: Bearer hunter2"`:                                            `curl -H "Authorization: Bearer S"`,
		`@{ "Authorization" = "Basic aHVudGVyMg==" }`:                                        `@{ "Authorization" = "Basic S" }`,
		`proxy_set_header Authorization "Basic aHVudGVyMg==";`:                               `proxy_set_header Authorization "Basic S";`,
		`mysql -u root -phunter2 -e "ALTER USER a IDENTIFIED BY 'hun''ter2';"`:               `mysql -u root -pS -e "ALTER USER a IDENTIFIED BY 'S';"`,
		`psql -c "CREATE USER a WITH PASSWORD 'hunter2';"`:                                   `psql -c "CREATE USER a WITH PASSWORD 'S';"`,
		`SET PASSWORD FOR a = PASSWORD('hunter2')`:                                           `SET PASSWORD FOR a = PASSWORD('S')`,
		`sshpass -p hunter2 ssh app@x`:                                                       `sshpass -p S ssh app@x`,
		`docker login -u app -p hunter2 x`:                                                   `docker login -u app -p S x`,
		`vault login hvs.hunter2`:                                                            `vault login S`,
		`redis-cli -h x -a hunter2 ping`:                                                     `redis-cli -h x -a S ping`,
		`openssl rsa -passin pass:hunter2`:                                                   `openssl rsa -passin pass:S`,
		`echo "app:hunter2" | sudo chpasswd`:                                                 `echo "app:S" | sudo chpasswd`,
		`net user Administrator hunter2 /add`:                                                `net user Administrator S /add`,
		`agent.exe "/password:hunter2"`:                                                      `agent.exe "/password:S"`,
		`$p = ConvertTo-SecureString "hunter2" -AsPlainText -Force`:                          `$p = ConvertTo-SecureString "S" -AsPlainText -Force`,
		`New-LocalUser -Password (ConvertTo-SecureString 'hunter2' -Force)`:                  `New-LocalUser -Password (ConvertTo-SecureString 'S' -Force)`,
		`SetEnvironmentVariable("DB_PASSWORD", "hunter2", "Machine")`:                        `SetEnvironmentVariable("DB_PASSWORD", "S", "Machine")`,
		`command: ["--password", "hunter2", "--user", "app"]`:                                `command: ["--password", "S", "--user", "app"]`,
		`setx API_KEY hunter2`:                                                               `setx API_KEY S`,
		`aws configure set aws_secret_access_key hunter2`:                                    `aws configure set aws_secret_access_key S`,
		"machine x login app password hunter2\nmachine y\n  login app\n  password hunter2\n": "machine x login app password S\nmachine y\n  login app\n  password S\n",
		`echo "machine x\nlogin app\npassword hunter2" > ~/.netrc`:                           `echo "machine x\nlogin app\npassword S" > ~/.netrc`,
		`sqlcmd -S db -U sa -P hunter2 -Q "SELECT 1"`:                                        `sqlcmd -S db -U sa -P S -Q "SELECT 1"`,
		`rabbitmqctl add_user app hunter2`:                                                   `rabbitmqctl add_user app S`,
		`htpasswd -c -b /etc/nginx/users app hunter2`:                                        `htpasswd -c -b /etc/nginx/users app S`,
		`ldapsearch -x -D cn=app -w hunter2 -b dc=x`:                                         `ldapsearch -x -D cn=app -w S -b dc=x`,
		`echo hunter2 | sudo passwd --stdin app`:                                             `echo S | sudo passwd --stdin app`,
		"port 6379\nrequirepass hunter2\n":                                                   "port 6379\nrequirepass S\n",
		"db:5432:app:app:hunter2\n*:*:*:root:hunter2":                                        "db:5432:app:app:S\n*:*:*:root:S",
		`app:hunter2@tcp(db:3306)/app`:                                                       `app:S@tcp(db:3306)/app`,
		`jdbc:oracle:thin:app/hunter2@//db:1521/app`:                                         `jdbc:oracle:thin:app/S@//db:1521/app`,
		"chpasswd:\n  expire: false\n  list: |\n    root:hunter2\n    app:RANDOM\nport: 1":   "chpasswd:\n  expire: false\n  list: |\n    root:S\n    app:RANDOM\nport: 1",
	} {
		if got := hidden(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}

// More of the commands and files that set machines up.
func TestHideMoreForms(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`echo hunter2 | docker login -u app --password-stdin x`:                `echo S | docker login -u app --password-stdin x`,
		`echo -n "hun ter2" | sudo helm registry login x --password-stdin`:     `echo -n "S" | sudo helm registry login x --password-stdin`,
		`printf '%s' hunter2 | podman login --password-stdin`:                  `printf '%s' S | podman login --password-stdin`,
		`docker login --password-stdin <<< "hunter2"`:                          `docker login --password-stdin <<< "S"`,
		`echo hunter2 | gh auth login --with-token; echo hunter2 | sudo -S ls`: `echo S | gh auth login --with-token; echo S | sudo -S ls`,
		`useradd -m -p '$6$salt$hash' app`:                                     `useradd -m -p 'S' app`,
		`usermod -p hunter2 app`:                                               `usermod -p S app`,
		`usermod -p $(openssl passwd -6 hunter2) app`:                          `usermod -p $(openssl passwd -6 S) app`,
		`7z x -y -phunter2 a.7z`:                                               `7z x -y -pS a.7z`,
		`zip -r -P hunter2 a.zip b; unzip -P hunter2 a.zip`:                    `zip -r -P S a.zip b; unzip -P S a.zip`,
		`openssl enc -aes-256-cbc -k hunter2 -in a`:                            `openssl enc -aes-256-cbc -k S -in a`,
		`openssl enc -d -pass pass:hunter2`:                                    `openssl enc -d -pass S`,
		"FROM a\nENV DB_PASSWORD hun ter2\nENV PORT 80\n":                      "FROM a\nENV DB_PASSWORD S\nENV PORT 80\n",
		`SetEnv DB_PASSWORD hunter2`:                                           `SetEnv DB_PASSWORD S`,
		`fastcgi_param DB_PASSWORD "hunter2";`:                                 `fastcgi_param DB_PASSWORD "S";`,
		`<password value="hunter2"/>`:                                          `<password value="S"/>`,
		`<c:db-password type='a' value='hunter2' />`:                           `<c:db-password type='a' value='S' />`,
		`<password encrypted="no">hunter2</password>`:                          `<password encrypted="no">S</password>`,
		`<password><![CDATA[hunter2]]></password>`:                             `<password><![CDATA[S]]></password>`,
		`git clone https://0123456789abcdef0123@x/a.git`:                       `git clone https://S@x/a.git`,
		`https://0123456789abcdef0123:@x`:                                      `https://S:@x`,
		`https://0123456789abcdef0123:x-oauth-basic@x`:                         `https://S:S@x`,
		`https://0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f@x/a`:                     `https://S@x/a`,
	} {
		if got := hidden(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}

// What only looks like one of the forms is shown.
func TestFormsOfNoSecret(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"docker run --user 1000:1000 -u app:app image", "curl --user $USER:$PASS https://x", "mysql -h db -p app", "vault login -method=aws",
		"net user Administrator /active:yes", `required: ["username", "password", "token"]`, "2600:5432:5:6:7:8:9:a", "00:11:22:33:44:55",
		"Basic authentication is off, bearer tokens are used.", "Authorization: Bearer ${{ secrets.TOKEN }}", "ssh -p 2222 x",
		"the password must have 12 characters", "kubectl config set current-context x", "the machine asks for a password twice", "htpasswd -c /etc/nginx/users app", "az login --identity",
		"git@github.com:a/b.git", "https://user@host/a", "https://organization-of-many-words@dev.azure.com/a", "https://x/0123456789abcdef0123@v2", "https://${TOKEN}@github.com",
		"zip -r a.zip b", "wget https://x/a.zip -P downloads", "7z x a.7z && mkdir -p x", "useradd -m -s /bin/bash app", "useradd app && mkdir -p /srv/app",
		"echo $TOKEN | docker login --password-stdin", "cat token | docker login --password-stdin", "echo done | tee log", "echo a | grep b; docker login --password-stdin",
		"openssl req -new -key a.pem", "openssl passwd -6 -stdin", "ENV PATH /usr/bin", "ENV LEVEL info", "SetEnv LEVEL info", `<password type="text"/>`, `<size value="10"/>`, `<user id="a">app</user>`,
	} {
		if got := hidden(text); got != text {
			t.Errorf("%q is shown as %q", text, got)
		}
	}
}

// Lines that have no sign of a form stay, wherever those stand that have one.
func TestHideFormsInLines(t *testing.T) {
	t.Parallel()
	lines := []string{"curl -u app:hunter2 x", "port 80", "", "curl -s x", "sshpass -p hunter2 ssh x", "curl -u app:hunter2 y"}
	want := []string{"curl -u app:S x", "port 80", "", "curl -s x", "sshpass -p S ssh x", "curl -u app:S y"}
	for n := range lines {
		for _, end := range []string{"\n", "\r\n"} {
			if got := hidden(strings.Join(lines[n:], end)); got != strings.Join(want[n:], end) {
				t.Errorf("from %d: %q", n, got)
			}
		}
	}
}

// A command goes on in the next line where that says so, in a shell or in PowerShell.
func TestHideFormsOverSeveralLines(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"curl -s \\\n  -u app:hunter2 \\\n  https://x\n":          "curl -s \\\n  -u app:S \\\n  https://x\n",
		"docker login \\\r\n  -u app \\\r\n  -p hunter2 x":        "docker login \\\r\n  -u app \\\r\n  -p S x",
		"sqlcmd -S db `\n  -U sa `\n  -P hunter2\nport 80":        "sqlcmd -S db `\n  -U sa `\n  -P S\nport 80",
		"echo hunter2 | \\\n  docker login --password-stdin\n":    "echo S | \\\n  docker login --password-stdin\n",
		"tool --password \\\n  hunter2 \\\n  --port 80\n":         "tool --password \\\n  S \\\n  --port 80\n",
		"Tool -Password `\n  'hun ter2' `\n  -Port 80\n":          "Tool -Password `\n  'S' `\n  -Port 80\n",
		"tool --password \\\n  --port 80":                         "tool --password \\\n  --port 80",
		"dir C:\\x\\\nrequirepass hunter2\nsqlcmd \\\n-P hunter2": "dir C:\\x\\\nrequirepass S\nsqlcmd \\\n-P S",
		"curl x\ndocker run \\\n  -u app:app image":               "curl x\ndocker run \\\n  -u app:app image",
	} {
		if got := hidden(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}

// What servers are told to send, what is fed to a command, and tools that take a password in a way of their own.
func TestHideFormsOfServers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`proxy_set_header Authorization Basic\ aHVudGVyMg==;`:                  `proxy_set_header Authorization Basic\ S;`,
		`proxy_set_header Authorization "hunter2";`:                            `proxy_set_header Authorization "S";`,
		"proxy_set_header\tX-Api-Key hunter2;":                                 "proxy_set_header\tX-Api-Key S;",
		`RequestHeader set "X-Api-Key" "hunter2"`:                              `RequestHeader set "X-Api-Key" "S"`,
		`Header always set X-Auth-Token hunter2`:                               `Header always set X-Auth-Token S`,
		`http-request set-header Authorization Bearer\ hunter2`:                `http-request set-header Authorization Bearer\ S`,
		`git -c http.extraheader="AUTHORIZATION: bearer hunter2"`:              `git -c http.extraheader="AUTHORIZATION: bearer S"`,
		`curl -u 0123456789abcdef0123: https://x`:                              `curl -u S: https://x`,
		`curl --user "0123456789abcdef0123:api_token" https://x`:               `curl --user "S:S" https://x`,
		`echo 'hun;ter2' | docker login --password-stdin`:                      `echo 'S' | docker login --password-stdin`,
		`echo aHVudGVyMg | base64 -d | docker login --password-stdin`:          `echo S | base64 -d | docker login --password-stdin`,
		"docker login --password-stdin x <<EOF\nhunter2\nEOF\n":                "docker login --password-stdin x <<EOF\nS\nEOF\n",
		"cat <<'EOF' | docker login --password-stdin\nhunter2\nEOF\n":          "cat <<'EOF' | docker login --password-stdin\nS\nEOF\n",
		"docker login --password-stdin <<< hunter2\nport 80\n":                 "docker login --password-stdin <<< S\nport 80\n",
		"chpasswd <<EOF\nroot:hunter2\napp:hunter2\nEOF\na:b":                  "chpasswd <<EOF\nroot:S\napp:S\nEOF\na:b",
		"cat <<EOF | sudo chpasswd\n  root:hunter2\nEOF":                       "cat <<EOF | sudo chpasswd\n  root:S\nEOF",
		`chpasswd <<< "root:hunter2"`:                                          `chpasswd <<< "root:S"`,
		`echo -n hunter2 | cryptsetup luksFormat /dev/x -`:                     `echo -n S | cryptsetup luksFormat /dev/x -`,
		`sqlplus -s app/hunter2@db`:                                            `sqlplus -s app/S@db`,
		`mongodump -u a -p hunter2`:                                            `mongodump -u a -p S`,
		`cmdkey /add:h /user:a /pass:hunter2`:                                  `cmdkey /add:h /user:a /pass:S`,
		`schtasks /create /ru a /rp hunter2`:                                   `schtasks /create /ru a /rp S`,
		"# password: hunter2\n//  api_key: hunter2\n# the password: is long\n": "# password: S\n//  api_key: S\n# the password: is long\n",
	} {
		if got := hidden(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
	for _, text := range []string{
		"proxy_set_header Authorization $http_authorization;", `proxy_set_header Authorization "";`, "proxy_set_header X-Forwarded-For $remote_addr;", "add_header Cache-Control no-store;",
		"RequestHeader unset Authorization", "curl -u app: https://x", "cat <<EOF | tee a\nb:c\nEOF", "chpasswd -e < users", "sqlplus / as sysdba", "docker run --name mongo -p 27017:27017 mongo",
		"# the password: must be long", "# See https://x: the password", "echo a | tee b | cat", "Header for password reset",
	} {
		if got := hidden(text); got != text {
			t.Errorf("%q is shown as %q", text, got)
		}
	}
}
