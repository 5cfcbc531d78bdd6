package models_test

import (
	"encoding/json"
	"net/netip"
	"slices"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

var zoned = netip.MustParseAddr("fe80::1%eth0")

func TestIP(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	for text, want := range map[string]string{
		"192.0.2.1": "192.0.2.1", "0.0.0.0": "0.0.0.0", "::1": "::1", "2001:DB8:0::1": "2001:db8::1", "::ffff:192.0.2.1": "::ffff:192.0.2.1",
	} {
		ip, err := models.ParseIP(text)
		if err != nil || ip.String() != want {
			t.Errorf("%s: %s, %v", text, ip, err)
		}
		var back models.IP
		if err := db.Gorm.Raw("SELECT CAST(? AS inet)", ip).Row().Scan(&back); err != nil || back != ip {
			t.Errorf("%s came back from PostgreSQL as %s, %v", text, back, err)
		}
		out, err := json.Marshal(struct{ IP *models.IP }{&ip})
		if err != nil || string(out) != `{"IP":"`+want+`"}` {
			t.Errorf("%s, %v", out, err)
		}
		var in struct{ IP models.IP }
		if err := json.Unmarshal(out, &in); err != nil || in.IP != ip {
			t.Errorf("%s: %s, %v", out, in.IP, err)
		}
	}
	for _, text := range []string{"", " ", "localhost", "192.0.2", "192.0.2.256", "192.0.2.1/24", "192.0.2.01", "fe80::1%eth0", ":::", "1.2.3.4:80", "[::1]"} {
		ip, err := models.ParseIP(text)
		if got := fieldsOf(t, err); !slices.Equal(got, []string{"ipAddress"}) {
			t.Errorf("%q is taken for %s", text, ip)
		}
		if err := ip.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is taken for %s", text, ip)
		}
	}
}

func TestIPColumn(t *testing.T) {
	t.Parallel()
	ip, _ := models.ParseIP("192.0.2.1")
	for src, want := range map[any]string{"10.0.0.0/8": "10.0.0.0", "::1/128": "::1", "10.1.2.3": "10.1.2.3"} {
		got := ip
		if err := got.Scan(src); err != nil || got.String() != want {
			t.Errorf("%v: %s, %v", src, got, err)
		}
	}
	for _, src := range []any{nil, 1, "x", ""} {
		got := ip
		if err := got.Scan(src); err == nil || got != ip {
			t.Errorf("%v: %s, %v", src, got, err)
		}
	}
	for _, wrong := range []models.IP{{}, {Addr: zoned}} {
		if v, err := wrong.Value(); err == nil {
			t.Errorf("%v is written as %v", wrong.Addr, v)
		}
	}
}
