package seed

import "testing"

func TestObject(t *testing.T) {
	t.Parallel()
	if got := string(object("a", "1", `b"`, "é\n")); got != `{"a":"1","b\"":"é\n"}` {
		t.Errorf("got %s", got)
	}
}
