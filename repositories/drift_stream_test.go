package repositories_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// A stream gives each drift with what its scans sum up to, in the order of a list.
func TestStreamOfSeenDrifts(t *testing.T) {
	t.Parallel()
	l, old, successor := superseded(t)
	bare := l.drift()
	var got []string
	l.ok(l.Drifts.Stream(t.Context(), models.DriftQuery{Sort: models.SortCreatedAt}, func(d models.SeenDrift) error {
		r := d.Response()
		got = append(got, fmt.Sprintln(r.ID, d.StatusWord(), r.Open, r.Scope, r.Tool, r.Address, r.Occurrences, r.NextApply, r.Supersedes, r.SupersededBy))
		if r.FirstSeen.IsZero() || r.FirstSeen.Location() != time.UTC || d.Seen.FirstSeen.Location() != time.UTC {
			t.Errorf("first seen at %v", r.FirstSeen)
		}
		return nil
	}))
	want := []string{
		fmt.Sprintln(old, "superseded", false, "s", "terraform", "aws_instance.web", 1, "revert", (*models.RelativeResponse)(nil), successor),
		fmt.Sprintln(successor, "detected", true, "s", "terraform", "aws_instance.web", 1, "revert", old, (*models.RelativeResponse)(nil)),
		fmt.Sprintln(bare.ID, "detected", true, "", "", "", 0, "unknown", (*models.RelativeResponse)(nil), (*models.RelativeResponse)(nil)),
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// Lines of JSON say what the stream of drifts does, in its order, and some fields of them are read alone.
func TestStreamsOfFields(t *testing.T) {
	t.Parallel()
	l := variety(t, testdb.New(t).URL, "cache_statement")
	fields := []string{"difference", "open", "id", "costImpactMonthly", "scope"}
	columns, err := models.ChooseColumns(fields, models.Columns(models.SeenDriftResponse{}))
	l.ok(err)
	for _, sort := range models.DriftSorts() {
		q := models.DriftQuery{Sort: sort}
		var whole, some, lines, few []string
		l.ok(l.Drifts.Stream(t.Context(), q, func(d models.SeenDrift) error {
			whole = append(whole, string(models.MustJSON(d.ID)))
			some = append(some, string(models.ColumnsJSON(d.Response(), columns)))
			return nil
		}))
		l.ok(l.Drifts.StreamJSON(t.Context(), q, []string{"id"}, func(b []byte) error {
			for line := range strings.Lines(string(b)) {
				lines = append(lines, strings.TrimSuffix(strings.TrimPrefix(line, `{"id":`), "}\n"))
			}
			return nil
		}))
		if !slices.Equal(lines, whole) {
			t.Errorf("%s: lines %v\nwant %v", sort, lines, whole)
		}
		lines = nil
		l.ok(l.Drifts.StreamJSON(t.Context(), q, fields, func(b []byte) error {
			for line := range bytes.Lines(b) {
				var plain bytes.Buffer
				if err := json.Compact(&plain, line); err != nil {
					return err
				}
				lines = append(lines, plain.String())
			}
			return nil
		}))
		if !slices.Equal(lines, some) {
			t.Errorf("%s: lines %v\nwant %v", sort, lines, some)
		}
		l.ok(l.Drifts.StreamFields(t.Context(), q, fields, func(d models.SeenDrift) error {
			few = append(few, string(models.ColumnsJSON(d.Response(), columns)))
			if len(d.ExpectedState) > 0 || len(d.ActualState) > 0 {
				t.Errorf("reads the states of %v", d.ID)
			}
			return nil
		}))
		if !slices.Equal(few, some) {
			t.Errorf("%s: fields %v\nwant %v", sort, few, some)
		}
	}
	fails(t, l.Drifts.StreamJSON(t.Context(), models.DriftQuery{Sort: "price"}, nil, nil), models.ErrInvalid, "sort")
	stop := errors.New("stop")
	if err := l.Drifts.StreamJSON(t.Context(), models.DriftQuery{}, nil, func([]byte) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("got %v, want what fn returned", err)
	}
}
