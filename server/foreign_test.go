package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// A drift of another client, whose states or difference are no objects, takes no page down and no list.
func TestDriftsOfAnotherClient(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	conn, err := pgx.Connect(t.Context(), l.database.URL)
	must(t, err)
	defer conn.Close(t.Context())
	paths := []string{"/debug", "/debug/drifts?status=all", "/debug/drifts?format=csv&status=all", "/debug/drifts?format=ndjson&status=all", "/debug/stats"}
	for _, column := range []string{"expected_state", "actual_state", "difference"} {
		for _, value := range []string{`null`, `[]`, `"x"`, `7`} {
			values := map[string]string{"expected_state": `{"a": 1}`, "actual_state": `{"a": 2}`, "difference": `{"a": {"expected": 1, "actual": 2}}`}
			values[column] = value
			id := uuid.New()
			_, err := conn.Exec(t.Context(), `INSERT INTO drifts (id, resource_id, resource_type, region, expected_state, actual_state, difference, detected_at, detected_by)
				VALUES ($1, 'theirs', 'EC2', 'r', $2, $3, $4, now(), 'api')`, id, values["expected_state"], values["actual_state"], values["difference"])
			must(t, err)
			paths = append(paths, fmt.Sprintf("/debug/drifts/%s", id))
		}
	}
	h := l.server(t)
	asOf := l.clock.UTC().Format("2006-01-02T15:04:05.000000Z")
	for _, path := range paths {
		with := []string{path}
		if strings.HasPrefix(path, "/debug/drifts") {
			join := "?"
			if strings.Contains(path, "?") {
				join = "&"
			}
			with = append(with, path+join+"asOf="+asOf)
		}
		for _, path := range with {
			for _, accept := range []string{asPage, "application/json"} {
				if w := get(h, path, "Accept", accept); w.Code != http.StatusOK {
					t.Errorf("%s as %s: %d %.300s", path, accept, w.Code, w.Body)
				}
			}
		}
	}
}
