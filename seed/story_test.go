package seed

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"github.com/clouddrift/guardian/internal/testdb"
)

// story gives the text of every row, times and hashes left out if so wished.
func story(t *testing.T, o Options, times bool) string {
	t.Helper()
	o.passwordCost, o.batchDrifts = bcrypt.MinCost, 100
	o, err := o.complete()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	for rows, err := range batches(o) {
		if err != nil {
			t.Fatal(err)
		}
		if b.Len() > 2_000_000 { // the rest is no different
			break
		}
		for i := range rows.Users {
			rows.Users[i].PasswordHash = ""
		}
		writeText(&b, reflect.ValueOf(rows).Elem(), times)
	}
	return b.String()
}

func writeText(b *bytes.Buffer, v reflect.Value, times bool) {
	switch at, isTime := v.Interface().(time.Time); {
	case isTime && times:
		b.WriteString(at.Format(time.RFC3339Nano))
	case isTime:
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8:
		text := v.Bytes()
		if !times {
			text = timeText.ReplaceAll(text, nil)
		}
		fmt.Fprintf(b, "%s\n", text)
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			writeText(b, v.Index(i), times)
		}
	case v.Kind() == reflect.Pointer && !v.IsNil():
		writeText(b, v.Elem(), times)
	case v.Kind() == reflect.Struct && strings.HasPrefix(v.Type().PkgPath(), "github.com/clouddrift") && v.NumField() > 1:
		for i := range v.NumField() {
			writeText(b, v.Field(i), times)
		}
	default:
		fmt.Fprintf(b, "%v\n", v.Interface())
	}
}

func TestSameSeedSameRows(t *testing.T) {
	t.Parallel()
	for _, drifts := range []int{DefaultDrifts, 300, briefFrom + 1} {
		a := Options{Drifts: drifts, Now: noon}
		if once, again := story(t, a, true), story(t, a, true); once != again {
			t.Errorf("%d drifts: the same seed gives other rows", drifts)
		}
		other := a
		other.RandomSeed = 2
		if story(t, a, false) == story(t, other, false) {
			t.Errorf("%d drifts: another seed gives the same rows", drifts)
		}
	}
}

// TestOnlyTimesGoByTheClock seeds before, in and after office hours: a draw that is made at some alone would change all that is drawn after it.
func TestOnlyTimesGoByTheClock(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		a := Options{Drifts: 100, RandomSeed: seed + 1, Now: noon}
		want := story(t, a, false)
		for _, hour := range []int{0, 4, 9, 18} {
			a.Now = time.Date(2027, 2, 3, hour, 2, 3, 4, time.UTC)
			if story(t, a, false) != want {
				t.Errorf("seed %d at %d:02: more than times is another", seed+1, hour)
			}
		}
	}
	for _, drifts := range []int{DefaultDrifts, 300, briefFrom + 1} {
		a := Options{Drifts: drifts, Now: noon}
		later := a
		later.Now = time.Date(2027, 2, 3, 1, 2, 3, 4, time.UTC)
		if story(t, a, false) != story(t, later, false) {
			t.Errorf("%d drifts: another now changes more than times", drifts)
		}
	}
}

// TestSizes holds estates of several sizes and seeds to the invariants.
func TestSizes(t *testing.T) {
	t.Parallel()
	for _, o := range []Options{
		{Drifts: 1}, {Drifts: 2}, {Drifts: 10},
		{Drifts: 100, RandomSeed: 7, Now: time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)},
		{Drifts: 1000, RandomSeed: 60}, // has one whose value is another from a scan on that failed, as did all after it
		{Drifts: 1000, RandomSeed: 1 << 63, Now: time.Date(2027, 3, 1, 4, 5, 0, 0, time.UTC)},
		{Drifts: 10_001, RandomSeed: 3, Now: time.Date(2028, 2, 29, 5, 0, 0, 0, time.UTC)},
	} {
		t.Run(fmt.Sprint(o.Drifts), func(t *testing.T) {
			t.Parallel()
			db := testdb.OpenOwner(t)
			result := run(t, db, o)
			if o.Now.IsZero() {
				o.Now = noon
			}
			checkInvariants(t, db, o.Now)
			if n := value[int64](t, db, "SELECT count(*) FROM drifts"); n != int64(o.Drifts) {
				t.Errorf("%d drifts", n)
			}
			if each := float64(result.Rows) / float64(o.Drifts); o.Drifts > briefFrom && each > 7.5 {
				t.Errorf("%.1f rows a drift", each)
			}
		})
	}
}
