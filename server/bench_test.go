package server_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/clouddrift/guardian/internal/testledger"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/server"
)

// BenchmarkServer measures answers over HTTP to 32 connections, turn by turn with a bare
// handler that lists 50 drifts, so that a busy machine does not matter:
//
//	go test -run '^$' -bench Server -benchtime 3s ./server
//
// The ledger is that of [testledger.URL]. The clients take gzip, which the bare handler does not give.
func BenchmarkServer(b *testing.B) {
	l := newBenchServer(b)
	bare := httptest.NewServer(ginPgxJSON(l.pool))
	defer bare.Close()
	var region, kind string
	l.query(b, "SELECT region, resource_type FROM drifts WHERE region <> '' ORDER BY id LIMIT 1", &region, &kind)
	filter := url.Values{"region": {region}, "resourceType": {kind}}.Encode()
	for _, m := range []struct {
		name, path string
		cold       bool // each round comes right after a write
	}{
		{"list", "/debug/drifts", false},
		{"list-after-writes", "/debug/drifts", true},
		{"list-by-cursor", "/debug/drifts?cursor=" + l.cursor(b), false},
		{"page-1000", "/debug/drifts?page=1000", true},
		{"html", "/debug/drifts?format=html", false},
		{"region-and-type", "/debug/drifts?" + filter, false},
		{"region-and-type-after-writes", "/debug/drifts?" + filter, true},
		{"changed", "/debug/drifts?changed=tags", false},
		{"changed-after-writes", "/debug/drifts?changed=tags", true},
		{"overview", "/debug?format=html", false},
		{"scopes", "/debug/scopes", false},
		{"scopes-after-writes", "/debug/scopes", true},
	} {
		b.Run(m.name, func(b *testing.B) {
			ours, hand, n := newClients(b), newClients(b), 10*connections
			if m.cold {
				n = connections
			}
			for b.Loop() {
				if m.cold {
					l.write(b)
				}
				ours.round(b, l.site.URL+m.path, n)
				hand.round(b, bare.URL, n)
			}
			ours.report(b)
			b.ReportMetric(hand.rate(), "bare-requests/s")
			b.ReportMetric(hand.rate()/ours.rate(), "of-bare")
		})
	}
}

// benchServer is a server over a large ledger.
type benchServer struct {
	url  string
	site *httptest.Server
	pool *pgxpool.Pool
}

// newBenchServer has the limits of `guardian serve`.
func newBenchServer(b *testing.B) *benchServer {
	b.Helper()
	l := &benchServer{url: testledger.URL(b)}
	pool, err := pgxpool.New(b.Context(), l.url)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(pool.Close)
	l.pool, l.site = pool, l.fresh(b)
	return l
}

// fresh is a server that has read nothing yet.
func (l *benchServer) fresh(b *testing.B) *httptest.Server {
	b.Helper()
	reader, err := repositories.OpenReader(b.Context(), repositories.Config{URL: l.url, MaxConns: 10, Timeout: 5 * time.Second})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(reader.Close)
	site := httptest.NewServer(server.New(server.Config{Reader: reader}).Handler())
	b.Cleanup(site.Close)
	return site
}

// write changes a row, so that nothing that was read before still holds.
func (l *benchServer) write(b *testing.B) {
	b.Helper()
	if _, err := l.pool.Exec(b.Context(), "UPDATE drifts SET status = status WHERE id = (SELECT id FROM drifts ORDER BY created_at DESC, id DESC LIMIT 1)"); err != nil {
		b.Fatal(err)
	}
}

func (l *benchServer) query(b *testing.B, sql string, into ...any) {
	b.Helper()
	if err := l.pool.QueryRow(b.Context(), sql).Scan(into...); err != nil {
		b.Fatal(sql, ": ", err)
	}
}

// cursor is that of a page some thousand drifts down the list.
func (l *benchServer) cursor(b *testing.B) string {
	b.Helper()
	cursor := ""
	for range 10 {
		var list struct{ Next *string }
		answer, err := http.Get(l.site.URL + "/debug/drifts?limit=500&cursor=" + cursor)
		if err != nil {
			b.Fatal(err)
		}
		err = json.NewDecoder(answer.Body).Decode(&list)
		answer.Body.Close()
		if err != nil || list.Next == nil {
			break
		}
		cursor = *list.Next
	}
	return cursor
}

// ginPgxJSON is the baseline: what one writes with gin, raw pgx and encoding/json.
// It does not even count the rows.
func ginPgxJSON(pool *pgxpool.Pool) http.Handler {
	type drift struct {
		ID                uuid.UUID       `json:"id"`
		ResourceID        string          `json:"resourceId"`
		ResourceType      string          `json:"resourceType"`
		Region            string          `json:"region"`
		AccountID         *string         `json:"accountId,omitempty"`
		ExpectedState     json.RawMessage `json:"expectedState"`
		ActualState       json.RawMessage `json:"actualState"`
		Difference        json.RawMessage `json:"difference"`
		Severity          string          `json:"severity"`
		CostImpactMonthly *float64        `json:"costImpactMonthly"`
		Status            string          `json:"status"`
		DetectedAt        time.Time       `json:"detectedAt"`
		DetectedBy        string          `json:"detectedBy"`
		ApprovedAt        *time.Time      `json:"approvedAt,omitempty"`
		ApprovedBy        *uuid.UUID      `json:"approvedBy,omitempty"`
		ApprovalReason    *string         `json:"approvalReason,omitempty"`
		RejectedAt        *time.Time      `json:"rejectedAt,omitempty"`
		RejectedBy        *uuid.UUID      `json:"rejectedBy,omitempty"`
		RejectionReason   *string         `json:"rejectionReason,omitempty"`
		ResolvedAt        *time.Time      `json:"resolvedAt,omitempty"`
		ResolvedHow       *string         `json:"resolvedHow,omitempty"`
		CreatedAt         time.Time       `json:"createdAt"`
		UpdatedAt         time.Time       `json:"updatedAt"`
	}
	list := func(ctx context.Context) ([]drift, error) {
		rows, err := pool.Query(ctx, "SELECT * FROM drifts ORDER BY created_at DESC, id DESC LIMIT 50")
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		var drifts []drift
		for rows.Next() {
			var d drift
			err := rows.Scan(&d.ID, &d.ResourceID, &d.ResourceType, &d.Region, &d.AccountID, &d.ExpectedState, &d.ActualState, &d.Difference,
				&d.Severity, &d.CostImpactMonthly, &d.Status, &d.DetectedAt, &d.DetectedBy, &d.ApprovedAt, &d.ApprovedBy, &d.ApprovalReason,
				&d.RejectedAt, &d.RejectedBy, &d.RejectionReason, &d.ResolvedAt, &d.ResolvedHow, &d.CreatedAt, &d.UpdatedAt)
			if err != nil {
				return nil, err
			}
			drifts = append(drifts, d)
		}
		return drifts, rows.Err()
	}
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.GET("/", func(c *gin.Context) {
		drifts, err := list(c.Request.Context())
		if err != nil {
			c.AbortWithStatus(http.StatusInternalServerError)
			return
		}
		c.JSON(http.StatusOK, map[string]any{"items": drifts, "page": 1, "limit": 50})
	})
	return r
}
