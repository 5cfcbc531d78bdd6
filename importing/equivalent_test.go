package importing

import "testing"

func TestEquivalent(t *testing.T) {
	t.Parallel()
	const policy = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":["s3:GetObject","s3:PutObject"],"Resource":"*"}]}`
	for name, c := range map[string]struct {
		a, b any
		want bool
	}{
		"other spaces":             {`{"a":1}`, ` { "a" : 1.0 }`, true},
		"other order of keys":      {`{"a":1,"b":[2]}`, `{"b":[2],"a":1}`, true},
		"other order of a list":    {`[1,2]`, `[2,1]`, false},
		"another value":            {`{"a":1}`, `{"a":2}`, false},
		"policies, another order":  {policy, `{"Statement":{"Action":["s3:PutObject","s3:GetObject"],"Principal":"*","Resource":["*"],"Effect":"Allow"},"Version":"2012-10-17"}`, true},
		"policies, another action": {policy, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":["s3:GetObject"],"Resource":"*"}]}`, false},
		"no JSON":                  {"a", "a ", false},
		"broken":                   {`{"a":1`, `{"a":1}`, false},
		"a number":                 {nil, `{"a":1}`, false},
	} {
		if got := equivalent(c.a, c.b); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
