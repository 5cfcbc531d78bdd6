package models_test

import (
	"encoding/json"
	"math/big"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

const (
	wrongRange    = "must lie between -99999999.99 and 99999999.99"
	wrongDecimals = "takes at most two decimals"
)

func TestParseMoney(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"0": "0.00", "-0": "0.00", "-0.00": "0.00", "125.5": "125.50", "125.50": "125.50", "125.500": "125.50",
		"-45": "-45.00", "-0.01": "-0.01", "99999999.99": "99999999.99", "-99999999.99": "-99999999.99",
		"1e2": "100.00", "1.25E1": "12.50", "12550e-2": "125.50", "0e99": "0.00", "0e-99": "0.00",
	} {
		m, err := models.ParseMoney(text)
		if err != nil || m.String() != want {
			t.Errorf("%s: %s, %v", text, m, err)
		}
		if m != models.MustMoney(want) || m.Negative() != strings.HasPrefix(want, "-") || m.Decimal().StringFixed(2) != want {
			t.Errorf("%s: %v is not %s", text, m, want)
		}
	}
	for text, want := range map[string]string{
		"1.005": wrongDecimals, "0.001": wrongDecimals, "-0.009": wrongDecimals, "1e-3": wrongDecimals, "1e-99": wrongDecimals,
		"100000000": wrongRange, "-100000000.00": wrongRange, "99999999.995": wrongDecimals, "1e8": wrongRange,
		"1e9": wrongRange, "1e99": wrongRange, "-1e99": wrongRange, "1e999999999": "got", "1e-999999999": "got",
		"": "takes an amount such as 125.50, got \"\"", "NaN": "got \"NaN\"", "Infinity": "got", "-inf": "got", " 1": "got", "1 ": "got", "1\n": "got \"1\\n\"",
		"1,5": "got", "1_000": "got", "0x10": "got", "1e": "got", "e1": "got", "--1": "got", "1e99999999999": "got",
		"$5": "got", "+5": "got", ".5": "got", "5.": "got", "\u22125": "got", "１": "got", "null": "got", `"1"`: "got",
		strings.Repeat("9", 1000): "…", "1." + strings.Repeat("0", 70): "…", "1e1000": "got",
	} {
		m, err := models.ParseMoney(text)
		if err == nil {
			t.Errorf("%.20q is taken for %s", text, m)
		} else if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") || len(err.Error()) > 150 {
			t.Errorf("%.20q: %v", text, err)
		}
		if m != (models.Money{}) {
			t.Errorf("%.20q: an error and %s", text, m)
		}
	}
}

func TestMoneyOfCentsAndDecimals(t *testing.T) {
	t.Parallel()
	if m := models.Cents(-12550); m.String() != "-125.50" {
		t.Error(m)
	}
	if m, err := models.NewMoney(decimal.RequireFromString("7.10")); err != nil || m != models.Cents(710) {
		t.Error(m, err)
	}
	for d, want := range map[*decimal.Decimal]string{
		ptr(decimal.New(1, 999_999_999)): wrongRange, ptr(decimal.New(1, -999_999_999)): wrongDecimals,
	} {
		if m, err := models.NewMoney(*d); err == nil || err.Error() != want {
			t.Errorf("%s, %v", m, err)
		}
	}
	if m, err := models.NewMoney(decimal.New(0, 999_999_999)); err != nil || m != (models.Money{}) {
		t.Errorf("%s, %v", m, err)
	}
	for name, wrong := range map[string]func(){
		"Cents":     func() { models.Cents(10_000_000_000) },
		"MustMoney": func() { models.MustMoney("1.005") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s does not panic", name)
				}
			}()
			wrong()
		}()
	}
}

func TestMoneyOverAPeriod(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		monthly string
		period  time.Duration
		want    string
	}{
		{"730", time.Hour, "1.00"}, {"-730", 24 * time.Hour, "-24.00"}, {"100", 730 * time.Hour, "100.00"}, {"100", 0, "0.00"},
		{"7.30", 30 * time.Minute, "0.01"}, {"-7.30", 30 * time.Minute, "-0.01"}, {"7.29", 30 * time.Minute, "0.00"},
		{"99999999.99", 730 * time.Hour, "99999999.99"},
	} {
		if got, err := models.MustMoney(c.monthly).Over(c.period); err != nil || got.String() != c.want {
			t.Errorf("%s over %s: %s, %v, want %s", c.monthly, c.period, got, err, c.want)
		}
	}
	if _, err := models.MustMoney("-99999999.99").Over(731 * time.Hour); err == nil || err.Error() != wrongRange {
		t.Error(err)
	}
}

func TestMoneyInJSON(t *testing.T) {
	t.Parallel()
	type bill struct {
		Cost models.Money
		Due  *models.Money `json:",omitempty"`
	}
	var b bill
	if err := json.Unmarshal([]byte(`{"Cost": 1.25e1, "Due": 3}`), &b); err != nil || b.Cost != models.Cents(1250) || *b.Due != models.Cents(300) {
		t.Errorf("%v, %v", b, err)
	}
	if out, err := json.Marshal(b); err != nil || string(out) != `{"Cost":12.50,"Due":3.00}` {
		t.Errorf("%s, %v", out, err)
	}
	for _, text := range []string{`{"Cost":"12.50"}`, `{"Cost":null}`, `{"Cost":1.005}`, `{"Cost":1e8}`, `{"Cost":true}`, `{"Cost":{}}`} {
		if err := json.Unmarshal([]byte(text), &b); err == nil {
			t.Errorf("%s is taken for %v", text, b)
		}
	}
	if b.Cost != models.Cents(1250) {
		t.Errorf("what was refused changed the amount to %s", b.Cost)
	}
}

func TestMoneyColumn(t *testing.T) {
	t.Parallel()
	var m models.Money
	for _, src := range []any{"125.50", []byte("125.50"), float64(125.5)} {
		if err := m.Scan(src); err != nil || m != models.Cents(12550) {
			t.Errorf("%T: %s, %v", src, m, err)
		}
	}
	for text, want := range map[string]int64{
		"0.00": 0, "-0.05": -5, "99999999.99": 9_999_999_999, "-99999999.99": -9_999_999_999, "7": 700, "1.5": 150, "0012.30": 1230, "1e2": 10_000,
	} {
		var got models.Money
		if err := got.Scan(text); err != nil || got != models.Cents(want) {
			t.Errorf("%s: %s, %v", text, got, err)
		}
	}
	for _, src := range []any{"NaN", "Infinity", "1.005", "--1.00", "1.-5", ".50x", "100000000.00", "", "1e9", true, struct{}{}} {
		if err := m.Scan(src); err == nil || m != models.Cents(12550) {
			t.Errorf("%v: %s, %v", src, m, err)
		}
	}
	if err := m.Scan(nil); err != nil || m != (models.Money{}) {
		t.Errorf("NULL: %s, %v", m, err)
	}
	if v, err := models.Cents(-5).Value(); v != "-0.05" || err != nil {
		t.Errorf("Value: %v, %v", v, err)
	}
}

func ptr[T any](v T) *T { return &v }

// What is taken for money is kept by NUMERIC(10,2) as it is, and the other way round.
func TestMoneyIsPostgreSQLs(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	for _, text := range []string{
		"0", "-0", "1", "1.5", "1.50", "1.500", "1.005", "0.001", "-99999999.99", "99999999.99", "99999999.991", "100000000",
		"1e2", "1e8", "1e-2", "1e-3", "12345678.9", "-0.01", "NaN",
	} {
		var kept bool
		err := db.Gorm.Raw("SELECT CAST(? AS numeric(10,2)) = CAST(? AS numeric) AND CAST(? AS numeric) <> 'NaN'", text, text, text).Scan(&kept).Error
		m, wrong := models.ParseMoney(text)
		if (err == nil && kept) != (wrong == nil) {
			t.Errorf("%s: PostgreSQL keeps it: %t, %v; ParseMoney: %v", text, kept, err, wrong)
		}
		if wrong != nil {
			continue
		}
		var back models.Money
		if err := db.Gorm.Raw("SELECT CAST(? AS numeric(10,2))", m).Scan(&back).Error; err != nil || back != m {
			t.Errorf("%s came back as %s, %v", m, back, err)
		}
	}
}

var plainAmount = regexp.MustCompile(`^-?[0-9]{1,8}(\.[0-9]{1,2})?$`)

func FuzzParseMoney(f *testing.F) {
	for _, text := range []string{"0", "125.50", "-99999999.99", "1e8", "1e-3", "0e999999999", "1e999999999", "NaN", " 1", "+5", ".5", "5.", "-", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := models.ParseMoney(text)
		if err != nil {
			if plainAmount.MatchString(text) {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		if !plainAmount.MatchString(m.String()) {
			t.Fatalf("%q became %s", text, m)
		}
		got, _ := new(big.Rat).SetString(m.String())
		want, ok := new(big.Rat).SetString(text)
		if !ok || got.Cmp(want) != 0 {
			t.Fatalf("%q became %s", text, m)
		}
		if again, err := models.ParseMoney(m.String()); err != nil || again != m {
			t.Fatalf("%s became %s, %v", m, again, err)
		}
	})
}
