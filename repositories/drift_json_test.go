package repositories

import (
	"encoding/binary"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// A time and an id come as they do from a connection that speaks PostgreSQL's binary
// format, and from one that speaks text.
func TestJSONOfColumns(t *testing.T) {
	t.Parallel()
	id := uuid.MustParse("00000000-0000-4000-8000-00000000000a")
	at := time.Date(2026, 5, 1, 2, 3, 4, 5_678_000, time.UTC)
	micros := binary.BigEndian.AppendUint64(nil, uint64(at.UnixMicro()-postgresEpoch))
	before := binary.BigEndian.AppendUint64(nil, ^uint64(0)) // a microsecond before the epoch
	for name, c := range map[string]struct {
		write func(b, v []byte) ([]byte, error)
		value []byte
		want  string
	}{
		"id, binary":           {appendUUID, id[:], `"` + id.String() + `"`},
		"id, text":             {appendUUID, []byte(id.String()), `"` + id.String() + `"`},
		"time, binary":         {appendTime, micros, `"2026-05-01T02:03:04.005678Z"`},
		"time, text":           {appendTime, []byte("2026-05-01 02:03:04.005678+00"), `"2026-05-01T02:03:04.005678Z"`},
		"time before the zero": {appendTime, before, `"1999-12-31T23:59:59.999999Z"`},
		"plain text":           {appendText, []byte("a b"), `"a b"`},
		"odd text":             {appendText, []byte("a\"\\\x01é\u2028<"), `"a\"\\\u0001é` + "\u2028" + `<"`},
	} {
		got, err := c.write([]byte("x"), c.value)
		if err != nil || len(got) == 0 || got[0] != 'x' {
			t.Errorf("%s: %s, %v", name, got, err)
			continue
		}
		var text, want string
		if json.Unmarshal(got[1:], &text) != nil || json.Unmarshal([]byte(c.want), &want) != nil || text != want {
			t.Errorf("%s: %s, want %s", name, got[1:], c.want)
		}
	}
	if _, err := appendTime(nil, []byte("some other day")); err == nil {
		t.Error("some other day is taken for a time")
	}
}

// A column without a value is left out, and what is no column of a drift is of its scans.
func TestJSONOfADrift(t *testing.T) {
	t.Parallel()
	values := make([][]byte, len(driftColumns)+len(seenColumns))
	values[0] = make([]byte, 16)
	values[1] = []byte("i-1")
	values[len(values)-1] = []byte("true")
	got, err := appendDriftJSON(nil, values, allColumns)
	if err != nil || string(got) != `{"id":"00000000-0000-0000-0000-000000000000","resourceId":"i-1","open":true}` {
		t.Errorf("got %s, %v", got, err)
	}
	byCost := driftOrders[models.SortCost]
	some, err := appendDriftJSON(nil, [][]byte{[]byte("true"), []byte("i-1"), values[0], []byte("1.00")}, shownColumns([]string{"open", "resourceId"}, &byCost))
	if err != nil || string(some) != `{"open":true,"resourceId":"i-1"}` {
		t.Errorf("of some fields: %s, %v", some, err)
	}
	for i, c := range driftColumns {
		if c.kind == jsonTime {
			values[i] = []byte("some other day")
		}
	}
	if _, err := appendDriftJSON(nil, values, allColumns); err == nil {
		t.Error("some other day is taken for a time")
	}
}
