package models_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

func TestCheckStorable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"a":[1,"b",null,true]}`:                       "",
		`"a\u0000"`:                                     "holds U+0000",
		`{"tags":[{"x":"\u0000"}]}`:                     "holds U+0000 at tags[0].x",
		`{"tags":{"a\u0000":1}}`:                        "holds U+0000 in a name at tags",
		`{"a":{"n":1e131072}}`:                          "holds a number beyond PostgreSQL's numeric at a.n",
		`[1e99999999999999999999]`:                      "holds a number beyond PostgreSQL's numeric at [0]",
		`{"a b\n":{"c":"\u0000"}}`:                      `holds U+0000 at ["a b\n"].c`,
		nested(models.MaxJSONDepth, ""):                 "",
		nested(models.MaxJSONDepth, "1"):                "",
		nested(models.MaxJSONDepth-1, `{"a":"b"}`):      "",
		`{"` + strings.Repeat("k", 300) + `":"\u0000"}`: `holds U+0000 at ["` + strings.Repeat("k", 60) + `"…]`,
	} {
		got := ""
		if err := models.CheckStorable(decode(t, text)); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%.40s: %q instead of %q", text, got, want)
		}
	}
	for _, text := range []string{
		nested(models.MaxJSONDepth+1, ""), nested(models.MaxJSONDepth, "{}"), nested(10_000, "1"),
		nested(models.MaxJSONDepth-1, `{"a":{}}`),
	} {
		err := models.CheckStorable(decode(t, text))
		if err == nil || !strings.HasPrefix(err.Error(), "is nested deeper than 500 levels at [0]") || len(err.Error()) > 300 {
			t.Errorf("%.20s…: %v", text, err)
		}
	}
}

// numbers are at the edges of PostgreSQL's numeric, and around them.
func numbers() []string {
	digits := func(n int) string { return strings.Repeat("9", n) }
	list := []string{
		"0", "-0", "0.0", "1", "-1", "1.0", "1e0", "100e-2", "0.1e1", "1E+2", "12345678901234567890.123456789",
		digits(131072), digits(131073), digits(131073) + "e-1", "1" + strings.Repeat("0", 131071), "1" + strings.Repeat("0", 131072),
		"0." + digits(16383), "0." + digits(16384), "0." + strings.Repeat("0", 16383), "0." + strings.Repeat("0", 16384),
		"1." + digits(16383), "1." + digits(16384) + "e1", "1." + digits(16385) + "e1",
		"0." + strings.Repeat("0", 16384) + "e1", "0.001e131074", "0.001e131075", "10e131070", "10e131071",
	}
	for _, mantissa := range []string{"1", "-9", "0", "0.0", "1.0", "0.1", "10", "999", "0.00009"} {
		for _, e := range []int{131070, 131071, 131072, 131073, 131076, 131077, 16382, 16383, 16384, 200001, 1<<30 - 2, 1<<30 - 1, 1 << 30, 1 << 31} {
			list = append(list, fmt.Sprintf("%se%d", mantissa, e), fmt.Sprintf("%se-%d", mantissa, e))
		}
	}
	return list
}

// CheckStorable refuses exactly the numbers that PostgreSQL refuses.
func TestStorableNumbersArePostgreSQLs(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	for _, n := range numbers() {
		stored := db.Gorm.Exec("SELECT CAST(? AS jsonb)", n).Error
		checked := models.CheckStorable(decode(t, n))
		if (stored == nil) != (checked == nil) {
			t.Errorf("%.60s (%d characters): PostgreSQL says %v, CheckStorable %v", n, len(n), stored, checked)
		}
	}
}

func TestStorableTextIsPostgreSQLs(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	for _, text := range []string{
		`"\u0000"`, `{"\u0000":1}`, `["a\u0000b"]`, `"\u0001"`, `"\ufffd"`, `"\uffff"`, `"😀"`, `"\ud83d\ude00"`,
		`{"":""}`, nested(models.MaxJSONDepth, `"a"`), `"\ud800"`, `"\udc00\ud800"`, "\"\xff\"", `{"a":1} x`,
	} {
		stored := db.Gorm.Exec("SELECT CAST(? AS jsonb)", text).Error
		v, err := models.DecodeJSON([]byte(text))
		if err == nil {
			err = models.CheckStorable(v)
		}
		if (stored == nil) != (err == nil) {
			t.Errorf("%.40s: PostgreSQL says %v, we say %v", text, stored, err)
		}
	}
}

// Two values are equal when PostgreSQL's jsonb says so.
func TestEqualJSONIsPostgreSQLs(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	random := rand.New(rand.NewPCG(1, 2))
	var left, right []string
	for range 5000 {
		a := randomJSON(random, 3)
		b := a
		switch random.IntN(3) {
		case 0:
			b = randomJSON(random, 3)
		case 1:
			b = vary(random, a)
		}
		left = append(left, string(models.MustJSON(a)))
		right = append(right, string(models.MustJSON(b)))
	}
	theirs := equalInPostgreSQL(t, db, left, right)
	equal := 0
	for i, want := range theirs {
		if got := models.EqualJSON(decode(t, left[i]), decode(t, right[i])); got != want {
			t.Errorf("%s and %s: PostgreSQL says %t, EqualJSON %t", left[i], right[i], want, got)
		}
		if want {
			equal++
		}
	}
	if equal < 1000 || equal > 4500 {
		t.Errorf("%d of 5000 pairs are equal: the pairs say little", equal)
	}
}

func equalInPostgreSQL(t *testing.T, db *postgres.DB, left, right []string) []bool {
	t.Helper()
	var equal []bool
	err := db.Pool.QueryRow(t.Context(), `SELECT array_agg(a::jsonb = b::jsonb ORDER BY n)
		FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS pairs(a, b, n)`, left, right).Scan(&equal)
	if err != nil || len(equal) != len(left) {
		t.Fatal(len(equal), err)
	}
	return equal
}
