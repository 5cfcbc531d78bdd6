package repositories

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/internal/testdb"
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
	binary := func(micros uint64) []byte { return binary.BigEndian.AppendUint64(nil, micros) }
	for name, none := range map[string][]byte{
		"some other day": []byte("some other day"), "infinity": []byte("infinity"), "-infinity": []byte("-infinity"), "infinity, binary": binary(math.MaxInt64), "-infinity, binary": binary(1 << 63),
		"the year 20000": binary(uint64(time.Date(20000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro() - postgresEpoch)), "44 BC": binary(uint64(time.Date(-43, 3, 15, 0, 0, 0, 0, time.UTC).UnixMicro() - postgresEpoch)),
	} {
		if got, err := appendTime(nil, none); err == nil {
			t.Errorf("%s is taken for the time %s", name, got)
		}
	}
}

// What was written by hand and is no amount is refused as JSON as it is otherwise.
func TestJSONOfNoAmount(t *testing.T) {
	t.Parallel()
	got, err := appendMoney([]byte("x"), []byte("12.50"))
	if err != nil || string(got) != "x12.50" {
		t.Errorf("an amount: %s, %v", got, err)
	}
	store := New(testdb.Open(t), time.Minute)
	drift, err := store.Drifts.Create(t.Context(), models.CreateDriftInput{
		ResourceID: "i-1", ResourceType: "EC2", Region: "eu-west-1", ExpectedState: models.JSON(`{"tags": 1}`), ActualState: models.JSON(`{"tags": 2}`),
		Severity: models.SeverityInfo, DetectedBy: models.DetectedByAPI,
	})
	if err == nil {
		err = store.db.Gorm.Exec("UPDATE drifts SET cost_impact_monthly = 'NaN'").Error
	}
	if err != nil {
		t.Fatal(err)
	}
	_, one := store.Drifts.Get(t.Context(), drift.ID)
	_, page := store.Drifts.List(t.Context(), models.DriftQuery{})
	_, text := store.Drifts.AppendJSON(t.Context(), nil, models.DriftQuery{}, nil)
	lines := store.Drifts.StreamJSON(t.Context(), models.DriftQuery{}, nil, func([]byte) error { return nil })
	for name, err := range map[string]error{"one": one, "a page": page, "a page as JSON": text, "all as JSON": lines} {
		if err == nil || err.Error() != one.Error() {
			t.Errorf("%s: %v", name, err)
		}
	}
	if fields, err := store.Drifts.AppendJSON(t.Context(), nil, models.DriftQuery{}, []string{"id"}); err != nil {
		t.Errorf("of other fields: %s, %v", fields, err)
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
